// The shipped alert rules against their shipped cases, on a real influxd: each fires when it must, and only then.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { inMemory } from '../../cli/alerts-test/in-memory.ts'
import { type OwnInfluxd, startOwnInfluxd } from '../../cli/alerts-test/own-influxd.ts'
import { linesOfCase } from '../../cli/alerts-test/report.ts'
import { runCases } from '../../cli/alerts-test/run-cases.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { SETTINGS, shippedCases } from './shipped-cases.ts'

test('every rule has a case in which it fires, one in which it does not, and one in which it ends', () => {
  const cases = shippedCases()
  const without = rulesOf(SETTINGS).flatMap(({ uid }) =>
    (['fires', 'silent', 'recovers'] as const)
      .filter((kind) => !cases.some((one) => one.kind === kind && one.rules.includes(uid)))
      .map((kind) => `${uid}: ${kind}`),
  )
  expect(without).toEqual([])
})

describeWithRigs('shipped rules', ['influxd'], () => {
  let influxd: OwnInfluxd
  beforeAll(async () => {
    influxd = await startOwnInfluxd(inMemory())
  })
  afterAll(async () => await influxd?.close())

  test('do in every case what is expected', async () => {
    const cases = shippedCases()
    const access = { url: influxd.url, signal: AbortSignal.timeout(60_000) }
    const failed: string[] = []
    let count = 0
    for await (const done of runCases(cases, rulesOf, access)) {
      count++
      if (done.failures.length > 0) failed.push(...linesOfCase(done))
    }
    expect(failed).toEqual([])
    expect(count).toBe(cases.length)
    expect(count).toBeGreaterThan(0)
  })
})
