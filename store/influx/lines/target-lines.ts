// The lines of single targets: a slot of 10 s of the raw tier, or a minute, an hour, a day.
import { MEASUREMENTS } from '../../schema/measurements.ts'
import type { SeriesTarget } from '../../schema/series-target.ts'
import {
  NO_RTT,
  OUTSIDE,
  type SlotColumns,
  type SpanColumns,
  type SpanTier,
} from '../../series/columns.ts'
import type { Worth } from '../../spool/spool.ts'
import type { LineWriter } from './line-writer.ts'
import { packPrefixes, prefixOf } from './prefixes.ts'

const RTT_UNIT_US = 100
const WORTH: Readonly<Record<SpanTier, Worth>> = { m1: 'minute', h1: 'hour', d1: 'hour' }

/** For at most 8 integer fields with their keys, and the time. */
const ROOM = 320

const key = (name: string): Uint8Array => Buffer.from(`${name}=`)
const UP = key('up')
const RTT = key('rtt_dms')
const RTT_MIN = key('rtt_min_dms')
const RTT_MAX = key('rtt_max_dms')
const SENT = key('sent')
const LOST = key('lost')
const UP_S = key('up_s')
const OBS_S = key('obs_s')

/** Writes for one estate. Targets of a kind that has no measurement (portals) get no lines. */
export class TargetLines {
  readonly #bytes: Uint8Array
  readonly #ends: Uint32Array
  /** Position of the i-th pinged target among all, and the other way round (-1: not pinged). */
  readonly #pinged: Uint32Array
  readonly #rowOf: Int32Array

  constructor(estate: readonly SeriesTarget[]) {
    const { bytes, ends } = packPrefixes(estate.map(prefixOfTarget))
    this.#bytes = bytes
    this.#ends = ends
    this.#pinged = Uint32Array.from(estate.flatMap(({ pinged }, i) => (pinged ? [i] : [])))
    this.#rowOf = new Int32Array(estate.length).fill(-1)
    this.#pinged.forEach((target, row) => {
      this.#rowOf[target] = row
    })
  }

  slot(slot: SlotColumns, writer: LineWriter): void {
    writer.open({ tier: 'raw', worth: 'raw', precision: 's' })
    const stamp = stampOf(slot.at)
    for (let row = 0; row < this.#pinged.length; row++) {
      if (!(slot.sent[row] as number) || !this.#begin(this.#pinged[row] as number, writer)) continue
      const up = slot.up[row] as number
      if (up !== OUTSIDE) writer.integer(UP, up)
      writer.integer(RTT, Math.round((slot.rttAvgUs[row] as number) / RTT_UNIT_US))
      const lost = slot.lost[row] as number
      if (lost > 0) writer.integer(LOST, lost)
      writer.end(stamp, slot.at)
    }
  }

  /**
   * A target of which nothing is known in the span has no line; named in `only` it has one all the same, with zeros, for
   * what was written of it before may be wrong now.
   */
  span(span: SpanColumns, writer: LineWriter): void {
    writer.open({ tier: span.tier, worth: WORTH[span.tier], precision: 's' })
    const stamp = stampOf(span.from)
    const { only } = span
    const count = only ? only.length : this.#ends.length
    for (let i = 0; i < count; i++) {
      this.#spanLine(span, only ? (only[i] as number) : i, stamp, writer)
    }
  }

  #spanLine(span: SpanColumns, target: number, stamp: Uint8Array, writer: LineWriter): void {
    const available = span.availableMs[target] as number
    const observed = available + (span.unavailableMs[target] as number)
    const row = this.#rowOf[target] as number
    const sent = row < 0 ? 0 : (span.sent[row] as number)
    if (observed === 0 && sent === 0 && !span.only) return
    if (!this.#begin(target, writer)) return
    // Both rounded, from the sum: rounding keeps order, so up_s is never above obs_s.
    writer.integer(UP_S, Math.round(available / 1000))
    writer.integer(OBS_S, Math.round(observed / 1000))
    if (row >= 0) {
      writer.integer(SENT, sent)
      writer.integer(LOST, span.lost[row] as number)
      if (span.rttAvg[row] !== NO_RTT) {
        writer.integer(RTT, span.rttAvg[row] as number)
        writer.integer(RTT_MIN, span.rttMin[row] as number)
        writer.integer(RTT_MAX, span.rttMax[row] as number)
      }
    }
    writer.end(stamp, span.from)
  }

  #begin(target: number, writer: LineWriter): boolean {
    const from = target === 0 ? 0 : (this.#ends[target - 1] as number)
    const to = this.#ends[target] as number
    if (!(to > from)) return false
    writer.begin(this.#bytes, from, to, ROOM)
    return true
  }
}

/** ` SECONDS`, as it stands at the end of a line. */
export function stampOf(atMs: number): Uint8Array {
  return Buffer.from(` ${Math.floor(atMs / 1000)}`)
}

function prefixOfTarget(target: SeriesTarget): string {
  if (target.kind === 'portal') return ''
  const { tags } = MEASUREMENTS[target.kind]
  const has: Readonly<Record<string, unknown>> = { ...target }
  const entries = Object.keys(tags).map((tag) => [tag, has[tag] as string | undefined])
  return prefixOf(target.kind, Object.fromEntries(entries))
}
