// One bar of one issue: what was measured, its limit, and whether it holds.

export interface Bar {
  /** The id that the issue gives: `icmp.27k.wall`. */
  readonly bar: string
  readonly value?: number
  readonly limit?: number
  readonly unit: string
  /** Absent where the bar was skipped or is only reported. */
  readonly ok?: boolean
  readonly skipped?: 'soak' | string
  readonly note?: string
}

/** What a suite is told. */
export interface BenchContext {
  /** Keeps the size that a limit is stated for, does fewer rounds, stays under 3 minutes. */
  readonly quick: boolean
  /** Running under `npm run soak`: full counts. */
  readonly soak: boolean
  /** For people, on stderr. */
  say(line: string): void
}

/** A suite lives in bench/suites/<name>.ts and exports this as `suite`. */
export type Suite = (context: BenchContext) => Promise<readonly Bar[]>

/** A bar that must not be above its limit. */
export function atMost(
  bar: string,
  value: number,
  limit: number,
  unit: string,
  note?: string,
): Bar {
  const rounded = Number(value.toPrecision(4))
  return { bar, value: rounded, limit, unit, ok: value <= limit, ...(note ? { note } : {}) }
}
