// What the program hands over of every target, in columns: no object for each of 27,431 targets every 10 seconds.

/** Stands for "no value" in a column of RTTs in units of 0.1 ms. The same as in the local store (minute-rows.ts). */
export { NO_RTT } from '../minute-rows.ts'

/** Stands for "outside the SLA" in `up`. */
export const OUTSIDE = 255

/** One slot of the raw tier; row i belongs to the i-th pinged target. A target that was not asked has sent = 0. */
export interface SlotColumns {
  /** Epoch milliseconds, a whole slot of 10 s. */
  readonly at: number
  readonly sent: Uint16Array
  readonly lost: Uint16Array
  /** Microseconds; NaN where nothing came back. */
  readonly rttMinUs: Float32Array
  readonly rttAvgUs: Float32Array
  readonly rttMaxUs: Float32Array
  /** 1 available, 0 not, `OUTSIDE`. As of the end of the slot. */
  readonly up: Uint8Array
}

/** Sums of a span; row i of the first five belongs to the i-th pinged target. */
export interface MinuteSums {
  readonly sent: Uint32Array
  readonly lost: Uint32Array
  /** Units of 0.1 ms, `NO_RTT` where nothing came back. The mean is weighted by the answers. */
  readonly rttMin: Uint16Array
  readonly rttAvg: Uint16Array
  readonly rttMax: Uint16Array
}

/** Availability of a span; row i belongs to the i-th registered target. Milliseconds; a day fits. */
export interface AvailabilityColumns {
  readonly availableMs: Uint32Array
  readonly unavailableMs: Uint32Array
}

export const SPAN_TIERS = ['m1', 'h1', 'd1'] as const
export type SpanTier = (typeof SPAN_TIERS)[number]

/** A minute, an hour or a day of every target. */
export interface SpanColumns extends MinuteSums, AvailabilityColumns {
  readonly tier: SpanTier
  /** Epoch milliseconds; `from` is the timestamp of its points. */
  readonly from: number
  readonly to: number
  /** Positions of registered targets to write; absent: all. Aggregates (`sla`) are written whole in any case. */
  readonly only?: Uint32Array
}
