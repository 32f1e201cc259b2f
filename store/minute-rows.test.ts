// Packing a minute loses nothing that was quantised, whatever the numbers; what is not a packed minute is refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeRows,
  encodeRows,
  type MinuteRows,
  NO_RTT,
  quantise,
  RTT_MOST,
} from './minute-rows.ts'

const word = fc.integer({ min: 0, max: 0xffff })

describe('encodeRows', () => {
  it('is undone by decodeRows', () => {
    const columns = fc
      .integer({ min: 0, max: 300 })
      .chain((n) =>
        fc.array(fc.uint16Array({ minLength: n, maxLength: n }), { minLength: 5, maxLength: 5 }),
      )
    fc.assert(
      fc.property(columns, (columns) => {
        const rows = rowsOf(columns)
        expect(decodeRows(encodeRows(rows), rows.sent.length)).toEqual(rows)
      }),
    )
  })

  it('is refused where it holds another number of rows', () => {
    const packed = encodeRows(rowsOf(Array.from({ length: 5 }, () => new Uint16Array(10))))
    expect(() => decodeRows(packed, 11)).toThrow(RangeError)
    expect(() => decodeRows(packed, 9)).toThrow(RangeError)
    expect(() => decodeRows(Uint8Array.of(1, 2, 3), 9)).toThrow()
  })
})

describe('quantise', () => {
  it('keeps RTTs to the nearest 100 us up to 6.5534 s, and "nothing came back" apart', () => {
    fc.assert(
      fc.property(word, (units) => {
        const rtt = Float32Array.of(units * 100, Number.NaN, Number.POSITIVE_INFINITY, -5)
        const counts = new Uint16Array(4)
        const minute = {
          at: 0,
          sent: counts,
          lost: counts,
          rttMinUs: rtt,
          rttAvgUs: rtt,
          rttMaxUs: rtt,
        }
        const expected = [Math.min(units, RTT_MOST), NO_RTT, RTT_MOST, 0]
        expect([...quantise(minute).rttAvg]).toEqual(expected)
      }),
    )
  })
})

function rowsOf(columns: readonly Uint16Array[]): MinuteRows {
  const [sent, lost, rttMin, rttAvg, rttMax] = columns.map((column) => Uint16Array.from(column))
  return { sent, lost, rttMin, rttAvg, rttMax } as MinuteRows
}
