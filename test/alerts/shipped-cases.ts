// The cases that are shipped with the rules, read, and with what an InfluxDB answers to them.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rulesSchema } from '../../alerts/rules/config.ts'
import type { RuleCase } from '../../alerts/rules/evaluate/rule-case.ts'
import type { Answer } from '../../alerts/rules/evaluate/series.ts'
import type { Rule } from '../../alerts/rules/rule.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { readCaseFile } from '../../cli/alerts-test/case-yaml.ts'
import { answersOf, rulesOfCase } from '../../cli/alerts-test/run-cases.ts'
import { formatProblem } from '../../fleet/problem.ts'

export const SETTINGS = {
  rules: rulesSchema.parse({}),
  delivery: 'grafana',
  qualified: true,
} as const

const FOLDER = fileURLToPath(new URL('../../alerts/rules/cases', import.meta.url))

/** Throws with every problem in them. */
export function shippedCases(): readonly RuleCase[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
  const read = names
    .sort()
    .map((name) => readCaseFile(join(FOLDER, name), { settings: SETTINGS, rulesOf }))
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []))
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'))
  return read.flatMap((one) => ('cases' in one ? one.cases : []))
}

export interface AnsweredCase {
  readonly ruleCase: RuleCase
  readonly rules: readonly Rule[]
  readonly answers: ReadonlyMap<string, Answer>
}

/** `url`: of an InfluxDB 1. */
export async function answeredCases(url: string): Promise<readonly AnsweredCase[]> {
  const access = { url, signal: AbortSignal.timeout(120_000) }
  const answered: AnsweredCase[] = []
  const left = [...shippedCases()]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const rules = rulesOfCase(next, rulesOf)
      answered.push({ ruleCase: next, rules, answers: await answersOf(next, rules, access) })
    }
  }
  await Promise.all([work(), work(), work()])
  return answered
}
