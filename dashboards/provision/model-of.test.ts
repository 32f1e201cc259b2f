import { expect, test } from 'vitest'
import type { Alerting, PolicyNode } from '../../alerts/rules/alerting.ts'
import type { Rule } from '../../alerts/rules/rule.ts'
import { isSecretReference, type SecretReference } from '../../fleet/secret.ts'
import { relay } from '../boards/relay.ts'
import type { GrafanaCity } from '../city.ts'
import { modelOf } from './model-of.ts'

const RULE: Rule = {
  uid: 'ronda-a',
  group: 'platform',
  title: { en: 'A', id: 'A' },
  summary: { en: 'a', id: 'a' },
  description: { en: 'a', id: 'a' },
  severity: 'warning',
  labels: {},
  rangeS: 600,
  queries: [{ refId: 'A', tier: 'raw', ql: 'SELECT' }],
  steps: [{ type: 'reduce', refId: 'B', of: 'A', by: 'last' }],
  condition: 'B',
  forS: 60,
  keepFiringForS: 0,
  noData: 'OK',
  onError: 'OK',
  missingEvals: 2,
  panel: { dashboard: 'ronda-relay', key: 'cpu' },
  isCause: false,
}
const NODE: PolicyNode = {
  ...{ receiver: 'noc', matchers: [], groupBy: [], continue: false },
  ...{ muteTimings: [], activeTimings: [], routes: [] },
}
const ALERTING: Alerting = {
  rules: [RULE],
  contactPoints: [
    {
      name: 'noc',
      receivers: [
        { uid: 'noc', type: 'webhook', settings: { url: 'x' }, disableResolveMessage: false },
      ],
    },
  ],
  policy: NODE,
  timeIntervals: [],
  templates: [],
  unsaid: [],
}

function cityWith(alerting: Partial<Alerting>): GrafanaCity {
  return {
    name: 'Semarang',
    timezone: 'Asia/Jakarta',
    language: 'en',
    folder: 'Ronda',
    consoleUrl: 'https://ronda.example',
    database: { dialect: '1', url: 'http://127.0.0.1:8086', database: 'ronda' },
    slo: 0.99,
    alerting: { ...ALERTING, ...alerting },
  }
}

function problemsOf(alerting: Partial<Alerting>, boards = [relay]): string[] {
  try {
    modelOf(cityWith(alerting), boards)
    return []
  } catch (error) {
    return String(error).split('\n  ').slice(1)
  }
}

const route = (more: Partial<PolicyNode>): Partial<Alerting> => ({
  policy: { ...NODE, routes: [{ ...NODE, matchers: [['kind', '=', 'nvr']], ...more }] },
})

test('a model that is right is made, with a folder that has the same uid for ever', () => {
  const model = modelOf(cityWith({}), [relay])
  expect(model).toMatchObject({ folder: { uid: 'ronda', title: 'Ronda' } })
  expect(Object.keys(model.panelIds)).toEqual(['ronda-a'])
  expect(model.otherRules).toContain('ronda-database-silent')
  const named = modelOf({ ...cityWith({}), folder: 'CCTV ${kota} "1"' }, [relay])
  expect(named.folder.uid).toBe('cctv-kota-1-38c3a01631a1')
})

test('all problems are told at once', () => {
  const rules = [{ ...RULE, panel: { dashboard: 'ronda-relay', key: 'cpus' } }]
  expect(problemsOf({ rules, policy: { ...NODE, receiver: 'nok' } })).toEqual([
    'rule ronda-a: ronda-relay has no panel "cpus"; did you mean "cpu"?',
    'the first notification policy: there is no contact point "nok"; did you mean "noc"?',
  ])
})

