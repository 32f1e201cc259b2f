// Cases that hold for every rule, made of its own: what it does while InfluxDB does not answer, or has nothing of its kind.
import { queryAt } from '../../alerts/rules/evaluate/query-text.ts'
import type { Expectation } from '../../alerts/rules/evaluate/rule-case.ts'
import { runCase } from '../../alerts/rules/evaluate/run-case.ts'
import type { Answer } from '../../alerts/rules/evaluate/series.ts'
import { EVALUATE_EVERY_S } from '../../alerts/rules/rule.ts'
import type { AnsweredCase } from './shipped-cases.ts'

/** These are about just that, and have cases of their own for it. */
const TELLS_ERRORS = 'ronda-database-silent'
const TELLS_NO_DATA = 'ronda-worker-silent'

const EVERY_MS = EVALUATE_EVERY_S * 1000
const NOTHING: Answer = { type: 'rows', rows: [] }

/** Of a case of one rule; behind one moment at which it fires, and one at which it does not. */
export function derivedCases(answered: AnsweredCase): AnsweredCase[] {
  const { ruleCase, rules } = answered
  const [rule, ...more] = rules
  if (rule === undefined || more.length > 0) return []
  const firing = ruleCase.expect.filter((one) => one.firing.length > 0).toReversed()
  const quiet = ruleCase.expect.filter((one) => one.firing.length === 0)
  const moments = [firing, quiet].flatMap((some) => some.slice(0, 1))
  // What waits goes on to wait without answers, so only what is settled stays for sure.
  const settled = [firing, quiet].flatMap(
    (some) => some.find((one) => isSettled(answered, one.untilMs)) ?? [],
  )
  return [
    // Whatever it was, it stays: a restart of InfluxDB is told once, by the rule that is made for it.
    ...(rule.uid === TELLS_ERRORS ? [] : settled.map((one) => goneAfter(answered, one))),
    // What is not there does not fire.
    ...(rule.uid === TELLS_NO_DATA ? [] : moments.map((one) => emptyAfter(answered, one))),
  ]
}

/** No instance is Pending or Recovering then. */
function isSettled({ ruleCase, rules, answers }: AnsweredCase, atMs: number): boolean {
  // Nothing has such a label: what there is then comes out as a failure.
  const never = { line: 0, fromMs: atMs, untilMs: atMs, firing: [{ labels: { never: 'x' } }] }
  const [found] = runCase({ ...ruleCase, untilMs: atMs, expect: [never] }, rules, answers)
  const waiting = ['Pending', 'Recovering']
  return found !== undefined && !found.instances.some(({ state }) => waiting.includes(state))
}

function goneAfter(answered: AnsweredCase, moment: Expectation): AnsweredCase {
  const { ruleCase } = answered
  const untilMs = moment.untilMs + lengthMs(answered)
  const silent = [{ fromMs: moment.untilMs + EVERY_MS, untilMs: untilMs + EVERY_MS }]
  const expect = [{ ...moment, fromMs: untilMs, untilMs }]
  return {
    ...answered,
    ruleCase: {
      ...ruleCase,
      name: `${ruleCase.name}, and then InfluxDB does not answer`,
      silent: [...ruleCase.silent, ...silent],
      untilMs,
      expect,
    },
  }
}

function emptyAfter(answered: AnsweredCase, moment: Expectation): AnsweredCase {
  const { ruleCase, rules } = answered
  const untilMs = moment.untilMs + lengthMs(answered)
  const answers = new Map(answered.answers)
  for (let atMs = moment.untilMs + EVERY_MS; atMs <= untilMs; atMs += EVERY_MS) {
    for (const rule of rules) {
      for (const query of rule.queries) {
        answers.set(queryAt(query, rule, ruleCase.beginAt + atMs), NOTHING)
      }
    }
  }
  const expect = [{ ...moment, fromMs: untilMs, untilMs, firing: [] }]
  return {
    ...answered,
    answers,
    ruleCase: {
      ...ruleCase,
      name: `${ruleCase.name}, and then there is nothing of it`,
      silent: ruleCase.silent.map((one) => ({
        ...one,
        untilMs: Math.min(one.untilMs, moment.untilMs + EVERY_MS),
      })),
      untilMs,
      expect,
    },
  }
}

/** Longer than the rule waits for anything. */
function lengthMs({ rules }: AnsweredCase): number {
  const waits = rules.map(({ forS, keepFiringForS }) => Math.max(forS, keepFiringForS))
  return (Math.max(...waits) + 2 * EVALUATE_EVERY_S) * 1000
}
