import { expect, test } from 'vitest'
import type { Rule } from '../rule.ts'
import { queryAt } from './query-text.ts'
import { RuleRun } from './rule-run.ts'
import type { Answer } from './series.ts'
import { outcomeOf } from './steps.ts'

const SAMPLE: Rule = {
  uid: 'ronda-sample',
  group: 'quality',
  title: { en: 'Sample', id: 'Contoh' },
  summary: { en: '', id: '' },
  description: { en: '', id: '' },
  severity: 'warning',
  owner: 'net',
  labels: {},
  rangeS: 300,
  queries: [{ refId: 'A', tier: 'raw', ql: 'SELECT 1 WHERE $timeFilter AND time > now() - 2m' }],
  steps: [
    { type: 'reduce', refId: 'B', of: 'A', by: 'last' },
    {
      type: 'threshold',
      refId: 'C',
      of: 'B',
      fire: { sign: 'gt', value: 10 },
      recover: { sign: 'lt', value: 5 },
    },
  ],
  condition: 'C',
  forS: 0,
  keepFiringForS: 0,
  noData: 'OK',
  onError: 'KeepLast',
  missingEvals: 2,
  panel: { dashboard: 'ronda-city', key: 'x' },
  isCause: false,
}

type Values = Readonly<Record<string, readonly (number | null)[]>>

function rows(byId: Values): Answer {
  return {
    type: 'rows',
    rows: Object.entries(byId).map(([id, values]) => ({
      tags: { id },
      columns: ['time', 'value'],
      values: values.map((value, at) => [at, value]),
    })),
  }
}

const ERROR: Answer = { type: 'error', message: 'gone' }

/** What fires after each answer, a minute apart: `id:state`. */
function fires(change: Partial<Rule>, answers: readonly (Answer | Values)[]): string[] {
  const rule = { ...SAMPLE, ...change }
  const run = new RuleRun(rule)
  return answers.map((answer, minute) => {
    const own = 'type' in answer ? (answer as Answer) : rows(answer as Values)
    run.evaluate(outcomeOf(rule, new Map([['A', own]]), run.held), minute * 60_000)
    return run.firing
      .map(({ labels, state }) => `${labels['id'] ?? labels['alertname']}:${state}`)
      .join(' ')
  })
}

const A = 'a:Alerting'

test('the text of a query has the times of its evaluation', () => {
  const [query] = SAMPLE.queries
  expect(query && queryAt(query, SAMPLE, 1_000_000)).toBe(
    'SELECT 1 WHERE time >= 700000ms and time <= 1000000ms AND time > 1000000ms - 2m',
  )
})

test('each series is an instance, with labels of its tags and of the rule', () => {
  const run = new RuleRun(SAMPLE)
  const answers = new Map([['A', rows({ a: [11], b: [1], '': [12] })]])
  run.evaluate(outcomeOf(SAMPLE, answers, run.held), 0)
  const labels = { severity: 'warning', owner: 'net', alertname: 'Sample' }
  expect(run.firing.map((alert) => alert.labels)).toEqual([{ id: 'a', ...labels }, labels])
  expect(run.instances).toHaveLength(3)
})

test('an instance fires on until it is beyond its recovery', () => {
  expect(
    fires({}, [{ a: [7] }, { a: [11] }, { a: [7] }, { a: [5] }, { a: [4] }, { a: [7] }]),
  ).toEqual(['', A, A, A, '', ''])
})

test('one that recovers is fired again by what fires, not by what has not recovered', () => {
  const found = fires({ keepFiringForS: 120 }, [{ a: [11] }, { a: [4] }, { a: [7] }, { a: [11] }])
  expect(found).toEqual([A, 'a:Recovering', 'a:Recovering', A])
})

test('after no data that keeps the last state, what fires counts again', () => {
  expect(fires({ noData: 'KeepLast' }, [{ a: [11] }, {}, { a: [7] }])).toEqual([A, A, ''])
})

test('a series that is missing goes on for a while, then ends', () => {
  expect(fires({}, [{ a: [11], b: [1] }, { b: [1] }, { b: [1] }])).toEqual([A, A, ''])
  expect(fires({ missingEvals: 1 }, [{ a: [11], b: [1] }, { b: [1] }])).toEqual([A, ''])
})

