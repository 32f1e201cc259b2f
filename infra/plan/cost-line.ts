// How a line of the estimate is made and written: what it is of, its cents, and the arithmetic behind them.
import type { StackConfig } from '../config.ts'
import { cents, MONTH_HOURS } from './arithmetic.ts'
import { type Counts, SYSTEM_DISK_GB } from './counts.ts'
import { hourOf, PRICES } from './prices.ts'
import type { CostLine, Sizes } from './sizes.ts'
import type { Traffic } from './traffic.ts'

/** All that lines follow from. */
export interface Bill {
  readonly sizes: Sizes
  readonly config: StackConfig
  readonly counts: Counts
  readonly traffic: Traffic
}

/** `amount` in dollars a month, rounded to the cent here and nowhere else. */
export function line(part: string, amount: number, why: string): CostLine {
  return { part, usd: cents(amount), why }
}

/** The parts that are there, with plus between them. */
export function sum(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' + ')
}

/** `$0.0833`: a price, to four places. */
export function usd(amount: number): string {
  return `$${Number(amount.toFixed(4))}`
}

/** A month of an instance and the disk of its system. */
export function machineUsd(instanceType: string): number {
  return hourOf(instanceType) * MONTH_HOURS + SYSTEM_DISK_GB * PRICES.volumeGb
}

/** The arithmetic of `machineUsd`. */
export function machine(instanceType: string): string {
  return `(${instanceType} ${usd(hourOf(instanceType))} x ${MONTH_HOURS} h + ${SYSTEM_DISK_GB} GB x ${usd(PRICES.volumeGb)})`
}
