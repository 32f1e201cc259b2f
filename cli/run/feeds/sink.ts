// Brings what the picture round says to where it belongs: states, page, pictures, book of looks, time series.
import type { Condition } from '../../../fleet/condition.ts'
import type { FeedLook, FeedMessage, FeedPlan, NvrFacts } from '../../../probes/feeds/plan.ts'
import type { RungName } from '../../../probes/feeds/rung.ts'
import type { FeedChange } from '../../../probes/feeds/verdict.ts'
import { feedPoint, nvrFactsPoint } from '../../../store/aggregates/feed-points.ts'
import type { LookRow } from '../../../store/looks/looks.ts'
import type { KeptPicture } from '../../../store/pictures/pictures.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import { type FeedBook, flat } from './book.ts'

export interface FeedSinkParts {
  readonly plan: Pick<FeedPlan, 'cameras' | 'nvrs'>
  readonly book: FeedBook
  readonly faults: { take(facts: NvrFacts): void }
  readonly pictures: { keep(picture: KeptPicture): void; keepMemory(bytes: Uint8Array): void }
  readonly looks: { add(rows: readonly LookRow[]): void }
  /** Takes published conditions that changed. */
  changed(changes: readonly FeedChange[]): void
  /** Takes points of the time series; undefined where there is no database. */
  readonly points: ((points: readonly Point[]) => void) | undefined
  /** The condition that a camera is shown in, whatever its feed says: behind a dead line that is not its feed's. */
  shown(cameraId: string): Condition
  seriesTarget(id: string): SeriesTarget | undefined
}

export function feedSink(parts: FeedSinkParts): (message: FeedMessage) => void {
  return (message) => {
    switch (message.type) {
      case 'looks':
        takeLooks(parts, message.looks)
        break
      case 'nvrs':
        takeFacts(parts, message.facts)
        break
      case 'health':
        parts.book.health = message.health
        break
      case 'memory':
        parts.pictures.keepMemory(message.bytes)
        break
    }
  }
}

function takeLooks(parts: FeedSinkParts, looks: readonly FeedLook[]): void {
  const { plan, book, pictures } = parts
  const idOf = (look: FeedLook): string => plan.cameras[look.camera]?.id ?? ''
  for (const look of looks) {
    book.look(look)
    if (look.picture === undefined) continue
    const { kind, jpeg } = look.picture
    const condition = kind === 'bad' ? (look.verdict?.condition ?? look.found) : 'live'
    pictures.keep({ cameraId: idOf(look), kind, at: look.at, condition, jpeg })
  }
  parts.looks.add(
    looks.filter(({ found }) => found !== 'unknown').map((look) => rowOf(idOf(look), look)),
  )
  const changes = looks.flatMap((look) => changeOf(idOf(look), look) ?? [])
  if (changes.length > 0) parts.changed(changes)
  parts.points?.(looks.flatMap((look) => pointOf(parts, look) ?? []))
}

function rowOf(cameraId: string, { at, found, verdict, features }: FeedLook): LookRow {
  return { cameraId, at, found, published: verdict?.condition, features: flat(features ?? {}) }
}

function changeOf(cameraId: string, look: FeedLook): FeedChange | undefined {
  const { verdict, changed, decidedAt, detail, evidence = {} } = look
  if (!changed || verdict === undefined) return undefined
  return {
    cameraId,
    ...verdict,
    decidedAt,
    evidence: { ...(detail === undefined ? {} : { detail }), ...evidence },
  }
}

function pointOf(parts: FeedSinkParts, look: FeedLook): Point<'feed'> | undefined {
  const camera = parts.plan.cameras[look.camera]
  const target = parts.seriesTarget(camera?.id ?? '')
  if (camera === undefined || target === undefined || look.found === 'unknown') return undefined
  const msOf = (rung: RungName) => look.rungs.find((one) => one.rung === rung)?.ms
  return feedPoint(target, parts.plan.nvrs[camera.nvr]?.id ?? '', {
    at: look.at,
    published: parts.shown(camera.id),
    found: look.found,
    features: flat(look.features ?? {}),
    connectMs: msOf('connect'),
    keyframeMs: msOf('keyframe'),
  })
}

function takeFacts(parts: FeedSinkParts, facts: readonly NvrFacts[]): void {
  for (const one of facts) {
    parts.book.facts(one)
    parts.faults.take(one)
  }
  parts.points?.(
    facts.flatMap((one) => {
      const target = parts.seriesTarget(parts.plan.nvrs[one.nvr]?.id ?? '')
      // Who did not answer has said nothing of its slots.
      const isMute = one.slots.length === 0 && one.authUntil === undefined
      return target === undefined || isMute ? [] : [nvrFactsPoint(target, one)]
    }),
  )
}
