// The series `outage`: every cause that people are told of, the worst by themselves, the rest by kind and severity.
import type { Incident } from '../../incidents/incident.ts'
import type { Point } from '../schema/measurements.ts'
import { MORE, MOST_OUTAGES, MOST_WARNINGS } from '../schema/told-measurements.ts'
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

/** What must be known at the next slot, so that series stay what they are. */
export interface OutagePlaces {
  /** Ids of the incidents that have a series of their own. */
  readonly seated: ReadonlySet<string>
  /** By kind and severity: the tags of `+more` that say of all in it the same. */
  readonly rest: ReadonlyMap<string, Common>
}

export interface Outages {
  readonly points: readonly Point<'outage'>[]
  readonly places: OutagePlaces
}

export const NO_PLACES: OutagePlaces = { seated: new Set(), rest: new Map() }

type Tags = Point<'outage'>['tags']
type Common = Pick<CauseTags, 'owner' | 'isp'>

/**
 * One point for each of at most `MOST_OUTAGES` settled incidents of `open`, at most `MOST_WARNINGS` of them warnings, which
 * make way where more are critical. Of a severity those that are seated keep their place, then come the largest, then the
 * oldest. The rest is summed up by kind and severity. `at`: epoch milliseconds.
 */
export function outagePoints(
  open: readonly Incident[],
  tagsOf: (incident: Incident) => CauseTags,
  before: OutagePlaces,
  at: number,
): Outages {
  const { own, others } = seatedOf(open, tagsOf, before.seated)
  const rest = commonOf(others.map(tagsOf), before.rest)
  const sums = new Map<string, Sum>()
  for (const one of own) add(sums, ownTags(one, tagsOf(one)), one, at)
  for (const one of others) {
    const tags = tagsOf(one)
    add(sums, restTags(tags, rest.get(restKey(tags))), one, at)
  }
  return {
    points: [...sums.values()].map((sum) => pointOf(sum, at)),
    places: { seated: new Set(own.map(({ id }) => id)), rest },
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

function seatedOf(
  open: readonly Incident[],
  tagsOf: (incident: Incident) => CauseTags,
  seated: ReadonlySet<string>,
): { readonly own: readonly Incident[]; readonly others: readonly Incident[] } {
  const ranked = open
    .filter(({ settled }) => settled)
    .toSorted(
      (one, other) =>
        Number(seated.has(other.id)) - Number(seated.has(one.id)) ||
        other.affected.length - one.affected.length ||
        one.openedAt - other.openedAt ||
        (one.id < other.id ? -1 : 1),
    )
  const isCritical = (one: Incident): boolean => tagsOf(one).severity === 'critical'
  const critical = ranked.filter(isCritical)
  const warnings = ranked.filter((one) => !isCritical(one))
  const room = Math.max(0, Math.min(MOST_WARNINGS, MOST_OUTAGES - critical.length))
  return {
    own: [...critical.slice(0, MOST_OUTAGES), ...warnings.slice(0, room)],
    others: [...critical.slice(MOST_OUTAGES), ...warnings.slice(room)],
  }
}

/**
 * What all of a kind and severity have in common, by `restKey`. What they once differed in stays away as long as there are
 * any: a tag that came and went with each of them would be a new alert each time.
 */
function commonOf(
  all: readonly CauseTags[],
  before: OutagePlaces['rest'],
): ReadonlyMap<string, Common> {
  const common = new Map<string, Common>()
  for (const tags of all) {
    const key = restKey(tags)
    const { owner, isp } = common.get(key) ?? before.get(key) ?? tags
    common.set(key, {
      ...(owner !== undefined && owner === tags.owner && { owner }),
      ...(isp !== undefined && isp === tags.isp && { isp }),
    })
  }
  return common
}

function restKey({ kind, severity }: CauseTags): string {
  return `${severity} ${kind}`
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

function restTags({ kind, severity }: CauseTags, common: Common | undefined): Tags {
  return {
    cause: MORE,
    kind,
    reason: undefined,
    condition: undefined,
    kec: undefined,
    area: undefined,
    owner: common?.owner,
    isp: common?.isp,
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
