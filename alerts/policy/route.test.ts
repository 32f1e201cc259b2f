import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Weekday } from '../../fleet/planned/planned.ts'
import { policyOf, receiverOf } from '../../test/rigs/told-city.ts'
import type { CauseView } from './cause-view.ts'
import { routeCause } from './route.ts'

const NIGHT = Date.parse('2026-11-22T20:00:00Z')
const DAY = Date.parse('2026-11-23T03:00:00Z')
const nvr: CauseView = {
  kind: 'nvr',
  owner: 'kecamatan-genuk',
  isp: 'telko',
  areas: ['genuk', 'gebang'],
  severity: 'warning',
}
const days: readonly Weekday[] = [1, 2, 3, 4, 5]
const hours = { days, fromMinute: 420, toMinute: 1140, timezone: 'Asia/Jakarta' }
const policy = policyOf({
  receivers: [
    receiverOf('noc'),
    receiverOf('night'),
    receiverOf('genuk', { owners: ['kecamatan-genuk'] }),
    receiverOf('log'),
    receiverOf('second'),
  ],
  rotas: [{ id: 'duty', shifts: [{ hours, to: ['noc'] }], otherwise: ['night'] }],
  routes: [
    { match: { area: ['genuk'] }, to: ['log'], goOn: true, escalate: [] },
    {
      match: { kind: ['nvr', 'camera', 'planned'] },
      to: ['@owner'],
      goOn: false,
      escalate: [{ afterMs: 900_000, to: ['duty'] }],
    },
    { match: { kind: ['nvr', 'uplink'] }, to: ['duty', 'noc'], goOn: false, escalate: [] },
  ],
  fallback: ['duty'],
  blind: ['second'],
})
const to = (view: Partial<CauseView>, at = DAY) =>
  routeCause(policy, { ...nvr, ...view }, at).receivers

test('goes from top to bottom, on where a route says so, and stops at the first that reaches somebody', () => {
  expect(to({})).toEqual(['log', 'genuk'])
  expect(routeCause(policy, nvr, DAY).escalate).toEqual([{ afterMs: 900_000, to: ['duty'] }])
  expect(to({ areas: [] })).toEqual(['genuk'])
})

test('tries the next route where the owner has no receiver', () => {
  expect(to({ owner: 'x', areas: [] })).toEqual(['noc'])
})

test('names each once, by the rota of the hour', () => {
  expect(to({ kind: 'uplink', areas: [] })).toEqual(['noc'])
  expect(to({ kind: 'uplink', areas: [] }, NIGHT)).toEqual(['night', 'noc'])
})

test('goes to the fallback where no route matches, and blindness to the second path', () => {
  expect(to({ kind: 'portal', areas: [] }, NIGHT)).toEqual(['night'])
  expect(to({ kind: 'probe' })).toEqual(['second'])
})

test('what was planned goes to its owner, unless a route says otherwise', () => {
  const plain = { ...policy, routes: [{ match: {}, to: ['noc'], goOn: false, escalate: [] }] }
  expect(routeCause(plain, { ...nvr, kind: 'planned' }, DAY).receivers).toEqual(['genuk'])
  expect(routeCause(plain, { ...nvr, kind: 'planned', owner: 'x' }, DAY).receivers).toEqual(['noc'])
})

test('a route that goes on answers for nothing: the fallback is told, too', () => {
  expect(to({ kind: 'portal' }, NIGHT)).toEqual(['log', 'night'])
  expect(to({ kind: 'nvr', owner: 'x' })).toEqual(['log', 'noc'])
  const escalate = [{ afterMs: 60_000, to: ['noc'] }]
  const going = { match: {}, to: ['log'], goOn: true, escalate }
  const found = routeCause({ ...policy, routes: [going] }, nvr, NIGHT)
  expect(found).toEqual({ receivers: ['log', 'night'], escalate })
})

test('what was planned goes through the routes that go on, too, and to the fallback where its owner is nobody', () => {
  const record = { match: {}, to: ['log'], goOn: true, escalate: [] }
  const named = { ...record, match: { kind: ['planned'] } }
  const planned = { ...nvr, kind: 'planned' }
  for (const going of [record, named]) {
    const routes = [{ ...record, match: { kind: ['nvr'] }, to: ['noc'], goOn: false }, going]
    const told = (view: CauseView) => routeCause({ ...policy, routes }, view, NIGHT).receivers
    expect(told(planned)).toEqual(['log', 'genuk'])
    expect(told({ ...planned, owner: 'x' })).toEqual(['log', 'night'])
  }
})

test('property: every cause reaches somebody, each once, and routes that go on only add, whatever the policy', () => {
  const ids = ['a', 'b', 'c']
  const names = fc.array(fc.constantFrom(...ids, 'duty', '@owner', 'gone'), { maxLength: 4 })
  const word = fc.constantFrom('x', 'y', 'planned', 'probe')
  const some = fc.array(word, { maxLength: 2 })
  const optional = { requiredKeys: [] }
  const route = fc.record({
    match: fc.record({ owner: some, kind: some, area: some, isp: some }, optional),
    to: names,
    goOn: fc.boolean(),
    escalate: fc.constant([]),
  })
  const random = fc.record({
    routes: fc.array(route, { maxLength: 5 }),
    fallback: names,
    blind: names,
  })
  const views = fc.record({
    kind: word,
    owner: word,
    isp: word,
    areas: some,
    severity: fc.constantFrom('critical' as const, 'warning' as const),
  })
  const receivers = [receiverOf('a', { owners: ['x'] }), receiverOf('b'), receiverOf('c')]
  const rotas = [{ id: 'duty', shifts: [{ hours, to: ['a'] }], otherwise: ['b', 'gone'] }]
  fc.assert(
    fc.property(random, views, fc.integer({ min: 0, max: 2e12 }), (parts, view, at) => {
      const whole = policyOf({ receivers, rotas, ...parts })
      const found = routeCause(whole, view, at).receivers
      const answering = { ...whole, routes: whole.routes.filter(({ goOn }) => !goOn) }
      expect(found).toEqual(expect.arrayContaining([...routeCause(answering, view, at).receivers]))
      expect(found.length).toBeGreaterThan(0)
      expect(new Set(found).size).toBe(found.length)
      for (const id of found) expect(ids).toContain(id)
    }),
    { numRuns: 300 },
  )
})

test('property: who only keeps the record is never the only one', () => {
  const to = fc.constantFrom('a', '@owner', 'gone')
  const kind = fc.constantFrom('x', 'planned')
  const one = fc.record({ kind, to, goOn: fc.boolean() })
  const receivers = [receiverOf('a', { owners: ['x'] }), receiverOf('b'), receiverOf('log')]
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), kind, fc.boolean(), (parts, cause, owned) => {
      const routes = parts.map(({ goOn, ...part }) => ({
        match: { kind: [part.kind] },
        to: [goOn ? 'log' : part.to],
        goOn,
        escalate: [],
      }))
      const view = { ...nvr, kind: cause, owner: owned ? 'x' : 'y' }
      const told = routeCause(policyOf({ receivers, routes, fallback: ['b'] }), view, DAY).receivers
      expect(told.filter((id) => id !== 'log').length).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
})
