// What a scope covers, and who covers a target that several do.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { synthesizeFleet } from '../synthetic/synthesize.ts'
import { areaIdOf, buildTopology } from '../topology.ts'
import { type ActiveOutage, coverageOf, resolveScope } from './coverage.ts'
import type { Scope, ScopeQuery } from './planned.ts'

const FLEET = synthesizeFleet({ seed: 7, scale: 0.01 })
const TOPOLOGY = buildTopology(FLEET)
const idsOf = (scope: Scope): string[] =>
  [...resolveScope(scope, TOPOLOGY)].map((position) => TOPOLOGY.targets[position]?.id ?? '')
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()

function withSubtree(id: string): string[] {
  return [id, ...TOPOLOGY.subtree(id).map((target) => target.id)]
}

test('targets and exceptions, each with all that hangs on it', () => {
  const someIds = fc.subarray(
    TOPOLOGY.targets.map(({ id }) => id as string),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(someIds, someIds, (targets, except) => {
      const out = new Set(except.flatMap(withSubtree))
      const expected = targets.flatMap(withSubtree).filter((id) => !out.has(id))
      expect(idsOf({ targets, except }).sort()).toEqual(sorted(expected))
    }),
    { numRuns: 50 },
  )
})

test('positions are sorted, and an unknown id covers nothing', () => {
  const uplink = FLEET.uplinks[3]?.id ?? ''
  const positions = [...resolveScope({ targets: [uplink, 'gone'] }, TOPOLOGY)]
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  expect(positions).toHaveLength(1 + TOPOLOGY.subtreeSize(uplink))
  expect(idsOf({})).toEqual([])
  expect(idsOf({ query: {} })).toEqual([])
})

test.each<[string, ScopeQuery, (id: string) => boolean]>([
  ['kind', { kind: ['portal'] }, (id) => TOPOLOGY.byId(id)?.kind === 'portal'],
  [
    'kind and area, any level, with all in it',
    { kind: ['uplink', 'camera'], area: [FLEET.areas[0]?.id ?? ''] },
    (id) => {
      const target = TOPOLOGY.byId(id)
      const path = target ? TOPOLOGY.areaPath(target).map((area) => area.id) : []
      return path.includes(FLEET.areas[0]?.id as never) && target?.kind !== 'nvr'
    },
  ],
  [
    'the ISP of the line that a camera hangs on',
    { kind: ['camera'], isp: [FLEET.uplinks[0]?.isp ?? ''] },
    (id) =>
      TOPOLOGY.byId(id)?.kind === 'camera' &&
      TOPOLOGY.ancestors(id).some(
        (above) => above.kind === 'uplink' && above.isp === FLEET.uplinks[0]?.isp,
      ),
  ],
  [
    'the model of the NVR that a camera sits in',
    { class: ['rt'], model: [FLEET.nvrs[0]?.model ?? ''] },
    (id) => {
      const [target, nvr] = [TOPOLOGY.byId(id), TOPOLOGY.parentOf(id)]
      const sits = nvr?.kind === 'nvr' && nvr.model === FLEET.nvrs[0]?.model
      return target?.kind === 'camera' && target.class === 'rt' && sits
    },
  ],
])('a query by %s', (_, query, matches) => {
  const found = TOPOLOGY.targets.map(({ id }) => id as string).filter(matches)
  expect(found.length).toBeGreaterThan(0)
  expect(idsOf({ query }).sort()).toEqual(sorted(found.flatMap(withSubtree)))
})

test('a portal lies in no area', () => {
  expect(FLEET.portals.map(areaIdOf)).toContain(undefined)
  expect(idsOf({ query: { kind: ['portal'], area: [FLEET.areas[0]?.id ?? ''] } })).toEqual([])
})

test('a suspension goes before maintenance, and the later end before the earlier', () => {
  const about = { scope: {}, reason: 'r', owner: 'o', source: 'file', from: 0 } as const
  const time = { type: 'once', from: 0, until: 900 } as const
  const active = (id: string, until: number, positions: number[]): ActiveOutage => ({
    planned: id.startsWith('m')
      ? { kind: 'maintenance', ...about, id, time }
      : { kind: 'suspension', ...about, id, until },
    positions: Int32Array.from(positions),
    until,
  })
  const all = [
    active('m1', 900, [0, 1, 2]),
    active('s1', 100, [1, 2]),
    active('s2', 200, [2, 3]),
    active('m2', 800, [0, 3]),
  ]
  const expected = new Map([
    [0, 'm1'],
    [1, 's1'],
    [2, 's2'],
    [3, 's2'],
  ])
  for (const order of [all, all.toReversed()]) {
    const covered = [...coverageOf(order)].map(([position, { planned }]) => [position, planned.id])
    expect(new Map(covered as [number, string][])).toEqual(expected)
  }
})
