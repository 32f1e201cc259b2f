import { expect, test } from 'vitest'
import { lightAt, sunElevation } from './sun.ts'

const SEMARANG = [-6.99, 110.42] as const

// At the equinox of 20 March 2026, 14:46 UTC, the sun stands over the equator.
test.each([
  ['on the equator at noon of the equinox', Date.UTC(2026, 2, 20, 12, 7, 30), 0, 0, 90],
  ['at the north pole on the day of the solstice', Date.UTC(2026, 5, 21, 8, 24), 90, 0, 23.44],
  ['at the south pole on that day', Date.UTC(2026, 5, 21, 8, 24), -90, 0, -23.44],
  ['in Greenwich at noon of the winter solstice', Date.UTC(2026, 11, 21, 11, 58), 51.48, 0, 15.08],
])('the sun stands %s', (_, at, lat, lon, degrees) => {
  expect(Math.abs(sunElevation(at, lat, lon) - degrees)).toBeLessThan(0.2)
})

test('tells day, twilight and night over Semarang', () => {
  const hour = (utc: number): string => lightAt(Date.UTC(2025, 10, 24, utc), ...SEMARANG)
  expect([hour(5), hour(15), lightAt(Date.UTC(2025, 10, 24, 10, 40), ...SEMARANG)]).toEqual([
    'day',
    'night',
    'twilight',
  ])
})
