// How numbers of a plan are rounded and written.

/** `14,000`, `0.1`, `3.75`: at most two places behind the point, for people. */
export function shown(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}

/** The next multiple of `step`, at least one of it. */
export function roundUp(value: number, step: number): number {
  return Math.max(1, Math.ceil(value / step - 1e-9)) * step
}

/** To the cent. */
export function cents(usd: number): number {
  return Math.round(usd * 100) / 100
}

/** Bytes in a gigabyte, as storage is sold. */
export const GB = 1e9
export const DAY_S = 86_400
/** As AWS counts a month. */
export const MONTH_HOURS = 730
export const MONTH_S = MONTH_HOURS * 3600
