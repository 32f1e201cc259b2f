// Maintenance windows and suspensions as mute timings: for alerts of a kecamatan, an ISP or an owner of which they cover all.
import type { Target } from '../../../fleet/model.ts'
import { resolveScope } from '../../../fleet/planned/coverage.ts'
import { timeOf } from '../../../fleet/planned/occurrence.ts'
import type { PlannedOutage } from '../../../fleet/planned/planned.ts'
import type { Topology } from '../../../fleet/topology.ts'
import type { Matcher, TimeInterval } from '../alerting.ts'
import { oneOf } from './go.ts'
import { onceIntervals, weeklyIntervals, weekOf } from './intervals.ts'

/** Alerts that match are muted in any of these time intervals. */
export interface MuteCase {
  readonly matchers: readonly Matcher[]
  readonly mutes: readonly string[]
}

export interface PlannedMutes {
  readonly intervals: readonly TimeInterval[]
  /** The first that matches counts; most special first. */
  readonly cases: readonly MuteCase[]
  /** True where there would be too many cases: alerts of two muted things are then muted by one of them only. */
  readonly isCoarse: boolean
}

/** Each case is a copy of the routes. */
const MOST_CASES = 200
const LABELS = ['kec', 'isp', 'owner'] as const
type Label = (typeof LABELS)[number]

/** `timezone`: of the estate, for what happens once. */
export function plannedMutes(
  planned: readonly PlannedOutage[],
  topology: Topology,
  timezone: string,
): PlannedMutes {
  const places = placesOf(topology)
  const everywhere: string[] = []
  const byPlace = new Map<Place, string[]>()
  const intervals: TimeInterval[] = []
  for (const one of planned) {
    const positions = resolveScope(one.scope, topology)
    const name = `ronda planned ${one.id}`
    const isAll = positions.length > 0 && positions.length === topology.targets.length
    const covered = isAll ? [] : coveredBy(positions, places)
    if (isAll) everywhere.push(name)
    for (const place of covered) byPlace.set(place, [...(byPlace.get(place) ?? []), name])
    if (isAll || covered.length > 0) intervals.push({ name, intervals: timesOf(one, timezone) })
  }
  const alike = LABELS.map((label) => alikeOf(label, byPlace))
  const count = alike.reduce((product, cases) => product * (cases.length + 1), 1)
  const isCoarse = count > MOST_CASES
  const special = isCoarse ? alike.flat() : combined(alike)
  const all: MuteCase = { matchers: [], mutes: everywhere }
  return {
    intervals,
    cases: [
      ...special.map(({ matchers, mutes }) => ({ matchers, mutes: [...everywhere, ...mutes] })),
      ...(everywhere.length > 0 ? [all] : []),
    ],
    isCoarse,
  }
}

interface Place {
  readonly label: Label
  readonly value: string
  readonly size: number
}

/** The places of each target, by position: its kecamatan, its owner, and of a line its ISP. */
function placesOf(topology: Topology): readonly (readonly Place[])[] {
  const sizes = new Map<string, { label: Label; value: string; size: number }>()
  const placeOf = (label: Label, value: string | undefined): Place[] => {
    if (value === undefined) return []
    const key = `${label}/${value}`
    const place = sizes.get(key) ?? { label, value, size: 0 }
    place.size += 1
    sizes.set(key, place)
    return [place]
  }
  return topology.targets.map((target) => [
    ...placeOf('kec', topology.areaPath(target)[0]?.id),
    ...placeOf('isp', ispOf(target)),
    ...placeOf('owner', target.owner),
  ])
}

function ispOf(target: Target): string | undefined {
  return target.kind === 'uplink' || target.kind === 'node' ? target.isp : undefined
}

/** Places of which every target is covered. */
function coveredBy(positions: Int32Array, places: readonly (readonly Place[])[]): Place[] {
  const counts = new Map<Place, number>()
  for (const position of positions) {
    for (const place of places[position] ?? []) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  return [...counts].filter(([place, count]) => count === place.size).map(([place]) => place)
}

/** Values of a label with the same windows, together. */
function alikeOf(label: Label, byPlace: ReadonlyMap<Place, readonly string[]>): MuteCase[] {
  const byMutes = new Map<
    string,
    { readonly mutes: readonly string[]; readonly values: string[] }
  >()
  for (const [place, mutes] of byPlace) {
    if (place.label !== label) continue
    const key = JSON.stringify(mutes)
    const known = byMutes.get(key)
    if (known) known.values.push(place.value)
    else byMutes.set(key, { mutes, values: [place.value] })
  }
  return [...byMutes.values()].map(({ mutes, values }) => ({
    matchers: [oneOf(label, values.sort())],
    mutes,
  }))
}

/** Each choice of at most one case of each list, those of more lists first; none of none. */
function combined(lists: readonly (readonly MuteCase[])[]): MuteCase[] {
  const none: MuteCase = { matchers: [], mutes: [] }
  let choices: MuteCase[] = [none]
  for (const list of lists) {
    choices = choices.flatMap((choice) => [
      ...list.map(({ matchers, mutes }) => ({
        matchers: [...choice.matchers, ...matchers],
        mutes: [...new Set([...choice.mutes, ...mutes])],
      })),
      choice,
    ])
  }
  return choices
    .filter(({ matchers }) => matchers.length > 0)
    .sort((a, b) => b.matchers.length - a.matchers.length)
}

function timesOf(planned: PlannedOutage, timezone: string): TimeInterval['intervals'] {
  const time = timeOf(planned)
  if (time.type === 'once') return onceIntervals(time.from, time.until, timezone)
  return weeklyIntervals(weekOf(time), time.timezone)
}
