// The files of the whole city against strict schemas of Grafana's formats, and what Grafana makes of hostile names in them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Alerting } from '../../alerts/rules/alerting.ts'
import type { GrafanaCity } from '../../dashboards/city.ts'
import { filesOf } from '../../dashboards/provision/files.ts'
import { modelOf } from '../../dashboards/provision/model-of.ts'
import { DASHBOARDS } from '../../dashboards/uids.ts'
import { LANGUAGES } from '../../texts/language.ts'
import { lintOf } from './lint/lint-of.ts'
import { executed } from './reading/go-template.ts'
import { expandedIn, provisionedAlerting } from './reading/provisioned.ts'
import { SAMPLE_SURROUNDINGS, sampleCity } from './sample-city.ts'
import { alertingFile } from './schema/alerting.ts'
import { dataSourcesFile } from './schema/data-sources.ts'
import { providersFile } from './schema/providers.ts'
import { refused } from './schema/refused.ts'
import { wholeModel } from './whole-model.ts'

const DIALECTS = ['1', '2', '3'] as const

function textsOf(city: GrafanaCity): ReadonlyMap<string, string> {
  return new Map(filesOf(modelOf(city)).map(({ path, text }) => [path, text]))
}

describe.each(DIALECTS)('files for InfluxDB %s', (dialect) => {
  test.each(LANGUAGES)('are what Grafana reads, and nothing else: %s', (language) => {
    expect(refused(filesOf(modelOf(sampleCity(dialect, language))))).toEqual([])
    const whole = wholeModel(language, dialect)
    const files = filesOf(whole)
    expect(files).toHaveLength(DASHBOARDS.length + 3)
    expect(refused(files)).toEqual([])
    expect(lintOf(whole)).toEqual([])
  })

  test('name only data sources and dashboards that are there', () => {
    const model = modelOf(sampleCity(dialect, 'en'))
    const known = new Set<string>(model.dataSources.map(({ uid }) => uid))
    const dashboards = new Set(model.dashboards.map(({ uid }) => uid))
    const file = parse(textsOf(sampleCity(dialect, 'en')).get('alerting/ronda.yaml') ?? '')
    const { groups = [] } = alertingFile.parse(file)
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(1)
    for (const { data, dashboardUid, panelId, annotations } of rules) {
      const uids = data
        .map(({ datasourceUid }) => datasourceUid)
        .filter((uid) => uid !== '__expr__')
      expect(uids.filter((uid) => !known.has(uid))).toEqual([])
      expect(dashboards).toContain(dashboardUid)
      expect(annotations).toMatchObject({
        __dashboardUid__: dashboardUid,
        __panelId__: String(panelId),
      })
      const panels = model.dashboards.find(({ uid }) => uid === dashboardUid)?.panels ?? []
      expect(panels.map(({ id }) => id)).toContain(panelId)
    }
  })

  test('give Grafana the login of the database and nothing in clear', () => {
    const text = textsOf(sampleCity(dialect, 'en')).get('datasources/ronda.yaml') ?? ''
    const wanted = {
      '1': 'password-of-1',
      '2': 'Token token-of-2',
      '3': 'Bearer token-of-3',
    }
    const { datasources } = dataSourcesFile.parse(expandedIn(parse(text), SAMPLE_SURROUNDINGS))
    expect(datasources).toHaveLength(dialect === '3' ? 5 : 1)
    for (const { secureJsonData } of datasources) {
      expect(Object.values(secureJsonData ?? {})).toEqual([wanted[dialect]])
    }
    expect(text).not.toContain(wanted[dialect])
  })
})

test('the same city gives the same bytes', () => {
  expect(filesOf(wholeModel('id'))).toEqual(filesOf(wholeModel('id')))
})

test('dashboards are looked for where the folder is mounted', () => {
  const model = modelOf(sampleCity('1', 'id'))
  const pathOf = (mountedAt?: string) => {
    const files = filesOf(model, mountedAt === undefined ? {} : { mountedAt })
    const text = files.find(({ path }) => path === 'dashboards/ronda.yaml')?.text ?? ''
    return providersFile.parse(parse(text)).providers[0]?.options.path
  }
  expect(pathOf()).toBe('/etc/grafana/provisioning/dashboards/ronda')
  expect(pathOf('/srv/grafana/')).toBe('/srv/grafana/dashboards/ronda')
})

