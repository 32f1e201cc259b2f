// Each rule of the lint finds what breaks it, and nothing in what does not.
import { describe, expect, test } from 'vitest'
import type { Rule } from '../../../alerts/rules/rule.ts'
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import { modelOf } from '../../../dashboards/provision/model-of.ts'
import { TIERS } from '../../../store/schema/tiers.ts'
import { LANGUAGES } from '../../../texts/language.ts'
import { sampleAlerting, sampleRule } from '../sample-alerting.ts'
import { sampleCity } from '../sample-city.ts'
import { lintOf } from './lint-of.ts'
import { statementOf } from './statement.ts'
import { tokensOf } from './tokens.ts'

const MODEL = modelOf(sampleCity('1', 'en'))

/** The sample with the JSON of one dashboard changed. */
function changed(uid: string, change: (json: string) => string): GrafanaModel {
  const dashboards = MODEL.dashboards.map((dashboard) => {
    if (dashboard.uid !== uid) return dashboard
    const before = JSON.stringify(dashboard)
    const after = change(before)
    if (after === before) throw new TypeError('nothing is changed')
    return JSON.parse(after)
  })
  return { ...MODEL, dashboards }
}

/** One panel that asks `ql`, instead of all that relay has. */
function asking(ql: string, more: Record<string, unknown> = {}, target = {}): GrafanaModel {
  const dashboards = MODEL.dashboards.map((dashboard) => {
    if (dashboard.uid !== 'ronda-relay') return dashboard
    const json = JSON.parse(JSON.stringify(dashboard))
    const datasource = { type: 'influxdb', uid: '${ds}' }
    const panel = {
      ...{ id: 1, type: 'stat', title: 'One', description: 'It is one.', datasource },
      gridPos: { x: 0, y: 0, w: 12, h: 4 },
      fieldConfig: { defaults: { unit: 'short' }, overrides: [] },
      targets: [{ refId: 'A', datasource, query: ql, ...target }],
      ...more,
    }
    const list = json.templating.list.filter((one: { type: string }) => one.type === 'datasource')
    return { ...json, templating: { list }, panels: [panel] }
  })
  return { ...MODEL, dashboards }
}

function rulesFound(model: GrafanaModel): readonly string[] {
  const found = lintOf(model)
  // Others' links to what the changed dashboard no longer has are not what is tested.
  return [...new Set(found.map(({ rule, what }) => (what.includes('ronda-relay') ? '' : rule)))]
    .filter((rule) => rule !== '')
    .sort()
}

describe.each(['1', '3'] as const)('InfluxDB %s', (dialect) => {
  test.each(LANGUAGES)('nothing is found in what is rendered: %s', (language) => {
    expect(lintOf(modelOf(sampleCity(dialect, language)))).toEqual([])
  })
})

const HOST = 'FROM "raw"."host" WHERE $timeFilter'
const GOOD = [
  `SELECT last("cpu_permille") AS "cpu" ${HOST} GROUP BY "host"`,
  `SELECT mean("cpu_permille") AS "cpu" ${HOST} GROUP BY time($__interval), "host" fill(none)`,
  `SELECT "host" AS "host", "cpu" AS "cpu" FROM (SELECT last("cpu_permille") AS "cpu" ${HOST} GROUP BY "host")`,
  `SELECT max("n") AS "n" FROM (SELECT "cpu_permille" AS "n" FROM "raw"."host" WHERE time > now() - 10m) GROUP BY "host"`,
  'SELECT last("up") AS "up" FROM "raw"."uplink" WHERE $timeFilter AND "id" = \'UPL-1\' LIMIT 5',
  'SELECT sum("lost") AS "lost" FROM "h1"."uplink" WHERE time > now() - 2h GROUP BY "kec"',
  `SELECT sum("affected") AS "n" FROM "raw"."cause" WHERE $timeFilter AND "kind" =~ /^(a\\/b)$/ tz('Asia/Jakarta')`,
]
test.each(GOOD)('a query that is well: %s', (ql) => {
  expect(rulesFound(asking(ql))).toEqual([])
})

