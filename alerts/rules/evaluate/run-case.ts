// Runs one case: evaluates its rules minute by minute and compares what fires with what is expected.
import { EVALUATE_EVERY_S, type Rule } from '../rule.ts'
import { type Difference, differenceOf } from './expectations.ts'
import { queryAt } from './query-text.ts'
import type { Expectation, RuleCase } from './rule-case.ts'
import { type FiringAlert, RuleRun } from './rule-run.ts'
import type { Answer } from './series.ts'
import { outcomeOf } from './steps.ts'

export interface CaseFailure extends Difference {
  readonly expectation: Expectation
  /** Milliseconds after the case's begin. */
  readonly atMs: number
  readonly firing: readonly FiringAlert[]
  /** All instances of its rules then, firing or not. */
  readonly instances: readonly InstanceThen[]
}

export interface InstanceThen {
  readonly rule: string
  readonly state: string
  readonly labels: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, number | null>>
}

/** One statement of InfluxQL and the time of its evaluation. */
export interface Question {
  readonly rule: string
  readonly refId: string
  readonly ql: string
  readonly at: number
}

/** What must be asked for a case, in the order of time: all of it can be asked at once. */
export function questionsOf(ruleCase: RuleCase, rules: readonly Rule[]): Question[] {
  return timesOf(ruleCase).flatMap((at) =>
    isSilent(ruleCase, at)
      ? []
      : rules.flatMap((rule) =>
          rule.queries.map((query) => ({
            rule: rule.uid,
            refId: query.refId,
            ql: queryAt(query, rule, at),
            at,
          })),
        ),
  )
}

/** The first evaluation at which each expectation is not met. `answers` by the text of the query. */
export function runCase(
  ruleCase: RuleCase,
  rules: readonly Rule[],
  answers: ReadonlyMap<string, Answer>,
): readonly CaseFailure[] {
  const { beginAt, expect } = ruleCase
  const runs = rules.map((rule) => ({ rule, run: new RuleRun(rule) }))
  const failures = new Map<Expectation, CaseFailure>()
  for (const at of timesOf(ruleCase)) {
    for (const { rule, run } of runs) {
      const own = answersAt(rule, at, isSilent(ruleCase, at), answers)
      run.evaluate(outcomeOf(rule, own, run.held), at)
    }
    const atMs = at - beginAt
    const due = expect.filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs <= untilMs)
    if (due.length === 0) continue
    const firing = runs.flatMap(({ run }) => run.firing)
    for (const expectation of due.filter((one) => !failures.has(one))) {
      const difference = differenceOf(expectation.firing, firing)
      if (difference === undefined) continue
      const instances = runs.flatMap(({ rule, run }) =>
        run.instances.map(({ state, labels, values }) => ({
          rule: rule.uid,
          state,
          labels,
          values,
        })),
      )
      failures.set(expectation, { expectation, atMs, firing, instances, ...difference })
    }
  }
  return [...failures.values()]
}

function timesOf({ beginAt, untilMs }: RuleCase): number[] {
  const everyMs = EVALUATE_EVERY_S * 1000
  return Array.from({ length: Math.floor(untilMs / everyMs) + 1 }, (_, i) => beginAt + i * everyMs)
}

function isSilent({ beginAt, silent }: RuleCase, at: number): boolean {
  return silent.some(({ fromMs, untilMs }) => fromMs <= at - beginAt && at - beginAt < untilMs)
}

function answersAt(
  rule: Rule,
  at: number,
  isDead: boolean,
  answers: ReadonlyMap<string, Answer>,
): ReadonlyMap<string, Answer> {
  return new Map(
    rule.queries.map((query) => {
      if (isDead) return [query.refId, { type: 'error', message: 'the database is silent' }]
      const answer = answers.get(queryAt(query, rule, at))
      if (answer === undefined) throw new RangeError(`query ${query.refId} was not asked`)
      return [query.refId, answer]
    }),
  )
}
