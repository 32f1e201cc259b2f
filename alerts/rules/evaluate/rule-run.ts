// A rule evaluated time after time: its instances, those that went missing, and what a notification would say.
import { EVALUATE_EVERY_S, type Rule } from '../rule.ts'
import { advance, type Finding, type Instance, type InstanceState } from './instance.ts'
import { type Labels, labelKey } from './series.ts'
import type { Outcome } from './steps.ts'

/** An alert that Grafana's Alertmanager would have. */
export interface FiringAlert {
  /** uid of the rule. */
  readonly rule: string
  readonly state: InstanceState
  /** With `alertname`; labels without a value are left out, as Grafana does. */
  readonly labels: Labels
  readonly since: number
  readonly values: Readonly<Record<string, number | null>>
}

/** Grafana's name of the data source stands in the labels of its own alerts. */
const DATA_SOURCE = 'influxdb'

/**
 * Follows pkg/services/ngalert/state/manager.go (setNextStateForRule, processMissingSeriesStates) and, for labels and
 * names, cache.go and compat.go. Left out: attempts after an error (Grafana asks again before it is one), the jitter of
 * evaluations, states kept over a restart of Grafana, and an Alertmanager that ends by itself what is not sent again.
 */
export class RuleRun {
  readonly #rule: Rule
  #instances = new Map<string, Instance>()

  constructor(rule: Rule) {
    this.#rule = rule
  }

  /**
   * Keys of results for which the recovery of a threshold counts: as pkg/services/ngalert/schedule/loaded_metrics_reader.go,
   * those that are Alerting or Pending by their own numbers. One that is Recovering must be beyond `fire` again.
   */
  get held(): ReadonlySet<string> {
    const own = [...this.#instances.values()].filter(
      ({ state, isMeant }) => !isMeant && (state === 'Alerting' || state === 'Pending'),
    )
    return new Set(own.map(({ resultKey }) => resultKey))
  }

  get instances(): readonly Instance[] {
    return [...this.#instances.values()]
  }

  /** `at`: epoch milliseconds, each time later than the last. */
  evaluate(outcome: Outcome, at: number): void {
    const { noData, onError } = this.#rule
    const isNoData =
      outcome.type === 'no-data' ||
      (outcome.type === 'results' && outcome.results.every(({ value }) => value === null))
    const isForAll =
      (isNoData && noData !== 'NoData') || (outcome.type === 'error' && onError !== 'Error')
    if (isForAll && this.#instances.size > 0) {
      const finding = isNoData ? 'no-data' : 'error'
      for (const instance of this.#instances.values()) this.#set(instance, finding, at, {})
    } else {
      for (const { labels, finding, values } of findingsOf(outcome)) {
        this.#set(this.#find(labels, at), finding, at, values)
      }
    }
    this.#endMissing(at)
  }

  /** Those of all instances that fire, or fire on while they recover, and Grafana's own for NoData and errors. */
  get firing(): readonly FiringAlert[] {
    const firing: readonly InstanceState[] = ['Alerting', 'Recovering', 'NoData', 'Error']
    return [...this.#instances.values()]
      .filter(({ state }) => firing.includes(state))
      .map(({ labels, state, since, values }) => ({
        rule: this.#rule.uid,
        state,
        labels: this.#told(labels, state),
        since,
        values,
      }))
  }

  #find(resultLabels: Labels, at: number): Instance {
    // A label of the rule counts before one of a series.
    const labels = { ...resultLabels, ...labelsOf(this.#rule) }
    const known = this.#instances.get(labelKey(labels))
    const resultKey = labelKey(resultLabels)
    if (known) return { ...known, resultKey }
    return {
      labels,
      resultKey,
      state: 'Normal',
      isMeant: false,
      since: at,
      evaluatedAt: at,
      values: {},
    }
  }

  #set(instance: Instance, finding: Finding, at: number, values: Instance['values']): void {
    const advanced = advance(instance, finding, at, this.#rule, values)
    this.#instances.set(labelKey(instance.labels), advanced)
  }

  #endMissing(at: number): void {
    for (const [key, { state, evaluatedAt }] of this.#instances) {
      // Grafana's own alerts end with the first evaluation that has data again.
      const evals = state === 'Error' || state === 'NoData' ? 1 : this.#rule.missingEvals
      if (evaluatedAt < at && at - evaluatedAt >= evals * EVALUATE_EVERY_S * 1000) {
        this.#instances.delete(key)
      }
    }
  }

  #told(labels: Labels, state: InstanceState): Labels {
    const { title } = this.#rule
    const names =
      state === 'NoData' || state === 'Error'
        ? { alertname: `Datasource${state}`, rulename: title.en }
        : { alertname: title.en }
    const kept = Object.entries(labels).filter(([, value]) => value !== '')
    return { ...Object.fromEntries(kept), ...names }
  }
}

/** Labels that every instance of a rule has. */
export function labelsOf({ labels, severity, owner }: Rule): Labels {
  return {
    ...labels,
    ...(severity === 'series' ? {} : { severity }),
    ...(owner === undefined || owner === 'series' ? {} : { owner }),
  }
}

interface FoundInstance {
  readonly labels: Labels
  readonly finding: Finding
  readonly values: Instance['values']
}

function findingsOf(outcome: Outcome): FoundInstance[] {
  switch (outcome.type) {
    case 'results':
      return outcome.results.map(({ labels, value, values }) => ({
        labels,
        finding: value === null ? 'no-data' : value === 0 ? 'normal' : 'alerting',
        values,
      }))
    case 'no-data': {
      const refs = outcome.refIds.join(',')
      const labels = refs === '' ? {} : { datasource_uid: DATA_SOURCE, ref_id: refs }
      return [{ labels, finding: 'no-data', values: {} }]
    }
    case 'error':
      return [{ labels: {}, finding: 'error', values: {} }]
  }
}
