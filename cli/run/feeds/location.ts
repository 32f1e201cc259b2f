// Where the city lies, for the sun that tells day from night.
import type { Fleet } from '../../../fleet/model.ts'
import { clockAt } from '../../../fleet/planned/clock.ts'

export interface Location {
  /** Degrees, WGS 84. */
  readonly lat: number
  readonly lon: number
}

const HOUR_MS = 3_600_000
/** The sun moves so many degrees an hour. */
const DEGREES_AN_HOUR = 15

/**
 * What is given; else the middle of the areas that say where they are; else the meridian of the timezone and the equator,
 * where day and night are told to within an hour. `at`: epoch milliseconds.
 */
export function locationOf(
  { areas, timezone }: Pick<Fleet, 'areas' | 'timezone'>,
  given: { readonly lat?: number | undefined; readonly lon?: number | undefined },
  at: number,
): Location {
  const placed = areas.filter(({ lat, lon }) => lat !== undefined && lon !== undefined)
  const middle = (pick: (area: Fleet['areas'][number]) => number | undefined) =>
    placed.reduce((sum, area) => sum + (pick(area) ?? 0), 0) / placed.length
  const offsetHours = (clockAt(timezone, at) - at) / HOUR_MS
  const fallback =
    placed.length > 0
      ? { lat: middle((area) => area.lat), lon: middle((area) => area.lon) }
      : { lat: 0, lon: offsetHours * DEGREES_AN_HOUR }
  return { lat: given.lat ?? fallback.lat, lon: given.lon ?? fallback.lon }
}
