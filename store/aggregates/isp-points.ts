// The series `isp`: how good the lines of each ISP were in a minute.
import type { Point } from '../schema/measurements.ts'
import type { SeriesTarget } from '../schema/series-target.ts'
import { type MinuteSums, NO_RTT } from '../series/columns.ts'

/** Which rows of the sums are lines of which ISP; built once for an estate. */
export interface IspLines {
  readonly isps: readonly string[]
  /** Row among the pinged targets, and place in `isps`. */
  readonly lines: readonly (readonly [row: number, isp: number])[]
}

/** `estate` in the order of the store's registration. Lines without an ISP are left out. */
export function ispLines(estate: readonly SeriesTarget[]): IspLines {
  const places = new Map<string, number>()
  const lines: [number, number][] = []
  for (const [row, { kind, isp }] of estate.filter(({ pinged }) => pinged).entries()) {
    if (kind !== 'uplink' || isp === undefined || isp === '') continue
    const place = places.get(isp) ?? places.size
    places.set(isp, place)
    lines.push([row, place])
  }
  return { isps: [...places.keys()], lines }
}

type Fields = Record<'lines' | 'silent' | 'sent' | 'lost' | 'rtt_sum_dms', number>

/**
 * One point for each ISP of which a line was asked. A line that did not answer once is dead, not bad: it counts as silent
 * and nowhere else. The mean RTT is the sum through `sent - lost`. `at`: begin of the minute, epoch milliseconds.
 */
export function ispPoints({ isps, lines }: IspLines, sums: MinuteSums, at: number): Point<'isp'>[] {
  const all = isps.map((): Fields => ({ lines: 0, silent: 0, sent: 0, lost: 0, rtt_sum_dms: 0 }))
  for (const [row, place] of lines) {
    const sent = sums.sent[row] ?? 0
    const lost = sums.lost[row] ?? 0
    const one = all[place] as Fields
    if (sent === 0) continue
    if (lost >= sent) {
      one.silent++
      continue
    }
    const rtt = sums.rttAvg[row] ?? NO_RTT
    one.lines++
    one.sent += sent
    one.lost += lost
    one.rtt_sum_dms += rtt === NO_RTT ? 0 : rtt * (sent - lost)
  }
  return isps.flatMap((isp, place): Point<'isp'>[] => {
    const fields = all[place] as Fields
    const isAsked = fields.lines + fields.silent > 0
    return isAsked ? [{ measurement: 'isp', tags: { isp }, fields, at }] : []
  })
}
