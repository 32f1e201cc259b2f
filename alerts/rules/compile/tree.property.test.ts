import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Weekday } from '../../../fleet/planned/planned.ts'
import { type Labels, toldByTree } from '../../../test/rigs/policy-reading.ts'
import { policyOf, receiverOf } from '../../../test/rigs/told-city.ts'
import type { CauseView } from '../../policy/cause-view.ts'
import { holds } from '../../policy/hours.ts'
import type { Hours, Policy, Receiver, Rota, Route } from '../../policy/policy.ts'
import { routeCause } from '../../policy/route.ts'
import { intervalsOf } from './compile.ts'
import { dutiesOf } from './told.ts'
import { treeOf } from './tree.ts'

const OWNERS = ['kecamatan-genuk', 'isp.nusa', 'nobody']
const ISPS = ['nusa', 'a|b (c)', 'x.*"${y}"{{z}}', '\\d+$^[q]']
const AREAS = ['genuk', 'genuk.gebang', 'genukXgebang', 'tugu']
const KINDS = ['node', 'uplink', 'nvr', 'camera', 'portal', 'shared', 'planned'] as const
const IDS = ['noc', 'night', 'r.1', 'r-1']

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const maybe = <T>(values: readonly T[]) => fc.option(some(values), { nil: undefined, freq: 1 })

const hours: fc.Arbitrary<Hours> = fc.record({
  days: some<Weekday>([0, 1, 2, 3, 4, 5, 6]),
  fromMinute: fc.integer({ min: 0, max: 1439 }),
  toMinute: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1439 })),
  timezone: fc.constantFrom('Asia/Jakarta', 'Asia/Jayapura'),
})
const receiver = (id: string): fc.Arbitrary<Receiver> =>
  fc
    .record({
      owners: fc.subarray(OWNERS.slice(0, 2)),
      quiet: fc.option(
        fc.record({ hours, unless: fc.subarray(['critical', 'warning'] as const) }),
        { nil: undefined },
      ),
    })
    .map(({ owners, quiet }) =>
      receiverOf(id, { owners, ...(quiet === undefined ? {} : { quiet }) }),
    )
const rota = (id: string): fc.Arbitrary<Rota> =>
  fc.record({
    id: fc.constant(id),
    shifts: fc.array(
      fc.record({
        hours: hours.map((one) => ({ ...one, timezone: 'Asia/Jakarta' })),
        to: some(IDS),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    otherwise: some(IDS),
  })
const route: fc.Arbitrary<Route> = fc.record({
  match: fc
    .record({
      owner: maybe(OWNERS),
      kind: maybe(KINDS),
      severity: maybe(['critical', 'warning'] as const),
      area: maybe(AREAS),
      isp: maybe(ISPS),
    })
    .map((match) => Object.fromEntries(Object.entries(match).filter(([, value]) => value))),
  to: some([...IDS, 'duty', 'other', '@owner', '@owner']),
  goOn: fc.boolean(),
  escalate: fc.constant([]),
})
const policy: fc.Arbitrary<Policy> = fc
  .record({
    receivers: fc.tuple(...IDS.map(receiver)),
    rotas: fc.tuple(rota('duty'), rota('other')),
    routes: fc.array(route, { maxLength: 4 }),
    fallback: some([...IDS, 'duty', 'other']),
    blind: some([...IDS, 'duty']),
  })
  .map(policyOf)
const view: fc.Arbitrary<CauseView> = fc
  .record({
    kind: fc.constantFrom(...KINDS, 'planned', 'probe'),
    owner: fc.option(fc.constantFrom(...OWNERS), { nil: undefined }),
    isp: fc.option(fc.constantFrom(...ISPS), { nil: undefined }),
    areas: fc.constantFrom([], ['genuk'], ['genuk', 'genuk.gebang'], ['genukXgebang'], ['tugu']),
    severity: fc.constantFrom('critical', 'warning'),
  })
  .map(({ owner, isp, ...rest }) => ({
    ...rest,
    ...(owner === undefined ? {} : { owner }),
    ...(isp === undefined ? {} : { isp }),
  }))
const minute = fc
  .integer({ min: 0, max: 10_079 })
  .map((of) => Date.parse('2026-11-22T00:00:00Z') + of * 60_000)

function labelsOf({ kind, owner, isp, areas, severity }: CauseView): Labels {
  return {
    alertname: 'Cause',
    ...{ kind, severity },
    ...(owner === undefined ? {} : { owner }),
    ...(isp === undefined ? {} : { isp }),
    ...(areas.length === 0 ? {} : { area: `/${areas.join('/')}/` }),
  }
}

test('tells exactly those whom the policy tells, each once, but for quiet hours', () => {
  fc.assert(
    fc.property(
      policy,
      fc.array(fc.tuple(view, minute), { minLength: 8, maxLength: 8 }),
      (given, asked) => {
        const duties = dutiesOf(given)
        const tree = treeOf({ policy: given, duties, rules: [], muted: [] })
        const intervals = intervalsOf(given, duties)
        for (const [cause, at] of asked) {
          const isLoud = (id: string): boolean => {
            const quiet = given.receivers.find((one) => one.id === id)?.quiet
            return !quiet || quiet.unless.includes(cause.severity) || !holds(quiet.hours, at)
          }
          const wanted = routeCause(given, cause, at).receivers.filter(isLoud).sort()
          expect(toldByTree(tree, intervals, labelsOf(cause), at)).toEqual(wanted)
        }
      },
    ),
    { numRuns: 40 },
  )
})
