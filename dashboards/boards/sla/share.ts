// The arithmetic of the SLA in InfluxQL: sums first, then one division.
import type { Columns, Term } from '../../../store/schema/influxql-terms.ts'
import type { House } from '../../house/house.ts'
import type { Step } from '../../house/palette.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

export const CHOSEN = [
  { tag: 'kind', variable: 'kind' },
  { tag: 'kec', variable: 'kec' },
] as const

type Seconds = Columns<'up_s' | 'obs_s' | 'span_s', never>
type States = Columns<'up' | 'degraded' | 'down' | 'unreachable', never>

/** Percent of what counts. */
export function available({ sum }: Seconds): Term {
  return sum('up_s').over(sum('obs_s')).times(100)
}

/** Percent of all time that does not count. */
export function outside({ sum }: Seconds): Term {
  return sum('span_s').minus(sum('obs_s')).over(sum('span_s')).times(100)
}

/** Hours, of all targets together, in which they were not available. */
export function lost({ sum }: Seconds): Term {
  return sum('obs_s').minus(sum('up_s')).over(3600)
}

/** Times as fast as would use the budget up in exactly the time that the target stands for. */
export function burnOfSeconds(house: House, { sum }: Seconds): Term {
  return sum('obs_s').minus(sum('up_s')).over(sum('obs_s')).over(allowed(house))
}

/** The same of counts of states, which are there minutes after, not an hour. */
export function burnOfStates(house: House, { sum }: States): Term {
  const bad = sum('down').plus(sum('unreachable'))
  return bad.over(bad.plus(sum('up')).plus(sum('degraded'))).over(allowed(house))
}

/** Percent of the budget that is left; negative where more failed than may. */
export function budget(house: House, of: Seconds): Term {
  return burnOfSeconds(house, of).times(-100).plus(100)
}

/** Share of time that may fail: 0.01 where the target is 0.99, not 0.010000000000000009. */
function allowed(house: House): number {
  return Number((1 - house.city.slo).toFixed(9))
}

/** Percent: green from the target on, red where twice as much failed as may. */
export function targetSteps({ city: { slo } }: House): readonly Step[] {
  const percent = (share: number) => Number((share * 100).toFixed(6))
  return [
    { colour: 'red' },
    { from: percent(1 - 2 * (1 - slo)), colour: 'orange' },
    { from: percent(slo), colour: 'green' },
  ]
}

/** As the alert rules: 1 uses it up in 30 days, 6 in five, 14.4 in two. */
export const BURN_STEPS: readonly Step[] = [
  { colour: 'green' },
  { from: 1, colour: 'orange' },
  { from: 6, colour: 'red' },
]
export const BUDGET_STEPS: readonly Step[] = [
  { colour: 'red' },
  { from: 0, colour: 'orange' },
  { from: 25, colour: 'green' },
]
