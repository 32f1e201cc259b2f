import { expect, test } from 'vitest'
import { rulesSchema } from '../config.ts'
import type { Rule } from '../rule.ts'
import { readCases } from './case-file.ts'
import type { RuleCase } from './rule-case.ts'
import { pointsOf } from './scripted.ts'

const SETTINGS = { rules: rulesSchema.parse({}), delivery: 'grafana', qualified: true } as const
const GOOD = {
  name: 'it fires',
  kind: 'fires',
  series: [
    {
      measurement: 'outage',
      tags: { cause: 'UPL-1' },
      fields: { affected: '12x3 _ 0', age_s: '10+10x5' },
    },
  ],
  expect: [{ at: '5m', firing: [{ cause: 'UPL-1' }] }],
}

function read(plain: unknown) {
  return readCases(plain, {
    file: 'x.yaml',
    lineOf: (path) => path.length + 1,
    settings: SETTINGS,
    rulesOf: ({ delivery }) =>
      ['ronda-a', 'ronda-b'].slice(delivery === 'direct' ? 1 : 0).map((uid) => ({ uid }) as Rule),
  })
}

function problems(change: object, of: object = { rule: 'ronda-a' }): string[] {
  const found = read({ ...of, cases: [{ ...GOOD, ...change }] })
  return 'problems' in found ? found.problems.map(({ what, remedy }) => `${what}; ${remedy}`) : []
}

function good(change: object = {}): RuleCase {
  const found = read({ rule: 'ronda-a', cases: [{ ...GOOD, ...change }] })
  if ('problems' in found) throw new Error(found.problems.map(({ what }) => what).join())
  return found.cases[0] as RuleCase
}

test('a case with its defaults', () => {
  expect(good()).toMatchObject({
    name: 'it fires',
    rules: ['ronda-a'],
    beginAt: Date.parse('2026-03-02T00:00:00Z'),
    untilMs: 300_000,
    silent: [],
    series: [{ measurement: 'outage', tier: 'raw', everyMs: 10_000, fromMs: 0 }],
    expect: [{ fromMs: 300_000, untilMs: 300_000, firing: [{ labels: { cause: 'UPL-1' } }] }],
  })
  expect(good({ settings: { lossPercent: 7 } }).settings.rules).toEqual({
    ...SETTINGS.rules,
    lossPercent: 7,
  })
})

test('its points: one a step, without what has no value', () => {
  const one = good()
  const points = pointsOf(one.series, one.beginAt).get('raw') ?? []
  expect(points.map(({ at, fields }) => [at - one.beginAt, fields])).toEqual([
    [0, { affected: 12, age_s: 10 }],
    [10_000, { affected: 12, age_s: 20 }],
    [20_000, { affected: 12, age_s: 30 }],
    [30_000, { age_s: 40 }],
    [40_000, { affected: 0, age_s: 50 }],
  ])
})

test('what is misspelt is told with what was meant', () => {
  expect(problems({}, { rule: 'ronda-c' })).toEqual(['no rule "ronda-c"; did you mean "ronda-a"?'])
  expect(problems({ nam: 'x' })).toEqual(['unknown key "nam"; did you mean "name"?'])
  expect(problems({ settings: { slo: 0.9, massPercen: 1 } })).toEqual([
    'unknown key of alerts.rules "massPercen"; did you mean "massPercent"?',
  ])
  const series = [
    { measurement: 'outages', fields: {} },
    { measurement: 'outage', tags: { caus: 'a' }, tier: 'm1', fields: {} },
    { measurement: 'outage', fields: { affectd: '1', age_s: '1x' } },
    { measurement: 'uplink', fields: { up: '1' } },
    { measurement: 'down', fields: { id: '1', code: "'a'" } },
  ]
  expect(problems({ series }).sort()).toEqual([
    `age_s: "1x" is no value; write values such as 12x90 0x60, 1+2x10 or _x5, and text as "'a'x3"`,
    'code holds whole numbers, and there stands a; write whole numbers',
    `id holds text, and there stands 1; write it in quotes: "'1'"`,
    'no measurement "outages"; did you mean "outage"?',
    'outage has no field "affectd" in tier raw; did you mean "affected"?',
    'outage has no tag "caus"; did you mean "cause"?',
    'outage is not in tier "m1"; write tier: raw',
    'uplink is in several tiers; write tier: raw or m1 or h1 or d1',
  ])
})

test('times must be such that something is evaluated', () => {
  expect(problems({ expect: [{ at: '90s', firing: [] }] })[0]).toContain(
    'nothing is evaluated then',
  )
  expect(problems({ expect: [{ firing: [] }] })[0]).toContain('no time')
  expect(problems({ expect: [{ from: '2m', until: '1m', firing: [] }] })[0]).toContain(
    '"from" is after',
  )
  expect(problems({ until: '1m' })[0]).toContain('before the last expectation')
  expect(problems({ until: '9d' })[0]).toContain('bad time "9d"')
  expect(problems({ begin: 'yesterday' })[0]).toContain('bad time "yesterday"')
})

test('a case does what its kind says', () => {
  expect(problems({ kind: 'silent' })[0]).toContain('a silent case expects something to fire')
  expect(problems({ kind: 'fires', expect: [{ at: '1m', firing: [] }] })[0]).toContain(
    'nothing is to fire',
  )
  expect(problems({ kind: 'recovers' })[0]).toContain('nothing that fires is to end')
  const ends = [...GOOD.expect, { at: '9m', firing: [] }]
  expect(problems({ kind: 'recovers', expect: ends })).toEqual([])
})

test('rules and names', () => {
  expect(problems({}, {})[0]).toContain('no rule is named')
  expect(problems({}, { rule: 'ronda-a', rules: ['ronda-b'] })[0]).toContain(
    'both "rule" and "rules"',
  )
  expect(problems({ delivery: 'direct' })[0]).toContain('no rule "ronda-a" with delivery direct')
  const firing = [{ rule: 'ronda-b', cause: 'UPL-1' }]
  expect(problems({ expect: [{ at: '1m', firing }] })[0]).toContain('not among the rules')
  const twice = read({ rule: 'ronda-a', cases: [GOOD, GOOD] })
  expect('problems' in twice && twice.problems[0]?.what).toBe('two cases are named "it fires"')
})

test('counts are bounded', () => {
  const series = [{ ...GOOD.series[0], fields: { affected: '1x100001' } }]
  expect(problems({ series })[0]).toContain('too many values: more than 100,000')
  const many = Array.from({ length: 6 }, (_, id) => ({
    ...GOOD.series[0],
    tags: { cause: `${id}` },
    fields: { affected: '1x100000' },
  }))
  expect(problems({ series: many })[0]).toContain('more than 500000 points')
})