test('nothing but nulls is no value of that instance', () => {
  expect(
    fires({}, [
      { a: [11], b: [11] },
      { a: [null], b: [11] },
    ]),
  ).toEqual(['a:Alerting b:Alerting', 'b:Alerting'])
  expect(fires({ noData: 'NoData' }, [{ a: [null], b: [11, null] }])).toEqual([
    'a:NoData b:Alerting',
  ])
})

test('no series at all: what it is said to mean, for all instances', () => {
  expect(fires({ noData: 'OK' }, [{ a: [11] }, {}])).toEqual([A, ''])
  expect(fires({ noData: 'KeepLast' }, [{ a: [11] }, {}, {}, {}])).toEqual([A, A, A, A])
  expect(fires({ noData: 'Alerting' }, [{ a: [1], b: [1] }, {}])).toEqual([
    '',
    'a:Alerting b:Alerting',
  ])
  expect(fires({ noData: 'Alerting' }, [{}])).toEqual(['Sample:Alerting'])
})

test('NoData is an alert of its own; instances end as if they were missing, it with the next data', () => {
  expect(fires({ noData: 'NoData' }, [{ a: [11] }, {}, {}, { a: [1] }])).toEqual([
    A,
    `${A} DatasourceNoData:NoData`,
    'DatasourceNoData:NoData',
    '',
  ])
})

test('an error: what it is said to mean, or an alert of its own', () => {
  expect(fires({ onError: 'KeepLast' }, [{ a: [11] }, ERROR, ERROR, ERROR])).toEqual([A, A, A, A])
  expect(fires({ onError: 'OK' }, [{ a: [11] }, ERROR])).toEqual([A, ''])
  expect(fires({ onError: 'Error' }, [{ a: [11] }, ERROR, ERROR, { a: [1] }])).toEqual([
    A,
    `${A} DatasourceError:Error`,
    'DatasourceError:Error',
    '',
  ])
})

test('one query without any series is no data, whatever the others have', () => {
  const rule: Rule = {
    ...SAMPLE,
    queries: [...SAMPLE.queries, { refId: 'S', tier: 'raw', ql: '' }],
  }
  const answers = new Map([
    ['A', rows({ a: [11] })],
    ['S', rows({})],
  ])
  expect(outcomeOf(rule, answers, new Set())).toEqual({ type: 'no-data', refIds: ['S'] })
})

test('two columns are two series with the same labels, which is an error', () => {
  const two: Answer = {
    type: 'rows',
    rows: [{ tags: { id: 'a' }, columns: ['time', 'x', 'y'], values: [[0, 1, 2]] }],
  }
  expect(outcomeOf(SAMPLE, new Map([['A', two]]), new Set())).toMatchObject({ type: 'error' })
})

test.each([
  ['last', 3],
  ['max', 4],
  ['min', 3],
  ['mean', 3.5],
  ['sum', 7],
  ['count', 2],
] as const)('%s of a series drops what is no number', (by, value) => {
  const rule: Rule = {
    ...SAMPLE,
    steps: [{ type: 'reduce', refId: 'B', of: 'A', by }],
    condition: 'B',
  }
  const outcome = outcomeOf(
    rule,
    new Map([['A', rows({ a: [null, 4, null, 3, null] })]]),
    new Set(),
  )
  expect(outcome).toMatchObject({ results: [{ labels: { id: 'a' }, value }] })
})

test('a rule that Grafana would refuse is an error', () => {
  const messageOf = (change: Partial<Rule>): string => {
    const outcome = outcomeOf({ ...SAMPLE, ...change }, new Map([['A', rows({})]]), new Set())
    return outcome.type === 'error' ? outcome.message : ''
  }
  const also = { type: 'math', refId: 'D', expression: '$C && $X' } as const
  expect(messageOf({ condition: 'B' })).toContain('the recovery of C is only allowed')
  expect(messageOf({ steps: [...SAMPLE.steps, also] })).toBe('D needs X, which is not there')
  expect(messageOf({ condition: 'E', steps: [] })).toBe('there is no E, the condition')
})
