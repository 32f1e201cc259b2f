// Rules that are wrong by a little: some case must notice each.
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCase } from '../../alerts/rules/evaluate/run-case.ts'
import type { Rule } from '../../alerts/rules/rule.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { inMemory } from '../../cli/alerts-test/in-memory.ts'
import { type OwnInfluxd, startOwnInfluxd } from '../../cli/alerts-test/own-influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { derivedCases } from './derived-cases.ts'
import { type Mutation, mutationsOf } from './mutations.ts'
import { type AnsweredCase, answeredCases, SETTINGS } from './shipped-cases.ts'

describeWithRigs('rules that are wrong by a little', ['influxd'], () => {
  let influxd: OwnInfluxd
  let cases: readonly AnsweredCase[]
  beforeAll(async () => {
    influxd = await startOwnInfluxd(inMemory())
    cases = await answeredCases(influxd.url)
  })
  afterAll(async () => await influxd?.close())

  test('none of them is one while InfluxDB does not answer, or has nothing of its kind', () => {
    const wrong = cases
      .flatMap(derivedCases)
      .filter(({ ruleCase, rules, answers }) => runCase(ruleCase, rules, answers).length > 0)
    expect(wrong.map(({ ruleCase: { rules, name } }) => `${rules}: ${name}`)).toEqual([])
  })

  test('are noticed by a case each', () => {
    const counts = { thresholds: 0, others: 0 }
    const unnoticed: string[] = []
    for (const rule of rulesOf(SETTINGS)) {
      // Not with settings that make another rule of it.
      const shipped = cases.filter(({ rules }) => rules.some((one) => isDeepStrictEqual(one, rule)))
      const own = [...shipped, ...shipped.flatMap(derivedCases)]
      for (const mutation of mutationsOf(rule)) {
        counts[mutation.isThreshold ? 'thresholds' : 'others']++
        if (!own.some((one) => isNoticed(one, rule.uid, mutation))) {
          unnoticed.push(`${rule.uid}: ${mutation.name}`)
        }
      }
    }
    const { thresholds, others } = counts
    console.info(
      `${thresholds} thresholds and ${others} times and states changed in ${cases.length} cases: ${unnoticed.length} unnoticed`,
    )
    expect(unnoticed).toEqual([])
    expect(thresholds).toBeGreaterThan(0)
  })

  test('are noticed where they stand in for the notifier', () => {
    const both = rulesOf({ ...SETTINGS, delivery: 'both' })
    const plain = new Map(rulesOf(SETTINGS).map((rule) => [rule.uid, rule]))
    const own = cases.filter(({ ruleCase }) => ruleCase.settings.delivery === 'both')
    // The same steps behind each of them: it is enough that the case of one notices.
    const byName = new Map<string, boolean>()
    for (const rule of both.filter(({ isCause }) => isCause)) {
      for (const mutation of mutationsOf(rule, plain.get(rule.uid))) {
        const isSeen = own.some((one) => isNoticed(one, rule.uid, mutation))
        byName.set(mutation.name, byName.get(mutation.name) === true || isSeen)
      }
    }
    expect(byName.size).toBeGreaterThan(0)
    expect([...byName].filter(([, isSeen]) => !isSeen).map(([name]) => name)).toEqual([])
  })
})

function isNoticed(
  { ruleCase, rules, answers }: AnsweredCase,
  uid: string,
  mutation: Mutation,
): boolean {
  if (!ruleCase.rules.includes(uid)) return false
  const wrong = rules.map((rule): Rule => (rule.uid === uid ? mutation.of(rule) : rule))
  return runCase(ruleCase, wrong, answers).length > 0
}
