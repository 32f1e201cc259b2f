// What page and API see of the feeds.
import type { FeedsSummary } from '../../../console/feed-view.ts'
import type { LiveSource } from '../live.ts'
import type { Watch } from '../watch.ts'
import type { FeedRoom } from './room.ts'

/** `room`: undefined until the picture round walks. `wanted`: feeds.decoder; `none` is no lack. */
export function feedLive(
  watch: Watch,
  room: () => FeedRoom | undefined,
  wanted: string,
): Pick<LiveSource, 'conditionOf' | 'feedOf' | 'recorderOf' | 'pictures' | 'feeds'> {
  return {
    conditionOf: (id) => watch.conditionOf(id),
    feedOf: (id) => room()?.book.feedOf(id),
    recorderOf: (id) => room()?.book.recorderOf(id),
    pictures: {
      list: async (id) => (await room()?.pictures.list(id)) ?? [],
      read: async (id, kind) => await room()?.pictures.read(id, kind),
    },
    feeds: () => summaryOf(watch, room(), wanted),
  }
}

function summaryOf(watch: Watch, room: FeedRoom | undefined, wanted: string): FeedsSummary {
  const counted = Object.entries(watch.conditions()).filter(([, count]) => count > 0)
  const health = room?.book.health
  return {
    conditions: Object.fromEntries(counted),
    looksPerMinute: health?.perMinute ?? 0,
    waiting: health?.waiting ?? 0,
    unseen: health?.unseen ?? 0,
    decoder: health?.decoder.name ?? (wanted === 'none' ? 'none' : undefined),
  }
}
