// Where the sun stands, so that a picture is judged by the light that there should be.

export type Light = 'day' | 'twilight' | 'night'

/** Degrees above and below the horizon between which it is neither day nor night: lamps and infrared switch there. */
const TWILIGHT_DEG = 6
const J2000 = Date.UTC(2000, 0, 1, 12)
const DAY_MS = 86_400_000
const RADIANS = Math.PI / 180

/** `at`: epoch milliseconds. `lat` and `lon`: degrees, WGS 84, north and east positive. */
export function lightAt(at: number, lat: number, lon: number): Light {
  const elevation = sunElevation(at, lat, lon)
  if (elevation > TWILIGHT_DEG) return 'day'
  return elevation < -TWILIGHT_DEG ? 'night' : 'twilight'
}

/**
 * Degrees of the sun above the horizon, without refraction. Low-precision formulas of the Astronomical Almanac (section
 * "Low precision formulas for the Sun's coordinates", good to 0.01 degrees from 1950 to 2050), and the sidereal time of
 * Greenwich linear in UT1.
 */
export function sunElevation(at: number, lat: number, lon: number): number {
  const days = (at - J2000) / DAY_MS
  const anomaly = (357.528 + 0.985_600_3 * days) * RADIANS
  const longitude =
    (280.46 + 0.985_647_4 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) *
    RADIANS
  const tilt = (23.439 - 0.000_000_4 * days) * RADIANS
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(longitude), Math.cos(longitude))
  const declination = Math.asin(Math.sin(tilt) * Math.sin(longitude))
  const sidereal = (280.460_618_37 + 360.985_647_366_29 * days + lon) * RADIANS
  const hourAngle = sidereal - ascension
  const height =
    Math.sin(lat * RADIANS) * Math.sin(declination) +
    Math.cos(lat * RADIANS) * Math.cos(declination) * Math.cos(hourAngle)
  return Math.asin(Math.max(-1, Math.min(1, height))) / RADIANS
}