test.each<[string, string]>([
  ['parses', 'SELECT last("cpu_permille") AS "cpu" FROM'],
  ['parses', `SELECT last("cpu_permille") AS "cpu" ${HOST} GROUP BY "host" ; DROP`],
  ['parses', `SELECT last("cpu_permille") AS "cpu" FROM "raw"."host" WHERE "host" =~ 'x'`],
  ['names', 'SELECT last("n") AS "n" FROM "raw"."hosts" WHERE $timeFilter'],
  ['names', `SELECT last("cpu") AS "cpu" ${HOST}`],
  ['names', `SELECT last("cpu_permille") ${HOST}`],
  ['names', `SELECT lastest("cpu_permille") AS "cpu" ${HOST}`],
  ['names', 'SELECT last("cpu_permille") AS "cpu" FROM "m1"."host" WHERE $timeFilter'],
  ['names', 'SELECT last("cpu_permille") AS "cpu" FROM "host" WHERE $timeFilter'],
  ['names', `SELECT last("cpu_permille") AS "cpu" ${HOST} AND "hosts" = 'a'`],
  ['names', `SELECT last("cpu_permille") AS "cpu" ${HOST} GROUP BY "kec"`],
  ['names', `SELECT "b" AS "b" FROM (SELECT last("cpu_permille") AS "cpu" ${HOST})`],
  ['time', 'SELECT last("cpu_permille") AS "cpu" FROM "raw"."host"'],
  ['targets', 'SELECT last("up") AS "up" FROM "raw"."uplink" WHERE $timeFilter GROUP BY "id"'],
  ['targets', 'SELECT sum("lost") AS "n" FROM "h1"."uplink" WHERE $timeFilter GROUP BY "id"'],
  ['span', 'SELECT mean("lines") AS "n" FROM "m1"."isp" WHERE $timeFilter GROUP BY time(10s)'],
  [
    'span',
    'SELECT mean("lines") AS "n" FROM "m1"."isp" WHERE $timeFilter GROUP BY time($__interval)',
  ],
  ['variables', `SELECT last("cpu_permille") AS "cpu" ${HOST} AND "host" =~ /^\${nobody:regex}$/`],
])('%s: %s', (rule, ql) => {
  expect(rulesFound(asking(ql))).toEqual([rule])
})

const LAST = GOOD[0] ?? ''
const STEPS = [
  { value: null, color: '#009e73' },
  { value: 5, color: '#d55e00' },
  { value: 5, color: '#d55e00' },
]
const withDefaults = (defaults: object) => ({ fieldConfig: { defaults, overrides: [] } })

test.each<[string, GrafanaModel]>([
  ['words', asking(LAST, { title: '' })],
  ['words', asking(LAST, { description: '' })],
  ['words', asking(LAST, withDefaults({ unit: 'short', noValue: '' }))],
  ['targets', asking(LAST, { targets: [] })],
  ['unit', asking(LAST, withDefaults({}))],
  ['unit', asking(LAST, withDefaults({ unit: 'cows' }))],
  ['grid', asking(LAST, { gridPos: { x: 20, y: 0, w: 12, h: 4 } })],
  ['ids', asking(LAST, { id: undefined })],
  ['source', asking(LAST, { datasource: { type: 'influxdb', uid: 'ronda' } })],
  ['columns', asking(LAST, {}, { alias: '$tag_kec' })],
  ['colours', asking(LAST, withDefaults({ unit: 'short', color: { fixedColor: 'red' } }))],
  ['colours', asking(LAST, { options: { any: '#123456' } })],
  ['steps', asking(LAST, withDefaults({ unit: 'short', thresholds: { steps: STEPS } }))],
  ['links', asking(LAST, { links: [{ title: 'a', url: '/d/none?${__url_time_range}' }] })],
  ['links', asking(LAST, { links: [{ title: 'a', url: '/d/ronda-nvr' }] })],
  [
    'links',
    asking(LAST, { links: [{ title: 'a', url: '/d/ronda-nvr?var-x=1&${__url_time_range}' }] }),
  ],
])('a panel: %s', (rule, model) => {
  expect(rulesFound(model)).toEqual([rule])
})

test('a panel with a unit it knows by its fields, and an alias of its groups, is well', () => {
  const overrides = [{ properties: [{ id: 'unit', value: 'percentunit' }] }]
  const model = asking(LAST, { fieldConfig: { defaults: {}, overrides } }, { alias: '$tag_host' })
  expect(rulesFound(model)).toEqual([])
})

test.each<[string, (json: string) => string]>([
  ['uneditable', (json) => json.replace('"editable":false', '"editable":true')],
  ['refresh', (json) => json.replace(/"refresh":"\w+"/, '"refresh":"5s"')],
  ['variables', (json) => json.replaceAll('"refresh":2', '"refresh":1')],
  ['variables', (json) => json.replaceAll('${host:regex}', 'host')],
  ['words', (json) => json.replace('"label":"Host"', '"label":""')],
  ['columns', (json) => json.replaceAll('"tagsColumn":"', '"tagsColumn":"nothing,')],
  ['grid', (json) => json.replace(/"x":\d+,"y":\d+/g, '"x":0,"y":0')],
])('a dashboard: %s', (rule, change) => {
  expect(rulesFound(changed('ronda-relay', change))).toEqual([rule])
})

