// The series `fault`: what is wrong with recorders that still answer, those known longest by themselves, the rest by kind.
import type { Point } from '../schema/measurements.ts'
import { MORE, MOST_FAULTS } from '../schema/told-measurements.ts'

export const RECORDER_FAULTS = ['disk_failed', 'disk_degraded', 'clock_skewed'] as const
export type RecorderFaultKind = (typeof RECORDER_FAULTS)[number]

export interface RecorderFault {
  readonly what: RecorderFaultKind
  /** Of the recorder. */
  readonly id: string
  readonly kec: string | undefined
  readonly owner: string | undefined
  /** Epoch milliseconds since when it is known. */
  readonly since: number
  /** Seconds, never negative; of clocks only. */
  readonly skewS?: number
}

/** At most `MOST_FAULTS` of a kind and one for the rest of it, as of `at`, epoch milliseconds. */
export function faultPoints(faults: readonly RecorderFault[], at: number): Point<'fault'>[] {
  return RECORDER_FAULTS.flatMap((what) => {
    const ranked = faults
      .filter((fault) => fault.what === what)
      .sort((one, other) => one.since - other.since || (one.id < other.id ? -1 : 1))
    const rest = ranked.slice(MOST_FAULTS)
    const own = ranked
      .slice(0, MOST_FAULTS)
      .map((fault) =>
        pointOf({ what, id: fault.id, kec: fault.kec, owner: fault.owner }, [fault], at),
      )
    if (rest.length === 0) return own
    return [...own, pointOf({ what, id: MORE, kec: undefined, owner: undefined }, rest, at)]
  })
}

/** What the series of `point` says once it is over. */
export function endedFault(
  { measurement, tags, fields }: Point<'fault'>,
  at: number,
): Point<'fault'> {
  const skew = fields.skew_s === undefined ? {} : { skew_s: 0 }
  return { measurement, tags, fields: { recorders: 0, age_s: 0, ...skew }, at }
}

function pointOf(
  tags: Point<'fault'>['tags'],
  faults: readonly RecorderFault[],
  at: number,
): Point<'fault'> {
  const longestMs = Math.max(0, ...faults.map(({ since }) => at - since))
  const skews = faults.flatMap(({ skewS }) => skewS ?? [])
  return {
    measurement: 'fault',
    tags,
    fields: {
      recorders: faults.length,
      age_s: Math.floor(longestMs / 1000),
      ...(skews.length === 0 ? {} : { skew_s: Math.round(Math.max(...skews)) }),
    },
    at,
  }
}