const hostile = fc
  .array(
    fc.constantFrom(
      ...['$', '$$', '${', '}', '{', '{{', '}}', '"', "'", '\\', '\n', '\t', ' ', '#', ': ', '- '],
      ...['HOME', '__env', '__file', 'labels.x', '$labels.x', '.', 'é', '\u2028', '\u0085', '😀'],
      ...['$HOME', '${HOME}', '$__env{HOME}', '$__file{/etc/passwd}', '{{ $labels.x }}', 'yes'],
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => `n${parts.join('')}n`)

describe('hostile names come out of Grafana as they went in', () => {
  test('in titles, labels, contact points, policies, times, templates and links', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (name, braced) => {
        const city = renamed(name)
        const text = textsOf(city).get('alerting/ronda.yaml') ?? ''
        const file = provisionedAlerting(text, SAMPLE_SURROUNDINGS, { braced })
        const rule = file.groups?.[1]?.rules[0]
        // The one thing in a summary that is meant to be a template.
        const said = name.replaceAll('{{ $labels.x }}', '')
        expect(file.groups?.map(({ folder }) => folder)).toEqual([name, name])
        expect(rule?.title).toBe(name)
        const data = { labels: { host: 'h' }, values: { B: '7' } }
        expect(executed(rule?.labels['place'] ?? '', data)).toBe(name)
        expect(executed(rule?.annotations['summary'] ?? '', data)).toBe(`h ${said}7`)
        expect(executed(rule?.annotations['runbook_url'] ?? '', data)).toBe(`${name}ronda-sample`)
        expect(rule?.data[0]?.model).toMatchObject({
          query: expect.stringContaining('$timeFilter'),
        })
        const { settings } = file.contactPoints?.[0]?.receivers[0] ?? {}
        expect(settings).toEqual({ url: name, deep: [{ of: name }], token: `${name}123:abc` })
        expect(file.contactPoints?.[0]?.name).toBe(name)
        expect(file.policies?.[0]).toMatchObject({ receiver: name, group_by: [name] })
        expect(file.policies?.[0]?.routes?.[0]).toMatchObject({
          receiver: name,
          object_matchers: [['place', '=', name]],
          mute_time_intervals: [name],
        })
        expect(file.muteTimes?.[0]?.name).toBe(name)
        expect(file.templates?.[0]).toMatchObject({ name, template: `${name} {{ $x }}` })
      }),
      { numRuns: 60 },
    )
  })

  test('in data sources and the provider of dashboards', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const city = sampleCity('1', 'en')
        const database = { ...city.database, url: name, database: name, username: name }
        const texts = textsOf({ ...city, folder: name, database })
        const sources = parse(texts.get('datasources/ronda.yaml') ?? '')
        const source = dataSourcesFile.parse(expandedIn(sources, SAMPLE_SURROUNDINGS))
          .datasources[0]
        expect(source).toMatchObject({ url: name, user: name, jsonData: { dbName: name } })
        const providers = parse(texts.get('dashboards/ronda.yaml') ?? '')
        const { providers: made } = providersFile.parse(expandedIn(providers, SAMPLE_SURROUNDINGS))
        expect(made[0]?.folder).toBe(name)
        const path = made[0]?.options.path ?? ''
        const folder = path.slice('/etc/grafana/provisioning/'.length)
        expect(folder).toMatch(/^dashboards\/[a-z0-9-]+$/)
        expect([...texts.keys()]).toContain(`${folder}/ronda-relay.json`)
      }),
      { numRuns: 60 },
    )
  })
})

/** Every text of alerting that can come from an estate or from ronda.yaml is `name`. */
function renamed(name: string): GrafanaCity {
  const city = sampleCity('1', 'en')
  const { alerting } = city
  const [cause, rule] = alerting?.rules ?? []
  const token = alerting?.contactPoints[1]?.receivers[0]?.settings['bottoken']
  if (!alerting || !rule || !cause || typeof token !== 'object' || !('secret' in token)) {
    throw new TypeError('the sample is another')
  }
  const leaf = { continue: false, groupBy: [], activeTimings: [], muteTimings: [], routes: [] }
  const changed: Alerting = {
    ...alerting,
    rules: [
      cause,
      {
        ...rule,
        title: { en: name, id: name },
        summary: { en: `{{ $labels.host }} ${name}{{ $values.B.Value }}`, id: '-' },
        labels: { place: name },
      },
    ],
    contactPoints: [
      {
        name,
        receivers: [
          {
            ...{ uid: 'u', type: 'webhook', disableResolveMessage: false },
            settings: { url: name, deep: [{ of: name }], token: { ...token, before: name } },
          },
        ],
      },
    ],
    policy: {
      ...{ ...leaf, receiver: name, matchers: [], groupBy: [name] },
      routes: [{ ...leaf, receiver: name, matchers: [['place', '=', name]], muteTimings: [name] }],
    },
    timeIntervals: [{ name, intervals: [{ location: 'Asia/Jakarta' }] }],
    templates: [{ name, text: `${name} {{ $x }}` }],
  }
  return { ...city, folder: name, alerting: changed, runbook: name }
}
