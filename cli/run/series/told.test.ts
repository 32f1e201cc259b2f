import { expect, test } from 'vitest'
import type { Incident } from '../../../incidents/incident.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import { MOST_OUTAGES, MOST_WARNINGS } from '../../../store/schema/told-measurements.ts'
import { smallIncident } from '../../../test/rigs/small-series.ts'
import { Told } from './told.ts'

const uplink = (n: number, cameras = 1): Incident =>
  smallIncident(
    `inc-${n}`,
    { kind: 'target', targetId: `u${n}` },
    { openedAt: n, affected: [`u${n}`], byKind: { camera: cameras } },
  )

function told(): Told {
  return new Told(({ byKind }) => ({
    kind: 'uplink',
    areas: ['genuk'],
    severity: (byKind['camera'] ?? 0) >= 100 ? 'critical' : 'warning',
  }))
}

const seen = (points: readonly Point<'outage'>[]) =>
  points.map(({ tags, fields }) => `${tags.cause} ${tags.severity} ${fields.causes}`)

test('an outage that grows bad ends as a warning while it goes on as critical', () => {
  const series = told()
  expect(seen(series.outages([uplink(1)], 10_000))).toEqual(['u1 warning 1'])
  expect(seen(series.outages([uplink(1, 100)], 20_000))).toEqual(['u1 critical 1', 'u1 warning 0'])
  expect(seen(series.outages([], 30_000))).toEqual(['u1 critical 0', 'u1 warning 0'])
  expect(seen(series.outages([], 630_000))).toEqual([])
})

test('what it was told as it stays, however it shrinks or whoever joins it', () => {
  let kec = 'genuk'
  const series = new Told(({ byKind }) => ({
    kind: 'shared',
    areas: [kec],
    severity: (byKind['camera'] ?? 0) >= 100 ? 'critical' : 'warning',
  }))
  series.outages([uplink(1, 100)], 10_000)
  kec = 'tugu'
  const [point, ...more] = series.outages([uplink(1)], 20_000)
  expect(point).toMatchObject({ tags: { kec: 'genuk', severity: 'critical' } })
  expect(more).toEqual([])
})

test('what was open at the start and is over at the first slot says so', () => {
  const tags = { kind: 'uplink', areas: [], severity: 'warning' }
  const series = new Told(() => tags, [uplink(1), uplink(2)], 5_000)
  expect(seen(series.outages([uplink(2)], 10_000))).toEqual(['u2 warning 1', 'u1 warning 0'])
})

test('more than forty that end at once all say so', () => {
  const series = told()
  const all = Array.from({ length: MOST_OUTAGES + 2 }, (_, n) => uplink(n + 1, 100))
  series.outages(all, 10_000)
  expect(seen(series.outages([], 20_000)).sort()).toContain('+more critical 0')
  expect(series.outages([], 30_000)).toHaveLength(MOST_OUTAGES)
})

test('one of the rest gets a series of its own when one is free, and the rest ends', () => {
  const series = told()
  const all = Array.from({ length: MOST_WARNINGS + 1 }, (_, n) => uplink(n + 1))
  expect(seen(series.outages(all, 10_000)).at(-1)).toBe('+more warning 1')
  expect(seen(series.outages(all.slice(1), 20_000)).slice(-3)).toEqual([
    `u${MOST_WARNINGS + 1} warning 1`,
    'u1 warning 0',
    '+more warning 0',
  ])
})

test('a fault that is mended says so', () => {
  const series = told()
  const fault = { kec: 'genuk', owner: 'dinas', since: 0, skewS: 95 } as const
  series.faults([{ ...fault, what: 'clock_skewed', id: 'r-1' }], 60_000)
  expect(series.faults([], 120_000)).toMatchObject([
    { tags: { what: 'clock_skewed', id: 'r-1' }, fields: { recorders: 0, skew_s: 0 } },
  ])
})