test('two dashboards of one uid, and one that nobody knows', () => {
  const [first] = MODEL.dashboards
  if (!first) throw new TypeError('no dashboard')
  const twice = [...MODEL.dashboards, first]
  expect(rulesFound({ ...MODEL, dashboards: twice })).toEqual(['uid'])
  const other = [...MODEL.dashboards, { ...first, uid: 'mine' }]
  expect(rulesFound({ ...MODEL, dashboards: other })).toEqual(['uid'])
})

const QL = sampleRule(true).queries[0]?.ql ?? ''
const asked = (ql: string): Partial<Rule> => ({ queries: [{ refId: 'A', tier: 'raw', ql }] })
test.each<[string, Partial<Rule>]>([
  ['time', asked(QL.replace('$timeFilter', 'time > now() - 10m'))],
  ['variables', asked(QL.replace('$timeFilter', '$timeFilter AND "host" =~ /^${host:regex}$/'))],
  [
    'instances',
    asked(
      QL.replace('SELECT ', 'SELECT last("mem_bytes") AS "m", ').replace(
        'mem_bytes',
        'cpu_permille',
      ),
    ),
  ],
  ['labels', { severity: 'series' }],
  ['labels', { owner: 'series' }],
  ['labels', { summary: { en: '{{ $labels.kec }}', id: '-' } }],
  ['words', { description: { en: 'a', id: '' } }],
  ['names', asked(QL.replace('cpu_permille', 'cpu'))],
])('an alert rule: %s', (rule, change) => {
  const rules = [{ ...sampleRule(true), ...change }]
  const model = { ...MODEL, alerting: { ...sampleAlerting(true), rules } }
  expect(rulesFound(model)).toEqual([rule])
})

test('a rule whose panel nobody knows', () => {
  const panel = lintOf({ ...MODEL, panelIds: {} }).map(({ rule }) => rule)
  expect(panel).toEqual(['panel', 'panel'])
})

test('a panel of two tiers with InfluxDB 3 is asked of both', () => {
  const three = modelOf(sampleCity('3', 'en'))
  const mixed = '{"type":"datasource","uid":"-- Mixed --"}'
  const one = '{"type":"influxdb","uid":"${ds_m1}"}'
  const said = (from: string, to: string, uid: string) =>
    lintOf({
      ...three,
      dashboards: three.dashboards.map((dashboard) =>
        dashboard.uid === uid ? JSON.parse(JSON.stringify(dashboard).replace(from, to)) : dashboard,
      ),
    }).map(({ rule, where }) => [rule, where])
  expect(said(mixed, one, 'ronda-sla')).toEqual([
    ['source', 'ronda-sla "How fast the budget goes"'],
  ])
  expect(
    said(`"datasource":${one},"targets"`, `"datasource":${mixed},"targets"`, 'ronda-uplinks'),
  ).toEqual([['source', 'ronda-uplinks "Loss, last 5 minutes"']])
})

test('tiers are the data source with InfluxDB 3, and stand in no query', () => {
  const three = modelOf(sampleCity('3', 'en'))
  const text = JSON.stringify(three.dashboards)
  for (const tier of TIERS) expect(text).not.toContain(`FROM \\"${tier}\\".`)
  const json = text.replaceAll('FROM \\"host\\"', 'FROM \\"raw\\".\\"host\\"')
  const named = { ...three, dashboards: JSON.parse(json) }
  expect(new Set(lintOf(named).map(({ rule }) => rule))).toEqual(new Set(['names']))
})

test('texts with every sign of the language in them are texts', () => {
  const ql = `SELECT "a\\"FROM" AS "x" FROM "r"."m" WHERE "t" = 'it\\'s GROUP BY' AND "u" !~ /a\\/"'b/`
  expect(tokensOf(ql).filter(({ kind }) => kind === 'text')).toEqual([
    { kind: 'text', text: "it's GROUP BY" },
  ])
  expect(statementOf(ql)).toMatchObject({
    columns: [{ name: 'x', uses: ['a"FROM'] }],
    from: [{ tier: 'r', name: 'm' }],
    by: [],
  })
  expect(() => tokensOf('SELECT #')).toThrow('what is "#"')
})
