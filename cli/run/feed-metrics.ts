// /metrics about feeds, and about portals, relays and hosts. Never a sample for each camera.
import type { AroundRoom } from './around/room.ts'
import type { FeedRoom } from './feeds/room.ts'
import type { Exposition } from './prometheus.ts'

type Feeds = Pick<FeedRoom, 'droppedPictures'> & {
  readonly book: Pick<FeedRoom['book'], 'health'>
}

/** `conditions`: cameras by condition; undefined where no feeds are looked at. */
export function aboutTheFeeds(
  page: Exposition,
  conditions: Readonly<Record<string, number>> | undefined,
  room: Feeds | undefined,
): void {
  if (conditions === undefined) return
  page.gauges(
    'ronda_feeds_cameras',
    'Cameras by condition.',
    Object.entries(conditions).map(([condition, count]) => [{ condition }, count] as const),
  )
  const health = room?.book.health
  if (room === undefined || health === undefined) return
  const { decoder } = health
  page.counter('ronda_feeds_looks_total', 'Looks at cameras.', health.looks)
  page.gauge('ronda_feeds_waiting', 'Cameras whose look is due and waits.', health.waiting)
  page.gauge('ronda_feeds_unseen', 'Cameras that were never looked at.', health.unseen)
  page.gauges('ronda_feeds_lag_seconds', 'Lateness of routine looks in the last minute.', [
    [{ quantile: '0.99' }, health.lagP99Ms / 1000],
  ])
  page.gauge(
    'ronda_feeds_decoder_up',
    '1 while something decodes keyframes.',
    decoder.lack === undefined && decoder.name !== undefined ? 1 : 0,
  )
  page.counter('ronda_feeds_decoded_total', 'Keyframes decoded.', decoder.decoded)
  page.counter(
    'ronda_feeds_decode_failures_total',
    'Keyframes that could not be decoded.',
    decoder.failed,
  )
  page.counter(
    'ronda_feeds_pictures_dropped_total',
    'Pictures that were not kept because the disk did not take them.',
    room.droppedPictures(),
  )
}

export function aboutWhatSurrounds(
  page: Exposition,
  room: Pick<AroundRoom, 'portals' | 'relays' | 'hosts'> | undefined,
): void {
  if (room === undefined) return
  const relays = room.relays()
  const hosts = room.hosts()
  page.gauges(
    'ronda_portal_up',
    '1 while a portal shows what it should.',
    room.portals().map(({ id, up }) => [{ portal: id }, up ? 1 : 0] as const),
  )
  page.gauges(
    'ronda_relay_readable',
    '1 while the metrics of a relay can be read.',
    relays.map(({ name, facts }) => [{ relay: name }, facts ? 1 : 0] as const),
  )
  const families = [
    ['paths', 'Streams that a relay knows.'],
    ['ready', 'Streams of a relay that have a source now.'],
    ['readers', 'Who reads the streams of a relay.'],
  ] as const
  for (const [field, help] of families) {
    page.gauges(
      `ronda_relay_${field}`,
      help,
      relays.flatMap(({ name, facts }) =>
        facts ? [[{ relay: name }, facts[field]] as const] : [],
      ),
    )
  }
  page.gauges(
    'ronda_host_readable',
    '1 while the metrics of a host can be read.',
    hosts.map(({ name, facts }) => [{ host: name }, facts ? 1 : 0] as const),
  )
  page.gauges(
    'ronda_host_disk_free_bytes',
    'Room on the fullest file system of a host, of our own on that of the data folder.',
    hosts.flatMap(({ name, facts }) =>
      facts?.diskFreeBytes === undefined ? [] : [[{ host: name }, facts.diskFreeBytes] as const],
    ),
  )
}
