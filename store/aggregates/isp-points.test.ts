import { expect, test } from 'vitest'
import { SMALL_ESTATE } from '../../test/rigs/small-series.ts'
import type { SeriesTarget } from '../schema/series-target.ts'
import { NO_RTT } from '../series/columns.ts'
import { ispLines, ispPoints } from './isp-points.ts'

/** Rows: core, u1 (telko), u2 (lain), n1, then those here. */
const ESTATE: readonly SeriesTarget[] = [
  ...SMALL_ESTATE,
  { id: 'u3', kind: 'uplink', isp: 'telko', pinged: true },
  { id: 'u4', kind: 'uplink', isp: 'telko', pinged: true },
  { id: 'u5', kind: 'uplink', pinged: true },
]

function minute(sent: readonly number[], lost: readonly number[], rtt: readonly number[]) {
  const rttAvg = Uint16Array.from(rtt)
  const rtts = { rttMin: rttAvg, rttAvg, rttMax: rttAvg }
  return { sent: Uint32Array.from(sent), lost: Uint32Array.from(lost), ...rtts }
}

test('lines that answered are added up, those that did not once are only counted', () => {
  const sums = minute(
    [6, 6, 6, 6, 5, 6, 6],
    [0, 2, 0, 0, 0, 6, 0],
    [9, 100, 300, 9, 200, NO_RTT, 9],
  )
  expect(ispPoints(ispLines(ESTATE), sums, 60_000)).toEqual([
    {
      measurement: 'isp',
      tags: { isp: 'telko' },
      fields: { lines: 2, silent: 1, sent: 11, lost: 2, rtt_sum_dms: 4 * 100 + 5 * 200 },
      at: 60_000,
    },
    {
      measurement: 'isp',
      tags: { isp: 'lain' },
      fields: { lines: 1, silent: 0, sent: 6, lost: 0, rtt_sum_dms: 1_800 },
      at: 60_000,
    },
  ])
})

test('an ISP all of whose lines are silent is said so, one that was not asked has no point', () => {
  const sums = minute(
    [0, 6, 0, 0, 6, 0, 0],
    [0, 6, 0, 0, 6, 0, 0],
    [NO_RTT, NO_RTT, NO_RTT, NO_RTT, NO_RTT, NO_RTT, NO_RTT],
  )
  const points = ispPoints(ispLines(ESTATE), sums, 60_000)
  expect(points.map(({ tags, fields }) => [tags.isp, fields])).toEqual([
    ['telko', { lines: 0, silent: 2, sent: 0, lost: 0, rtt_sum_dms: 0 }],
  ])
})
