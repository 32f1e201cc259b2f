// How an alert instance goes from state to state: pkg/services/ngalert/state/state.go, in its own words.
import type { Rule } from '../rule.ts'
import type { Labels } from './series.ts'

export type InstanceState = 'Normal' | 'Pending' | 'Alerting' | 'Recovering' | 'NoData' | 'Error'

export interface Instance {
  /** Those of its series and of its rule. */
  readonly labels: Labels
  /** Key of the labels of the result that it was made of. */
  readonly resultKey: string
  readonly state: InstanceState
  /** Its state is not what the queries say, but what NoData or an error was made to mean. */
  readonly isMeant: boolean
  /** Since when it is in its state; epoch milliseconds. */
  readonly since: number
  /** When it was evaluated last. */
  readonly evaluatedAt: number
  /** Of each step, at its last evaluation. */
  readonly values: Readonly<Record<string, number | null>>
}

/** What one evaluation says of an instance. */
export type Finding = 'normal' | 'alerting' | 'no-data' | 'error'

export type Timing = Pick<Rule, 'forS' | 'keepFiringForS' | 'noData' | 'onError'>

/** The instance after an evaluation at `at`. Left out: images, annotations, and when a notification goes out again. */
export function advance(
  instance: Instance,
  finding: Finding,
  at: number,
  timing: Timing,
  values: Instance['values'],
): Instance {
  const state = next(instance, finding, at, timing)
  const isOwn = { normal: 'Normal', alerting: 'Alerting', 'no-data': 'NoData', error: 'Error' }
  return {
    ...instance,
    state,
    isMeant: (finding === 'no-data' || finding === 'error') && state !== isOwn[finding],
    since: state === instance.state ? instance.since : at,
    evaluatedAt: at,
    values,
  }
}

function next(instance: Instance, finding: Finding, at: number, timing: Timing): InstanceState {
  if (finding === 'normal') return nextNormal(instance, at, timing)
  if (finding === 'alerting') return nextAlerting(instance, at, timing)
  switch (finding === 'no-data' ? timing.noData : timing.onError) {
    case 'OK':
      return nextNormal(instance, at, timing)
    case 'Alerting':
      return nextAlerting(instance, at, timing)
    case 'KeepLast':
      return nextKept(instance, at, timing)
    case 'NoData':
      return 'NoData'
    case 'Error':
      return 'Error'
  }
}

function nextNormal(instance: Instance, at: number, { keepFiringForS }: Timing): InstanceState {
  const { state, since } = instance
  if (state === 'Alerting' && keepFiringForS > 0) return 'Recovering'
  return state === 'Recovering' && at - since < keepFiringForS * 1000 ? state : 'Normal'
}

function nextAlerting(instance: Instance, at: number, { forS }: Timing): InstanceState {
  const { state, since } = instance
  switch (state) {
    case 'Alerting':
    case 'Recovering':
      // Without waiting again.
      return 'Alerting'
    case 'Pending':
      return at - since >= forS * 1000 ? 'Alerting' : 'Pending'
    case 'Normal':
    case 'NoData':
    case 'Error':
      return forS > 0 ? 'Pending' : 'Alerting'
  }
}

function nextKept(instance: Instance, at: number, timing: Timing): InstanceState {
  const { state } = instance
  if (state === 'Alerting' || state === 'Pending') return nextAlerting(instance, at, timing)
  return nextNormal(instance, at, timing)
}
