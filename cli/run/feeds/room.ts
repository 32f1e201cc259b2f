// The picture round of the running program: its thread, its shelf and book, and for the synthetic city its simulator.
import { join } from 'node:path'
import type { PictureView } from '../../../console/feed-view.ts'
import { messageOf } from '../../../fleet/error.ts'
import type { Logger } from '../../../fleet/logger.ts'
import type { Fleet, TargetId } from '../../../fleet/model.ts'
import type { Topology } from '../../../fleet/topology.ts'
import { keepMemoryTight } from '../../../probes/feeds/memory.ts'
import type { FeedHealth, Feeds } from '../../../probes/feeds/plan.ts'
import { startFeeds } from '../../../probes/feeds/start.ts'
import { createLooks } from '../../../store/looks/file-looks.ts'
import { createPictures } from '../../../store/pictures/file-pictures.ts'
import type { KeptPicture, Pictures } from '../../../store/pictures/pictures.ts'
import type { Config } from '../../config.ts'
import type { Closing } from '../closing.ts'
import type { Flow } from '../flow.ts'
import { seriesEstate } from '../series-estate.ts'
import type { Watch } from '../watch.ts'
import { FeedBook } from './book.ts'
import type { NvrLogin } from './credentials.ts'
import { LOOKS_FOLDER, PICTURES_FOLDER } from './folders.ts'
import { feedPlanOf } from './plan.ts'
import { type FoundFault, RecorderFaults } from './recorder-faults.ts'
import { feedSink } from './sink.ts'

export interface FeedRoomParts {
  readonly config: Config
  readonly fleet: Fleet
  /** Of the NVRs that have one. */
  readonly logins: ReadonlyMap<TargetId, NvrLogin>
  readonly topology: Topology
  readonly watch: Watch
  readonly flow: Flow
  readonly log: Logger
  readonly startedAt: number
}

/** What the rest of the program asks of the feeds. */
export interface FeedRoom {
  readonly book: FeedBook
  /** For the page: kept pictures, both kinds or one whole. */
  readonly pictures: {
    list(cameraId: string): Promise<readonly PictureView[]>
    read(cameraId: string, kind: KeptPicture['kind']): Promise<KeptPicture | undefined>
  }
  /** Removes what is past its retention; resolves with how much. */
  retain(now: number): Promise<number>
  /** What is wrong with recorders by their own word, as of `now`, epoch milliseconds; also of those that are silent since. */
  faults(now: number): readonly FoundFault[]
  /** Pictures that the disk did not take, since the start. */
  droppedPictures(): number
}

/** Resolves when the round walks. `closing` ends it. */
export async function openFeeds(parts: FeedRoomParts, closing: Closing): Promise<FeedRoom> {
  const { config, fleet, logins, topology, watch, flow, log, startedAt } = parts
  keepMemoryTight()
  const pictures = createPictures(join(config.data, PICTURES_FOLDER))
  closing.defer(() => pictures.close())
  const looks = createLooks(join(config.data, LOOKS_FOLDER))
  closing.defer(() => looks.close())
  const plan = feedPlanOf({
    fleet,
    config: config.feeds,
    logins,
    known: (id) => watch.publishedOf(id),
    memory: await pictures.memory(),
    now: startedAt,
  })
  const nvrIds = plan.nvrs.map(({ id }) => id)
  const book = new FeedBook(
    plan.cameras.map(({ id }) => id),
    nvrIds,
  )
  const faults = new RecorderFaults(config.feeds, nvrIds)
  const estate = seriesEstate(fleet, topology)
  const take = feedSink({
    plan,
    book,
    faults,
    pictures,
    looks,
    changed: (changes) => flow.feedsChanged(changes),
    points: (points) => flow.series?.points(points),
    shown: (id) => watch.conditionOf(id) ?? 'unknown',
    seriesTarget: (id) => estate[topology.indexOf(id)],
  })
  const keeping = new Keeping(log)
  const round = await startFeeds(plan, (message) => {
    if (message.type === 'health') {
      tellLack(message.health, book, config.feeds.decoder, log)
      keeping.tell(pictures.health().lastError ?? looks.health().lastError)
    }
    take(message)
  })
  closing.defer(() => round.stop())
  round.ended.catch((error: unknown) =>
    log.error({}, `the picture round has ended: ${messageOf(error)}; cameras keep what was known`),
  )
  tie(round, flow, nvrIds, watch)
  return {
    book,
    pictures: { list: (id) => listOf(pictures, id), read: (id, kind) => pictures.latest(id, kind) },
    async retain(now) {
      const removed = await pictures.retain(config.feeds.pictures.days, now)
      return removed + (await looks.retain(config.feeds.looksDays, now))
    },
    faults: (now) => faults.now(now),
    droppedPictures: () => pictures.health().dropped,
  }
}

/** Says once that pictures and looks are not kept, and once that they are again. */
class Keeping {
  readonly #log: Logger
  #failing = false

  constructor(log: Logger) {
    this.#log = log
  }

  tell(fault: string | undefined): void {
    if ((fault !== undefined) === this.#failing) return
    this.#failing = fault !== undefined
    if (fault === undefined) this.#log.info({}, 'pictures and looks are kept again')
    else this.#log.warn({}, `pictures and looks are not kept: ${fault}`)
  }
}

/** Once, when it is known. */
function tellLack(
  { decoder }: FeedHealth,
  { health: before }: FeedBook,
  wanted: string,
  log: Logger,
): void {
  if (decoder.lack === undefined || before?.decoder.lack !== undefined) return
  if (wanted === 'none') {
    log.info({}, 'feeds.decoder is none: feeds are judged by their bitstream alone')
    return
  }
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  const isMissing = decoder.lack === 'not-found'
  const why = `${wanted} ${isMissing ? 'is not there' : 'cannot decode H.264 and H.265'}`
  const remedy =
    wanted === 'ffmpeg' ? `${sudo}apt-get install -y ffmpeg` : 'correct feeds.decoder in ronda.yaml'
  log.warn(
    {},
    `nothing decodes pictures (${why}): feeds are judged by their bitstream alone; ${remedy}, and a restart, mend it`,
  )
}

/** The ICMP round knows first who cannot be reached, and when nothing can. */
function tie(round: Feeds, flow: Flow, nvrIds: readonly string[], watch: Watch): void {
  const places = new Map(nvrIds.map((id, place) => [id, place]))
  const placesOf = (ids: readonly string[]): number[] => ids.flatMap((id) => places.get(id) ?? [])
  const gone = placesOf(watch.awayNvrs())
  if (gone.length > 0) round.away(gone, true)
  flow.feedsAway = (ids, isAway) => round.away(placesOf(ids), isAway)
  flow.feedsBlind = (isBlind) => round.blind(isBlind)
}

async function listOf(pictures: Pictures, cameraId: string): Promise<readonly PictureView[]> {
  const both = await Promise.all([
    pictures.latest(cameraId, 'good'),
    pictures.latest(cameraId, 'bad'),
  ])
  return both.flatMap((one) =>
    one ? [{ kind: one.kind, at: one.at, condition: one.condition }] : [],
  )
}
