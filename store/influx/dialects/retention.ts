// How long something is kept, between our days and the ways the servers write it.

export const DAY_S = 86_400

const UNIT_S: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: DAY_S,
  day: DAY_S,
  days: DAY_S,
  w: 7 * DAY_S,
  mo: 30 * DAY_S,
  y: 365 * DAY_S,
}

/**
 * Seconds of `168h0m0s` (1.x), `7d`, `1d 12h` or `none` (3); 0 stands for ever, as the servers have it. Undefined for
 * what cannot be read.
 */
export function secondsOf(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === 'none') return 0
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/.test(trimmed)) return undefined
  let seconds = 0
  for (const [, number, unit = ''] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const factor = UNIT_S[unit]
    if (factor === undefined) return undefined
    seconds += Number(number) * factor
  }
  return seconds
}

/** `7 days`, `1 day`, `36 hours`, `for ever`. */
export function keptFor(seconds: number): string {
  if (seconds === 0) return 'for ever'
  const [count, unit] = seconds % DAY_S === 0 ? [seconds / DAY_S, 'day'] : [seconds / 3600, 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `from 7 days to 14 days`. */
export function changeOf(fromSeconds: number, toSeconds: number): string {
  return `from ${keptFor(fromSeconds)} to ${keptFor(toSeconds)}`
}
