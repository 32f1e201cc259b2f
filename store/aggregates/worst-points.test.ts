import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SMALL_ESTATE } from '../../test/rigs/small-series.ts'
import type { SeriesTarget } from '../schema/series-target.ts'
import { type MinuteSums, NO_RTT } from '../series/columns.ts'
import { WORST, worstPoints } from './worst-points.ts'

test('uplinks and NVRs by loss and by RTT, with what a table shows of them', () => {
  // Rows: core, u1, u2, n1. A node is in no list.
  const points = worstPoints(
    sums([
      [100, 100, NO_RTT],
      [400, 1, 250],
      [360, 0, 300],
      [360, 360, NO_RTT],
    ]),
    SMALL_ESTATE,
    300_000,
  )
  expect(points).toEqual([
    {
      measurement: 'worst',
      tags: { kind: 'uplink', by: 'loss' },
      fields: {
        rank: 1,
        id: 'u1',
        kec: 'genuk',
        kel: 'gebang',
        isp: 'telko',
        sent: 400,
        lost: 1,
        loss_ppm: 2500,
        rtt_dms: 250,
      },
      at: 300_000,
      ordinal: 1,
    },
    {
      measurement: 'worst',
      tags: { kind: 'uplink', by: 'rtt' },
      fields: {
        rank: 1,
        id: 'u2',
        kec: 'tugu',
        kel: '',
        isp: 'lain',
        sent: 360,
        lost: 0,
        loss_ppm: 0,
        rtt_dms: 300,
      },
      at: 300_000,
      ordinal: 1,
    },
    expect.objectContaining({
      tags: { kind: 'uplink', by: 'rtt' },
      fields: expect.objectContaining({ rank: 2, id: 'u1' }),
      ordinal: 2,
    }),
    {
      measurement: 'worst',
      tags: { kind: 'nvr', by: 'loss' },
      fields: {
        rank: 1,
        id: 'n1',
        kec: 'genuk',
        kel: 'gebang',
        isp: undefined,
        sent: 360,
        lost: 360,
        loss_ppm: 1_000_000,
        rtt_dms: undefined,
      },
      at: 300_000,
      ordinal: 1,
    },
  ])
})

test('who was asked less than ten times is in no list', () => {
  const points = worstPoints(
    sums([
      [0, 0, NO_RTT],
      [9, 9, 500],
      [10, 1, 1],
      [9, 1, 1],
    ]),
    SMALL_ESTATE,
    0,
  )
  expect(points.map(({ fields }) => fields.id)).toEqual(['u2', 'u2'])
})

test('even in share goes by echoes lost, then by id', () => {
  const ids = ['d', 'a', 'c', 'b']
  const estate = ids.map((id): SeriesTarget => ({ id, kind: 'uplink', pinged: true }))
  const points = worstPoints(
    sums([
      [30, 10, 7],
      [300, 100, 7],
      [30, 10, 7],
      [10, 1, 7],
    ]),
    estate,
    0,
  )
  const by = (key: string) =>
    points.filter(({ tags }) => tags.by === key).map(({ fields }) => fields.id)
  expect(by('loss')).toEqual(['a', 'c', 'd', 'b'])
  expect(by('rtt')).toEqual(['a', 'b', 'c', 'd'])
})

test('the lists are the head of the whole order', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9 }))
  fc.assert(
    fc.property(fc.array(row, { minLength: 40, maxLength: 120 }), (rows) => {
      const estate = rows.map((_, i): SeriesTarget => ({ id: `n${i}`, kind: 'nvr', pinged: true }))
      const sent = ([asked]: readonly [number, number]) => asked
      const lost = ([asked, n]: readonly [number, number]) => Math.min(asked, n)
      const points = worstPoints(sums(rows.map((r) => [sent(r), lost(r), NO_RTT])), estate, 0)
      const want = rows
        .map((r, i) => ({ id: `n${i}`, sent: sent(r), lost: lost(r) }))
        .filter((one) => one.sent >= 10 && one.lost > 0)
        .sort(
          (a, b) => b.lost * a.sent - a.lost * b.sent || b.lost - a.lost || (a.id < b.id ? -1 : 1),
        )
        .slice(0, WORST)
      expect(points.map(({ fields }) => fields.id)).toEqual(want.map(({ id }) => id))
      expect(points.map(({ ordinal }) => ordinal)).toEqual(want.map((_, i) => i + 1))
    }),
    { numRuns: 50 },
  )
})

/** Sent, lost, mean RTT in units of 0.1 ms. */
function sums(rows: readonly (readonly [number, number, number])[]): MinuteSums {
  const rtt = Uint16Array.from(rows, (r) => r[2])
  return {
    sent: Uint32Array.from(rows, (r) => r[0]),
    lost: Uint32Array.from(rows, (r) => r[1]),
    rttMin: rtt,
    rttAvg: rtt,
    rttMax: rtt,
  }
}
