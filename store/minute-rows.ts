// One minute of many targets in the form that is kept: quantised columns, and the deflated planes they are packed in.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { MinuteColumns, MinutePoint } from './store.ts'

/** Milliseconds of a minute. */
export const MINUTE_MS = 60_000

/** One unit of a kept RTT, in microseconds. */
export const RTT_UNIT_US = 100

/** The longest RTT that can be kept, in units of 100 us: 6.5534 s. Longer ones are kept as this. */
export const RTT_MOST = 0xfffe

/** Stands for "nothing came back". */
export const NO_RTT = 0xffff

const MOST = 0xffff

/** A minute of n targets; RTTs in units of 100 us, `NO_RTT` where nothing came back; counts saturate at 65,535. */
export interface MinuteRows {
  readonly sent: Uint16Array
  readonly lost: Uint16Array
  readonly rttMin: Uint16Array
  readonly rttAvg: Uint16Array
  readonly rttMax: Uint16Array
}

/** Rows of `count` targets that were not asked. */
export function emptyRows(count: number): MinuteRows {
  return {
    sent: new Uint16Array(count),
    lost: new Uint16Array(count),
    rttMin: new Uint16Array(count).fill(NO_RTT),
    rttAvg: new Uint16Array(count).fill(NO_RTT),
    rttMax: new Uint16Array(count).fill(NO_RTT),
  }
}

/** A copy with RTTs rounded to the nearest 100 us. */
export function quantise(minute: MinuteColumns): MinuteRows {
  return {
    sent: minute.sent.slice(),
    lost: minute.lost.slice(),
    rttMin: quantiseRtt(minute.rttMinUs),
    rttAvg: quantiseRtt(minute.rttAvgUs),
    rttMax: quantiseRtt(minute.rttMaxUs),
  }
}

/** Row `i` as the store's callers see it. */
export function pointOf(rows: MinuteRows, i: number, at: number): MinutePoint {
  const counts = { at, sent: rows.sent[i] as number, lost: rows.lost[i] as number }
  if (rows.rttAvg[i] === NO_RTT) return counts
  return {
    ...counts,
    rttMinUs: (rows.rttMin[i] as number) * RTT_UNIT_US,
    rttAvgUs: (rows.rttAvg[i] as number) * RTT_UNIT_US,
    rttMaxUs: (rows.rttMax[i] as number) * RTT_UNIT_US,
  }
}

/**
 * Adds row `j` of `from` to row `i` of `into`: counts add up, the average is weighted by the answers. So a minute in
 * which the program was restarted keeps both of its parts.
 */
export function addRow(into: MinuteRows, i: number, from: MinuteRows, j: number): void {
  const answersBefore = (into.sent[i] as number) - (into.lost[i] as number)
  const answersNow = (from.sent[j] as number) - (from.lost[j] as number)
  into.sent[i] = Math.min(MOST, (into.sent[i] as number) + (from.sent[j] as number))
  into.lost[i] = Math.min(MOST, (into.lost[i] as number) + (from.lost[j] as number))
  if (from.rttAvg[j] === NO_RTT) return
  if (into.rttAvg[i] === NO_RTT) {
    into.rttMin[i] = from.rttMin[j] as number
    into.rttAvg[i] = from.rttAvg[j] as number
    into.rttMax[i] = from.rttMax[j] as number
    return
  }
  const weight = answersNow / Math.max(1, answersBefore + answersNow)
  into.rttMin[i] = Math.min(into.rttMin[i] as number, from.rttMin[j] as number)
  into.rttAvg[i] = Math.round(
    (into.rttAvg[i] as number) * (1 - weight) + (from.rttAvg[j] as number) * weight,
  )
  into.rttMax[i] = Math.max(into.rttMax[i] as number, from.rttMax[j] as number)
}

/**
 * Packs rows: for each column (sent, lost, RTT min, avg less min, max less avg, all modulo 65,536) a plane of the low
 * bytes and one of the high bytes, then raw deflate at level 1.
 */
export function encodeRows(rows: MinuteRows): Uint8Array {
  const count = rows.sent.length
  const planes = new Uint8Array(count * 10)
  putPlanes(planes, 0, rows.sent)
  putPlanes(planes, 1, rows.lost)
  putPlanes(planes, 2, rows.rttMin)
  putPlanes(planes, 3, rows.rttAvg, rows.rttMin)
  putPlanes(planes, 4, rows.rttMax, rows.rttAvg)
  return deflateRawSync(planes, { level: 1 })
}

/** Unpacks what `encodeRows` gave for `count` rows; throws RangeError where the length is another. */
export function decodeRows(packed: Uint8Array, count: number): MinuteRows {
  const planes = inflateRawSync(packed, { maxOutputLength: Math.max(1, count * 10) })
  if (planes.length !== count * 10) {
    throw new RangeError(`a packed minute holds ${planes.length / 10} rows instead of ${count}`)
  }
  const rttMin = takePlanes(planes, 2, count)
  const rttAvg = takePlanes(planes, 3, count, rttMin)
  return {
    sent: takePlanes(planes, 0, count),
    lost: takePlanes(planes, 1, count),
    rttMin,
    rttAvg,
    rttMax: takePlanes(planes, 4, count, rttAvg),
  }
}

function quantiseRtt(rttUs: Float32Array): Uint16Array {
  const units = new Uint16Array(rttUs.length)
  for (let i = 0; i < units.length; i++) {
    const us = rttUs[i] as number
    units[i] = Number.isNaN(us)
      ? NO_RTT
      : Math.min(RTT_MOST, Math.max(0, Math.round(us / RTT_UNIT_US)))
  }
  return units
}

function putPlanes(
  planes: Uint8Array,
  column: number,
  values: Uint16Array,
  base?: Uint16Array,
): void {
  const low = column * 2 * values.length
  const high = low + values.length
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) - (base ? (base[i] as number) : 0)
    planes[low + i] = value & 0xff
    planes[high + i] = (value >> 8) & 0xff
  }
}

function takePlanes(
  planes: Uint8Array,
  column: number,
  count: number,
  base?: Uint16Array,
): Uint16Array {
  const low = column * 2 * count
  const high = low + count
  const values = new Uint16Array(count)
  for (let i = 0; i < count; i++) {
    const value = (planes[low + i] as number) | ((planes[high + i] as number) << 8)
    values[i] = value + (base ? (base[i] as number) : 0)
  }
  return values
}
