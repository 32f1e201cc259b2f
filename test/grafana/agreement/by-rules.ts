// What alert rules say of points that were written: evaluated every minute on a real influxd, as Grafana does.
import type { Alerting } from '../../../alerts/rules/alerting.ts'
import { queryAt } from '../../../alerts/rules/evaluate/query-text.ts'
import { type FiringAlert, RuleRun } from '../../../alerts/rules/evaluate/rule-run.ts'
import type { Answer } from '../../../alerts/rules/evaluate/series.ts'
import { outcomeOf } from '../../../alerts/rules/evaluate/steps.ts'
import { EVALUATE_EVERY_S, type Rule } from '../../../alerts/rules/rule.ts'
import { makeScratchDatabase } from '../../../cli/alerts-test/scratch-database.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import { TIERS, type Tier } from '../../../store/schema/tiers.ts'
import { toldByTree } from '../../rigs/policy-reading.ts'

const EVERY_MS = EVALUATE_EVERY_S * 1000

export interface Evaluated {
  /** Epoch milliseconds. */
  readonly at: number
  readonly firing: readonly FiringAlert[]
}

/** Evaluations every minute from `fromMs` to `untilMs`, of points that are there as soon as they were made. */
export async function firingOver(
  url: string,
  points: ReadonlyMap<Tier, readonly Point[]>,
  rules: readonly Rule[],
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Promise<readonly Evaluated[]> {
  const database = await makeScratchDatabase({ url, signal: new AbortController().signal }, TIERS)
  try {
    for (const [tier, some] of points) await database.write(tier, some)
    const times: number[] = []
    for (let at = fromMs; at <= untilMs; at += EVERY_MS) times.push(at)
    const asked = times.flatMap((at) =>
      rules.flatMap((rule) => rule.queries.map((query) => queryAt(query, rule, at))),
    )
    return evaluate(rules, times, await database.ask(asked))
  } finally {
    await database.drop()
  }
}

/** Receivers whom the tree of notification policies tells of an alert at `at`, epoch milliseconds. */
export function receiversOf(alerting: Alerting, alert: FiringAlert, at: number): readonly string[] {
  const labels = { ...alert.labels, __alert_rule_uid__: alert.rule, grafana_folder: 'Ronda' }
  return toldByTree(alerting.policy, alerting.timeIntervals, labels, at)
}

function evaluate(
  rules: readonly Rule[],
  times: readonly number[],
  answers: ReadonlyMap<string, Answer>,
): readonly Evaluated[] {
  const runs = rules.map((rule) => ({ rule, run: new RuleRun(rule) }))
  return times.map((at) => {
    for (const { rule, run } of runs) {
      const own = new Map(
        rule.queries.map((query) => {
          const answer = answers.get(queryAt(query, rule, at))
          if (answer === undefined) throw new RangeError(`${rule.uid} ${query.refId}: not asked`)
          return [query.refId, answer]
        }),
      )
      run.evaluate(outcomeOf(rule, own, run.held), at)
    }
    return { at, firing: runs.flatMap(({ run }) => run.firing) }
  })
}
