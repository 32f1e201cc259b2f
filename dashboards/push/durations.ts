// Durations as Grafana gives them back, whatever way they were written: `180s` is `3m`.

const UNITS = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const
const PARTS = /(\d+)(ms|[ywdhms])/g
const WHOLE = /^(?:\d+(?:ms|[ywdhms]))+$/

/**
 * As Prometheus writes a duration (model.Duration.String of prometheus/common): years and weeks only where nothing is left
 * over. Text that is no duration stays as it is.
 */
export function durationOf(text: string): string {
  if (!WHOLE.test(text)) return text
  const size = new Map<string, number>(UNITS)
  let left = [...text.matchAll(PARTS)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (size.get(unit) ?? 0),
    0,
  )
  if (left === 0) return '0s'
  let written = ''
  for (const [unit, ms] of UNITS) {
    const isExact = unit === 'y' || unit === 'w'
    if (left < ms || (isExact && left % ms !== 0)) continue
    written += `${Math.floor(left / ms)}${unit}`
    left %= ms
  }
  return written
}
