// The series `outage`: every cause that people are told of, the oldest by themselves, the rest by kind.
import type { Incident } from '../../incidents/incident.ts'
import type { Point } from '../schema/measurements.ts'
import { MORE, MOST_OUTAGES } from '../schema/told-measurements.ts'
import { causeName } from './cause-place.ts'

/** What of a cause stands in its tags beside its name; alerts/policy/cause-view.ts has it. */
export interface CauseTags {
  readonly kind: string
  readonly owner?: string
  readonly isp?: string
  /** From the kecamatan down. */
  readonly areas: readonly string[]
  readonly severity: string
}

export interface Outages {
  readonly points: readonly Point<'outage'>[]
  /** Ids of the incidents that have a series of their own. */
  readonly seated: ReadonlySet<string>
}

type Tags = Point<'outage'>['tags']

/**
 * One point for each of at most `MOST_OUTAGES` settled incidents of `open`: those in `seated` keep theirs, the oldest
 * others get what is left. The rest is summed up by kind and severity. `at`: epoch milliseconds.
 */
export function outagePoints(
  open: readonly Incident[],
  tagsOf: (incident: Incident) => CauseTags,
  seated: ReadonlySet<string>,
  at: number,
): Outages {
  const told = open.filter(({ settled }) => settled)
  const ranked = told.toSorted(
    (one, other) =>
      Number(seated.has(other.id)) - Number(seated.has(one.id)) ||
      one.openedAt - other.openedAt ||
      (one.id < other.id ? -1 : 1),
  )
  const own = ranked.slice(0, MOST_OUTAGES)
  const sums = new Map<string, Sum>()
  for (const one of own) add(sums, ownTags(one, tagsOf(one)), one, at)
  for (const one of ranked.slice(MOST_OUTAGES)) add(sums, restTags(tagsOf(one)), one, at)
  return {
    points: [...sums.values()].map((sum) => pointOf(sum, at)),
    seated: new Set(own.map(({ id }) => id)),
  }
}

/** What the series of `point` says once it is over. */
export function endedOutage({ measurement, tags }: Point<'outage'>, at: number): Point<'outage'> {
  return {
    measurement,
    tags,
    fields: { affected: 0, cameras: 0, causes: 0, age_s: 0, acked: 0 },
    at,
  }
}

interface Sum {
  readonly tags: Tags
  affected: number
  cameras: number
  causes: number
  ageMs: number
  acked: boolean
}

/** Incidents whose tags are the same are one series. */
function add(
  sums: Map<string, Sum>,
  tags: Tags,
  { affected, byKind, openedAt, acknowledged }: Incident,
  at: number,
): void {
  const key = JSON.stringify(tags)
  const sum = sums.get(key) ?? { tags, affected: 0, cameras: 0, causes: 0, ageMs: 0, acked: true }
  // One that comes and goes is not over while it is up for a moment.
  sum.affected += Math.max(1, affected.length)
  sum.cameras += byKind['camera'] ?? 0
  sum.causes++
  sum.ageMs = Math.max(sum.ageMs, at - openedAt)
  sum.acked &&= acknowledged !== undefined
  sums.set(key, sum)
}

function ownTags({ cause, reason, evidence }: Incident, tags: CauseTags): Tags {
  const { kind, owner, isp, areas, severity } = tags
  const { condition } = evidence
  return {
    cause: causeName(cause),
    kind,
    reason,
    condition: typeof condition === 'string' ? condition : undefined,
    kec: areas[0],
    area: areas.length === 0 ? undefined : `/${areas.join('/')}/`,
    owner,
    isp,
    severity,
  }
}

function restTags({ kind, severity }: CauseTags): Tags {
  return {
    cause: MORE,
    kind,
    reason: undefined,
    condition: undefined,
    kec: undefined,
    area: undefined,
    owner: undefined,
    isp: undefined,
    severity,
  }
}

function pointOf({ tags, affected, cameras, causes, ageMs, acked }: Sum, at: number) {
  const fields = {
    affected,
    cameras,
    causes,
    age_s: Math.floor(ageMs / 1000),
    acked: acked ? 1 : 0,
  }
  return { measurement: 'outage', tags, fields, at } as const
}
