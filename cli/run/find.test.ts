import { expect, test } from 'vitest'
import type { TargetRow } from '../../console/live.ts'
import type { Target } from '../../fleet/model.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { Verdict } from '../../incidents/incident.ts'
import { findTargets } from './find.ts'

const topology = buildTopology(synthesizeFleet({ seed: 3, scale: 0.02 }))
const verdicts = new Map<string, Verdict>(
  topology.targets.map(({ id }, i) => [
    id,
    {
      state: i % 3 === 0 ? 'down' : 'up',
      reason: i % 3 === 0 ? 'all-lost' : 'answers',
      since: (i * 7) % 50,
    },
  ]),
)
const verdictOf = ({ id }: Target): Verdict => verdicts.get(id) as Verdict
const rowOf = (target: Target): TargetRow => ({
  id: target.id,
  kind: target.kind,
  name: target.name,
  owner: target.owner,
  ...verdictOf(target),
})
const source = { topology, verdictOf, rowOf }

function allPages(query: Parameters<typeof findTargets>[1]): TargetRow[] {
  const rows: TargetRow[] = []
  let cursor: string | undefined
  do {
    const page = findTargets(source, { ...query, limit: 7, ...(cursor ? { cursor } : {}) })
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== undefined)
  return rows
}

test.each(['id', 'newest'] as const)('pages by %s give every target once, in order', (order) => {
  const rows = allPages({ order, state: ['down'] })
  const wanted = topology.targets.filter((target) => verdictOf(target).state === 'down')
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
  expect(rows.length).toBe(wanted.length)
  const sorted = [...rows].sort(
    (a, b) => (order === 'newest' ? b.since - a.since : 0) || (a.id < b.id ? -1 : 1),
  )
  expect(rows.map((row) => row.id)).toEqual(sorted.map((row) => row.id))
})

test('a row that leaves between two pages hides no other', () => {
  const first = findTargets(source, { limit: 5 })
  const second = findTargets(source, { limit: 5, ...(first.next ? { cursor: first.next } : {}) })
  const left = second.rows[0]
  expect(left).toBeDefined()
  const without = {
    ...source,
    topology: { ...topology, targets: topology.targets.filter((t) => t.id !== first.rows[4]?.id) },
  }
  expect(
    findTargets(without, { limit: 5, ...(first.next ? { cursor: first.next } : {}) }).rows[0]?.id,
  ).toBe(left?.id)
})

test('finds by kind, area and a part of id, name or address', () => {
  const nvr = topology.targets.find((target) => target.kind === 'nvr')
  if (nvr?.kind !== 'nvr') throw new Error('no NVR in the estate')
  expect(findTargets(source, { q: nvr.address }).rows[0]?.id).toBe(nvr.id)
  expect(
    findTargets(source, { q: nvr.id.toUpperCase(), kind: ['nvr'] }).rows.map((row) => row.id),
  ).toContain(nvr.id)
  expect(findTargets(source, { kind: ['uplink'] }).rows.every((row) => row.kind === 'uplink')).toBe(
    true,
  )
  const [kecamatan] = topology.areasIn(undefined)
  expect(findTargets(source, { area: kecamatan?.id ?? '' }).total).toBe(
    topology.targetsInArea(kecamatan?.id ?? '', true).length,
  )
  expect(findTargets(source, { q: 'nowhere to be found' })).toEqual({ total: 0, rows: [] })
})

test('finds cameras by condition and class, and none while nobody looks at feeds', () => {
  const cameras = topology.targets.filter((target) => target.kind === 'camera')
  const black = new Set<string>(cameras.filter((_, i) => i % 5 === 0).map(({ id }) => id))
  const conditionOf = (id: string) => (black.has(id) ? 'black' : 'live')
  const found = findTargets({ ...source, conditionOf }, { condition: ['black'], limit: 1000 })
  expect(found.rows.map(({ id }) => id).sort()).toEqual([...black].sort())
  const classes = new Set(cameras.map((camera) => camera.class))
  const totals = [...classes].map((one) => findTargets(source, { class: [one] }).total)
  expect(totals.reduce((sum, n) => sum + n, 0)).toBe(cameras.length)
  expect(findTargets(source, { condition: ['black', 'live'] }).total).toBe(0)
})
