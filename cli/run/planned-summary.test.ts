import { expect, test } from 'vitest'
import type { PlannedRow } from '../../console/actions.ts'
import { plannedSummary } from './planned-summary.ts'

const NOW = Date.UTC(2026, 10, 22, 4)

function row(id: string, state: PlannedRow['state'], until: number): PlannedRow {
  const scope = { targets: ['x'] }
  const about = { scope, reason: 'x', owner: 'x', source: 'program', from: NOW, until } as const
  return { planned: { kind: 'suspension', id, ...about }, state, from: NOW, until, covered: 4 }
}

test('counts what holds, each target once, and names what ends first', () => {
  const none = { up: 0, degraded: 0, unreachable: 0, unknown: 0, maintenance: 0 }
  const counts = [
    { ...none, down: 1, suspended: 2, maintenance: 1 },
    { ...none, down: 0, suspended: 1 },
  ]
  const rows = [
    row('later', 'active', NOW + 9_000),
    row('first', 'active', NOW + 5_000),
    row('coming', 'coming', NOW + 2_000),
    row('over', 'over', NOW - 1_000),
  ]
  expect(plannedSummary(rows, counts)).toEqual({
    active: 2,
    targets: 4,
    nextEnd: { id: 'first', kind: 'suspension', at: NOW + 5_000 },
  })
  expect(plannedSummary([], [])).toEqual({ active: 0, targets: 0 })
})
