import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Weekday } from '../../fleet/planned/planned.ts'
import { policyOf, receiverOf } from '../../test/rigs/told-city.ts'
import { lossesOf } from './always.ts'
import { holds } from './hours.ts'
import type { Hours, Policy } from './policy.ts'
import { named } from './route.ts'

const ZONE = 'Asia/Jakarta'
const ALL: readonly Weekday[] = [0, 1, 2, 3, 4, 5, 6]
const hours = (from: number, to: number, change: Partial<Hours> = {}): Hours => ({
  days: ALL,
  fromMinute: from * 60,
  toMinute: to * 60,
  timezone: ZONE,
  ...change,
})
const quiet = (id: string, when: Hours) => receiverOf(id, { quiet: { hours: when, unless: [] } })
const lost = (change: Partial<Policy>) =>
  lossesOf(policyOf(change), ZONE).map(({ path, what }) => `${path.join('.')}: ${what}`)
const held = (key: string, when: string) =>
  `${key}: on ${when} all its receivers are quiet, also for what is critical`

const night = quiet('night', hours(20, 8))
const day = quiet('day', hours(8, 20))

test('a fallback whose only receiver is quiet for what is critical is refused', () => {
  const receivers = [quiet('noc', hours(22, 5, { days: [1] }))]
  expect(lost({ receivers })).toEqual([held('fallback', 'Monday at 22:00')])
  const unless = ['critical'] as const
  expect(
    lost({ receivers: [receiverOf('noc', { quiet: { hours: hours(22, 5), unless } })] }),
  ).toEqual([])
})

test('two that take turns are one that is always told', () => {
  expect(lost({ receivers: [night, day], fallback: ['night', 'day'] })).toEqual([])
  const late = quiet('day', hours(8, 21))
  expect(lost({ receivers: [night, late], fallback: ['night', 'day'] })).toEqual([
    held('fallback', 'Sunday at 20:00'),
  ])
})

test('a rota is looked at hour by hour', () => {
  const rota = (from: number, to: number) => [
    { id: 'duty', shifts: [{ hours: hours(from, to), to: ['night'] }], otherwise: ['day'] },
  ]
  const parts = { receivers: [night, day], fallback: ['duty'] }
  expect(lost({ ...parts, rotas: rota(8, 20) })).toEqual([])
  expect(lost({ ...parts, rotas: rota(9, 20) })).toEqual([held('fallback', 'Sunday at 08:00')])
})

test('the second path is looked at, too', () => {
  const receivers = [receiverOf('noc'), night]
  expect(lost({ receivers, blind: ['night'] })).toEqual([held('blind', 'Sunday at 00:00')])
})

test('hours in other zones lie elsewhere in the week, and in another season', () => {
  // Makassar is an hour ahead of Jakarta; London is seven hours behind it in winter and six in summer.
  const ahead = quiet('day', hours(9, 21, { timezone: 'Asia/Makassar' }))
  expect(lost({ receivers: [night, ahead], fallback: ['night', 'day'] })).toEqual([])
  const london = quiet('day', hours(1, 13, { timezone: 'Europe/London' }))
  expect(lost({ receivers: [night, london], fallback: ['night', 'day'] })).toEqual([
    held('fallback', 'Sunday at 07:00'),
  ])
})

test('property: refused is what reaches nobody in some hour, and nothing else', () => {
  const some = fc
    .record({
      days: fc.subarray([...ALL], { minLength: 1 }),
      from: fc.integer({ min: 0, max: 23 }),
      length: fc.integer({ min: 1, max: 16 }),
      timezone: fc.constantFrom(ZONE, 'Asia/Makassar'),
    })
    .map(({ from, length, ...rest }) => hours(from, (from + length) % 24, rest))
  const week = Date.parse('2026-11-22T00:00:00Z')
  fc.assert(
    fc.property(some, some, some, fc.boolean(), (one, two, shift, both) => {
      const policy = policyOf({
        receivers: [quiet('a', one), quiet('b', two)],
        rotas: [{ id: 'duty', shifts: [{ hours: shift, to: ['a'] }], otherwise: ['b'] }],
        fallback: both ? ['a', 'b'] : ['duty'],
      })
      const reaches = Array.from({ length: 168 }, (_, hour) => week + hour * 3_600_000).map((at) =>
        named(policy, policy.fallback, at).some((id) => {
          const receiver = policy.receivers.find((candidate) => candidate.id === id)
          return receiver?.quiet !== undefined && !holds(receiver.quiet.hours, at)
        }),
      )
      expect(lossesOf(policy, ZONE).length === 0).toBe(!reaches.includes(false))
    }),
    { numRuns: 100 },
  )
})
