// How numbers of a plan are rounded and written.

/** `14,000`, `1,974`, `28.2`, `0.13`: for people, as many places behind the point as say something. */
export function shown(value: number): string {
  const size = Math.abs(value)
  const maximumFractionDigits = size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits })
}

/** `1,974 of at most 5,000, too much for t4g.medium (500)`: what a size is chosen by. */
export function against(
  value: number,
  most: number,
  smaller: { readonly name: string; readonly most: number } | undefined,
): string {
  const why =
    smaller !== undefined && value > smaller.most
      ? `, too much for ${smaller.name} (${shown(smaller.most)})`
      : ''
  return `${value > most ? 'more than' : 'of at most'} ${shown(most)}${why}`
}

/** What is kept, twice, in steps of so many gigabytes: `7.75 GB, twice in steps of 10 = 20 GB`. */
export function doubled(gb: number, stepGb: number, gives: number): string {
  return `${shown(gb)} GB, twice that in steps of ${stepGb} = ${gives} GB`
}

/** `1 edge`, `2 edges`, `2.5 edges`. */
export function many(count: number, one: string): string {
  return `${shown(count)} ${one}${count === 1 ? '' : 's'}`
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
