import { expect, test } from 'vitest'
import type { PlannedOutage, Scope } from '../../../fleet/planned/planned.ts'
import { buildTopology } from '../../../fleet/topology.ts'
import { toldByTree } from '../../../test/rigs/policy-reading.ts'
import { ruleOf } from '../../../test/rigs/sample-rule.ts'
import { policyOf, SMALL, smallFleet } from '../../../test/rigs/told-city.ts'
import { plannedMutes } from './planned-mutes.ts'
import { dutiesOf } from './told.ts'
import { treeOf } from './tree.ts'

const from = Date.parse('2026-03-02T00:00:00+07:00')
const until = from + 7_200_000

function suspension(id: string, scope: Scope): PlannedOutage {
  return { kind: 'suspension', id, scope, reason: '', owner: '', source: 'file', from, until }
}

const mutes = (...planned: PlannedOutage[]) => plannedMutes(planned, SMALL, 'Asia/Jakarta')

test('mutes what a window covers whole: a kecamatan, an ISP, an owner, with all that hangs below', () => {
  expect(mutes(suspension('a', { query: { area: ['tugu'] } })).cases).toEqual([
    { matchers: [['kec', '=', 'tugu']], mutes: ['ronda planned a'] },
  ])
  expect(mutes(suspension('a', { query: { isp: ['lain'] } })).cases).toEqual([
    { matchers: [['isp', '=', 'lain']], mutes: ['ronda planned a'] },
  ])
  expect(mutes(suspension('a', { query: { isp: ['telko'] } })).cases).toEqual([
    {
      matchers: [
        ['isp', '=', 'telko'],
        ['owner', '=~', 'isp-telko|kecamatan-genuk'],
      ],
      mutes: ['ronda planned a'],
    },
    { matchers: [['isp', '=', 'telko']], mutes: ['ronda planned a'] },
    { matchers: [['owner', '=~', 'isp-telko|kecamatan-genuk']], mutes: ['ronda planned a'] },
  ])
})

test('mutes nothing for a window that leaves a target out, and everything for one that leaves none', () => {
  expect(mutes(suspension('a', { query: { area: ['tugu'] }, except: ['u1'] })).cases).toEqual([])
  expect(mutes(suspension('a', { targets: ['u1'] })).intervals).toEqual([])
  const all = mutes(suspension('a', { query: { area: ['tugu', 'genuk'] }, targets: ['core'] }))
  expect(all.cases).toEqual([{ matchers: [], mutes: ['ronda planned a'] }])
})

test('looks at windows of a whole city quickly enough, and puts alike ones together', () => {
  const many = Array.from({ length: 300 }, (_, i) =>
    suspension(`w${i}`, { query: { area: ['tugu'] } }),
  )
  const found = plannedMutes(many, buildTopology(smallFleet()), 'Asia/Jakarta')
  expect(found.cases).toHaveLength(1)
  expect(found.isCoarse).toBe(false)
})

test('alerts of quality are muted in the window, causes and the platform are not', () => {
  const { cases, intervals } = mutes(suspension('a', { query: { isp: ['lain'] } }))
  const policy = policyOf({})
  const rules = [
    ruleOf('ronda-isp-loss', { group: 'quality' }),
    ruleOf('ronda-disk', { group: 'recorders', owner: 'series' }),
    ruleOf('ronda-worker', { group: 'platform' }),
    ruleOf('ronda-cause', { group: 'causes', owner: 'series', isCause: true }),
  ]
  const tree = treeOf({ policy, duties: dutiesOf(policy), rules, muted: cases })
  const told = (rule: string, at: number, isp = 'lain') =>
    toldByTree(tree, intervals, { __alert_rule_uid__: rule, isp, owner: 'o' }, at)
  for (const [rule, isp, during] of [
    ['ronda-isp-loss', 'lain', []],
    ['ronda-disk', 'lain', []],
    ['ronda-isp-loss', 'telko', ['noc']],
    ['ronda-worker', 'lain', ['noc']],
    ['ronda-cause', 'lain', ['noc']],
  ] as const) {
    expect(told(rule, from, isp), rule).toEqual(during)
    expect(told(rule, until - 1, isp), rule).toEqual(during)
    expect(told(rule, until, isp), rule).toEqual(['noc'])
    expect(told(rule, from - 1, isp), rule).toEqual(['noc'])
  }
})
