// The series `fleet` and `fleet_kel`: how many targets are in each state, by kind and area.
import { STATES, type State } from '../../fleet/state.ts'
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'

type Tags = Point<'fleet_kel'>['tags']

/** Which targets are counted together; built once for an estate. */
export interface Groups {
  readonly tags: readonly Tags[]
  /** Place in `tags`, by position of the target. */
  readonly groupOf: Uint32Array
}

type Counts = Point<'fleet'>['fields']

/** Where a kelurahan is drawn, by its id: degrees, WGS 84. Undefined where the estate does not say. */
export type PlaceOnMap = (
  kel: string,
) => { readonly lat?: number; readonly lon?: number } | undefined

const UDEG = 1_000_000

const WIDTH = STATES.length
const COLUMN = Object.fromEntries(STATES.map((state, i) => [state, i])) as Record<State, number>

/** By kecamatan and kind; targets without a kecamatan have a group of their own, by kind. */
export function kecamatanGroups(estate: readonly SeriesTarget[]): Groups {
  return groupsOf(estate.map(({ kec, kind }) => ({ kec, kel: undefined, kind })))
}

/** By kelurahan and kind; targets without a kelurahan are counted with those of their kecamatan that have none. */
export function kelurahanGroups(estate: readonly SeriesTarget[]): Groups {
  return groupsOf(estate.map(({ kec, kel, kind }) => ({ kec, kel, kind })))
}

/** One point for each of `kecamatanGroups`. `stateOf`: by position. `at`: epoch milliseconds. */
export function fleetPoints(
  groups: Groups,
  stateOf: (position: number) => State,
  at: number,
): Point<'fleet'>[] {
  return countsOf(groups, stateOf).map((fields, group) => {
    const { kec, kind } = groups.tags[group] as Tags
    return { measurement: 'fleet', tags: { kec, kind }, fields, at }
  })
}

/** One point for each of `kelurahanGroups`, with its place on the map where that is known. */
export function kelPoints(
  groups: Groups,
  stateOf: (position: number) => State,
  placeOnMap: PlaceOnMap,
  at: number,
): Point<'fleet_kel'>[] {
  return countsOf(groups, stateOf).map((counts, group) => {
    const tags = groups.tags[group] as Tags
    return { measurement: 'fleet_kel', tags, fields: { ...counts, ...udeg(tags, placeOnMap) }, at }
  })
}

/** Both or none: half a place cannot be drawn. */
function udeg(
  { kel }: Tags,
  placeOnMap: PlaceOnMap,
): Pick<Point<'fleet_kel'>['fields'], 'lat_udeg' | 'lon_udeg'> {
  const { lat, lon } = (kel === undefined ? undefined : placeOnMap(kel)) ?? {}
  if (lat === undefined || lon === undefined) return {}
  return { lat_udeg: Math.round(lat * UDEG), lon_udeg: Math.round(lon * UDEG) }
}

function groupsOf(tagsOf: readonly Tags[]): Groups {
  const numbers = new Map<string, number>()
  const tags: Tags[] = []
  const groupOf = Uint32Array.from(tagsOf, (one) => {
    const key = JSON.stringify([one.kec, one.kel, one.kind])
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, tags.length)
    return tags.push(one) - 1
  })
  return { tags, groupOf }
}

function countsOf({ tags, groupOf }: Groups, stateOf: (position: number) => State): Counts[] {
  const counts = new Uint32Array(tags.length * WIDTH)
  for (let position = 0; position < groupOf.length; position++) {
    const cell = (groupOf[position] as number) * WIDTH + COLUMN[stateOf(position)]
    counts[cell] = (counts[cell] as number) + 1
  }
  return tags.map((_, group) => fieldsOf(counts.subarray(group * WIDTH, (group + 1) * WIDTH)))
}

function fieldsOf(counts: Uint32Array): Counts {
  const of = (state: State): number => counts[COLUMN[state]] as number
  return {
    total: counts.reduce((sum, n) => sum + n, 0),
    up: of('up'),
    degraded: of('degraded'),
    down: of('down'),
    unreachable: of('unreachable'),
    unknown: of('unknown'),
    maintenance: of('maintenance'),
    suspended: of('suspended'),
  }
}
