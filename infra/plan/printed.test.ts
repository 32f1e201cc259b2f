import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { stackSchema } from '../config.ts'
import { estateCounts } from '../estate-counts.ts'
import { planLines, planStack } from './plan.ts'

test('docs/operations.md shows what the preview of Pulumi.dev.yaml prints, line by line', () => {
  const { config } = parse(readFileSync('Pulumi.dev.yaml', 'utf8')) as {
    readonly config: Readonly<Record<string, unknown>>
  }
  const values = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith('ronda:') ? [[key.slice('ronda:'.length), value]] : [],
  )
  const stack = stackSchema.parse(Object.fromEntries(values))
  const plan = planStack(
    estateCounts(synthesizeFleet({ seed: 1 })),
    stack,
    String(config['aws:region']),
  )
  const printed = planLines(plan).map((line) => `  ${line}`)
  expect(readFileSync('docs/operations.md', 'utf8')).toContain(`${printed.join('\n')}\n`)
  expect(stack.budget.monthlyUsd).toBeGreaterThan(plan.cost.monthlyUsd)
})
