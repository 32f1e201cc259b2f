// Budgets as they are registered: a generous one still tells of a month that is not the one that was planned.
import { expect, test } from 'vitest'
import { type PartsRun, runParts } from './run-parts.ts'

function noticesOf(run: PartsRun, label: string) {
  const { inputs } = run.named(`ronda-test-budget-${label}`)
  return (inputs['notifications'] as readonly Record<string, unknown>[]).map(
    ({ notificationType, threshold, thresholdType }) =>
      `${notificationType} ${threshold} ${thresholdType}`,
  )
}

test('a budget far above the estimate tells when a quarter more than that is foreseen', async () => {
  const run = await runParts('budget-program.ts', { budget: { monthlyUsd: 5000 } })
  expect(noticesOf(run, 'monthly')).toEqual([
    'ACTUAL 80 PERCENTAGE',
    'ACTUAL 100 PERCENTAGE',
    'FORECASTED 100 PERCENTAGE',
    'FORECASTED 1000 ABSOLUTE_VALUE',
  ])
  expect(noticesOf(run, 'account')).toEqual(['ACTUAL 100 PERCENTAGE'])
})

test('a budget near the estimate needs no such notice, and an account of several stacks none of its own', async () => {
  const run = await runParts('budget-program.ts', {
    budget: { monthlyUsd: 900, account: false },
  })
  expect(noticesOf(run, 'monthly')).not.toContain('FORECASTED 1000 ABSOLUTE_VALUE')
  expect(run.of('budgets/budget:Budget').map(({ name }) => name)).toEqual([
    'ronda-test-budget-monthly',
  ])
})
