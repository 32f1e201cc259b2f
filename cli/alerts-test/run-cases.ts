// Runs rule cases on an InfluxDB: writes their points, asks what the rules ask, and judges what fires.

import type { RuleSettings } from '../../alerts/rules/config.ts'
import type { RuleCase } from '../../alerts/rules/evaluate/rule-case.ts'
import { type CaseFailure, questionsOf, runCase } from '../../alerts/rules/evaluate/run-case.ts'
import { pointsOf } from '../../alerts/rules/evaluate/scripted.ts'
import type { Answer } from '../../alerts/rules/evaluate/series.ts'
import type { Rule } from '../../alerts/rules/rule.ts'
import { type InfluxAccess, makeScratchDatabase } from './scratch-database.ts'

export interface CaseDone {
  readonly ruleCase: RuleCase
  /** Empty where it is as expected. */
  readonly failures: readonly CaseFailure[]
  readonly tookMs: number
}

/** Cases that are on their way at a time: the database answers one while another is written. */
const AT_ONCE = 3

/** Gives each case when it is done, in the order of `cases`. Stops between two cases once `access.signal` is aborted. */
export async function* runCases(
  cases: readonly RuleCase[],
  rulesOf: (settings: RuleSettings) => readonly Rule[],
  access: InfluxAccess,
): AsyncGenerator<CaseDone> {
  const started: Promise<CaseDone>[] = []
  const start = (ruleCase: RuleCase | undefined): void => {
    if (ruleCase === undefined || access.signal.aborted) return
    const running = runOne(ruleCase, rulesOf, access)
    // Awaited below, in its turn.
    running.catch(() => {})
    started.push(running)
  }
  let next = 0
  try {
    while (next < AT_ONCE) start(cases[next++])
    for (;;) {
      const first = started.shift()
      if (first === undefined) return
      const done = await first
      start(cases[next++])
      yield done
    }
  } finally {
    // Each drops its own database.
    await Promise.allSettled(started)
  }
}

/** What the database answers to all that `rules` ask in a case, by the text of the question. */
export async function answersOf(
  ruleCase: RuleCase,
  rules: readonly Rule[],
  access: InfluxAccess,
): Promise<ReadonlyMap<string, Answer>> {
  const points = pointsOf(ruleCase.series, ruleCase.beginAt)
  const asked = rules.flatMap(({ queries }) => queries.map(({ tier }) => tier))
  const database = await makeScratchDatabase(access, [...new Set([...points.keys(), ...asked])])
  try {
    for (const [tier, of] of points) {
      await database.write(tier, of)
    }
    return await database.ask(questionsOf(ruleCase, rules).map(({ ql }) => ql))
  } finally {
    await database.drop()
  }
}

/** The rules that a case is about. */
export function rulesOfCase(
  { rules, settings }: RuleCase,
  rulesOf: (settings: RuleSettings) => readonly Rule[],
): Rule[] {
  return rulesOf(settings).filter(({ uid }) => rules.includes(uid))
}

async function runOne(
  ruleCase: RuleCase,
  rulesOf: (settings: RuleSettings) => readonly Rule[],
  access: InfluxAccess,
): Promise<CaseDone> {
  const begun = performance.now()
  const rules = rulesOfCase(ruleCase, rulesOf)
  const answers = await answersOf(ruleCase, rules, access)
  const failures = runCase(ruleCase, rules, answers)
  return { ruleCase, failures, tookMs: performance.now() - begun }
}