test.each<[string, Partial<Rule>[], string[]]>([
  ['a uid twice', [{}, { title: { en: 'B', id: 'B' } }], ['another rule has this uid']],
  ['a title twice', [{}, { uid: 'ronda-b' }], ['has the title of ronda-a', 'has the title']],
  ['a long uid', [{ uid: `ronda-${'x'.repeat(35)}` }], ['has 41 characters']],
  ['a uid with a space', [{ uid: 'ronda a' }], ['a uid is letters']],
  ['no such dashboard', [{ panel: { dashboard: 'ronda-x', key: 'a' } }], ['no dashboard ronda-x']],
  [
    'a step of nothing',
    [{ steps: [{ type: 'math', refId: 'B', expression: '$X > 1' }] }],
    ['needs X'],
  ],
  ['a condition of nothing', [{ condition: 'Z' }], ['condition Z']],
  ['a label twice', [{ labels: { severity: 'x' } }], ['severity a second time']],
])('rules: %s', (_name, changes, wanted) => {
  const problems = problemsOf({ rules: changes.map((change) => ({ ...RULE, ...change })) })
  expect(problems).toHaveLength(wanted.length)
  for (const [at, part] of wanted.entries()) expect(problems[at]).toContain(part)
})

test.each<[string, Partial<Alerting>, string]>([
  ['a route to nobody', route({ receiver: 'x' }), 'no contact point "x"'],
  ['an unknown time', route({ muteTimings: ['night'] }), 'no time interval "night"'],
  ['no regular expression', route({ matchers: [['kind', '=~', '(']] }), 'no regular expression'],
  ['no duration', route({ groupWait: '30 s' }), 'no duration'],
  ['a root with matchers', { policy: { ...NODE, matchers: [['a', '=', 'b']] } }, 'no matchers'],
  ['two values', route({ routes: [{ ...NODE, matchers: [['kind', '=', 'x']] }] }), 'never both'],
  [
    'a value shut out',
    route({
      matchers: [
        ['a', '=', 'b'],
        ['a', '!=', 'b'],
      ],
    }),
    'never b and not b',
  ],
  [
    'a route behind one that takes all',
    { policy: { ...NODE, routes: [NODE, { ...NODE, matchers: [['kind', '=', 'nvr']] }] } },
    'never reached, route 1 takes all of it',
  ],
  ['nobody behind it', { contactPoints: [{ name: 'noc', receivers: [] }] }, 'nobody is behind it'],
  [
    'a mute timing across midnight',
    {
      timeIntervals: [
        {
          name: 'night',
          intervals: [{ times: [{ start: '22:00', end: '05:00' }], location: 'Asia/Jakarta' }],
        },
      ],
    },
    'across midnight',
  ],
  [
    'no time zone',
    { timeIntervals: [{ name: 'n', intervals: [{ location: 'Java' }] }] },
    'time zone',
  ],
  ['a name with spaces', { templates: [{ name: ' a', text: 'x' }] }, 'spaces around it'],
  [
    'two of a name',
    {
      templates: [
        { name: 'a', text: 'x' },
        { name: 'a', text: 'y' },
      ],
    },
    'two of',
  ],
])('alerting: %s', (_name, alerting, wanted) => {
  const problems = problemsOf(alerting)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(wanted)
})

test('a route goes on to the next where it says so', () => {
  const routes = [
    { ...NODE, continue: true },
    { ...NODE, matchers: [['a', '=', 'b'] as const] },
  ]
  expect(problemsOf({ policy: { ...NODE, routes } })).toEqual([])
})

test('dashboards of one uid are refused, and secrets that would be one variable', () => {
  expect(problemsOf({}, [relay, relay])).toEqual([
    'two dashboards have the uid ronda-relay; give one another',
  ])
  const receiver = (uid: string, secret: string) => ({
    ...{ uid, type: 'webhook', disableResolveMessage: false },
    settings: { token: { secret: reference(secret) } },
  })
  const receivers = [
    ...[receiver('a', 'aws-sm:a/b'), receiver('b', 'aws-sm:a-b')],
    receiver('c', 'file:/etc/${x}'),
  ]
  expect(problemsOf({ contactPoints: [{ name: 'noc', receivers }] })).toEqual([
    'aws-sm:a-b and aws-sm:a/b would both be RONDA_A_B; rename one',
    'file:/etc/${x}: Grafana cannot read a path with $, { or }; move the file',
  ])
})

function reference(text: string): SecretReference {
  if (!isSecretReference(text)) throw new TypeError(text)
  return text
}
