import { expect, test } from 'vitest'
import type { SecretReference } from '../../../fleet/secret.ts'
import { ruleOf } from '../../../test/rigs/sample-rule.ts'
import { SMALL } from '../../../test/rigs/told-city.ts'
import { alertsSchema } from '../../policy/config.ts'
import type { Policy } from '../../policy/policy.ts'
import { policyByReference } from '../../policy/resolve.ts'
import type { PolicyNode } from '../alerting.ts'
import { type AlertingParts, compileAlerting } from './compile.ts'
import { uidOf } from './contact-points.ts'
import { grafanaProblems } from './problems.ts'

const telegram = { token: 'env:TOKEN', chat: '-100123' }
const LONG = 'a.very.long.id-of-a-receiver-that-nobody-would-write.1'

function policyOf(config: object): Policy<SecretReference> {
  const read = policyByReference(alertsSchema.parse(config), 'Asia/Jakarta')
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.policy
}

function compiled(config: object, change: Partial<AlertingParts> = {}) {
  return compileAlerting({
    policy: policyOf(config),
    rules: [ruleOf('ronda-a', { owner: 'series' })],
    planned: [],
    fleet: { city: 'Kota "Lama" {{x}} ${y}', timezone: 'Asia/Jakarta', synthetic: false },
    topology: SMALL,
    language: 'id',
    delivery: 'grafana',
    ...change,
  })
}

const settingsOf = (receiver: object) =>
  compiled({ receivers: [{ id: 'noc', ...receiver }], fallback: 'noc' }).contactPoints[0]
    ?.receivers[0]

test('makes a contact point of each receiver, with its secrets by reference', () => {
  const webhook = { url: 'https://noc.example/{{a}}', secret: 'aws-sm:ronda/noc' }
  expect(settingsOf({ webhook })).toEqual({
    uid: 'ronda-noc',
    type: 'webhook',
    disableResolveMessage: false,
    settings: {
      url: 'https://noc.example/{{ "{{" }}a}}',
      httpMethod: 'POST',
      payload: {
        template: '{{ template "ronda.id.webhook" . }}',
        vars: {
          receiver: 'noc',
          city: 'Kota "Lama" {{x}} ${y}',
          timezone: 'Asia/Jakarta',
          synthetic: 'false',
        },
      },
      hmacConfig: {
        secret: { secret: 'aws-sm:ronda/noc' },
        header: 'X-Ronda-Grafana-Signature',
        timestampHeader: 'X-Ronda-Grafana-Timestamp',
      },
    },
  })
  expect(settingsOf({ language: 'en', telegram })?.settings).toEqual({
    bottoken: { secret: 'env:TOKEN' },
    chatid: '-100123',
    message: '{{ template "ronda.en.telegram" . }}',
    parse_mode: 'HTML',
    disable_web_page_preview: true,
  })
  const alertmanager = { url: 'http://127.0.0.1:9093', user: 'u', password: 'file:/p' }
  expect(settingsOf({ alertmanager })).toMatchObject({
    type: 'prometheus-alertmanager',
    settings: {
      url: 'http://127.0.0.1:9093',
      basicAuthUser: 'u',
      basicAuthPassword: { secret: 'file:/p' },
    },
  })
  const email = { from: 'r@a.example', to: ['x@b.example', 'y@b.example'], host: 'smtp.a.example' }
  expect(settingsOf({ email })?.settings).toMatchObject({ addresses: 'x@b.example;y@b.example' })
})

test('makes the body of an http receiver a Go template, and puts headers where Grafana wants them', () => {
  const headers = { Authorization: 'env:AUTH', 'X-Api-Key': 'env:KEY', 'Content-Type': 'text/x' }
  const http = { url: 'env:URL', headers, body: '{{title}} {{json lines}} {{ids}}}}' }
  expect(settingsOf({ http })?.settings).toMatchObject({
    url: { secret: 'env:URL' },
    headers: { 'X-Api-Key': { secret: 'env:KEY' }, 'Content-Type': 'text/x' },
    authorization_scheme: 'Bearer',
    authorization_credentials: { secret: 'env:AUTH' },
    payload: {
      template:
        '{{ template "ronda.id.title" . }} {{ coll.Slice (tmpl.Exec "ronda.id.text" .) | data.ToJSON }} }}',
    },
  })
})

test('a uid is short, plain, the same for ever, and of one receiver only', () => {
  const ids = ['noc', 'a.b', 'a_b', 'a-b', LONG, `${LONG}2`]
  const uids = ids.map(uidOf)
  expect(new Set(uids).size).toBe(ids.length)
  for (const uid of uids) expect(uid).toMatch(/^ronda-[\w-]{1,34}$/)
  expect(uids[0]).toBe('ronda-noc')
  expect(uids[1]).toBe('ronda-a-b-2e7336dc8e')
})

test('reads the whole example of the documentation, each name in the tree known', () => {
  const alerting = compiled({
    url: 'https://ronda.example',
    receivers: [
      { id: 'noc', telegram },
      { id: 'night', telegram, language: 'en' },
      { id: 'genuk', owners: ['kecamatan-genuk'], telegram, quiet: { from: '22:00', to: '05:30' } },
    ],
    rotas: [
      {
        id: 'duty',
        shifts: [{ days: ['mon'], from: '07:00', to: '19:00', who: ['noc'] }],
        otherwise: ['night'],
      },
    ],
    routes: [
      { match: { kind: ['nvr'] }, to: ['@owner'], escalate: [{ after: '15m', to: ['duty'] }] },
    ],
    fallback: ['duty'],
    deadman: { url: 'https://d.example' },
  })
  const names = new Set(alerting.timeIntervals.map(({ name }) => name))
  expect([...names]).toEqual(['ronda rota duty noc', 'ronda rota duty night', 'ronda quiet genuk'])
  const nodes = (node: PolicyNode): PolicyNode[] => [node, ...node.routes.flatMap(nodes)]
  for (const { receiver, muteTimings, activeTimings } of nodes(alerting.policy)) {
    expect(['noc', 'night', 'genuk']).toContain(receiver)
    for (const name of [...muteTimings, ...activeTimings]) expect(names).toContain(name)
  }
  expect(alerting.templates.map(({ name }) => name)).toEqual(['ronda-id', 'ronda-en'])
  expect(alerting.policy).toMatchObject({
    receiver: 'noc',
    groupBy: ['grafana_folder', 'alertname', 'cause'],
    repeatInterval: '4d',
  })
  expect(alerting.unsaid.join('\n')).toMatch(/escalate.*acknowledges.*deadman.*night: summary/s)
})

test('says nothing of causes where Grafana does not tell them', () => {
  const config = { receivers: [{ id: 'noc', telegram }], fallback: 'noc' }
  expect(compiled(config, { delivery: 'direct' }).unsaid).toEqual([])
  expect(compiled(config, { delivery: 'both' }).unsaid).toHaveLength(3)
})

test('sends what it could not ask, and what is the platform team’s, to the fallback, and the probe to blind', () => {
  const { policy } = compiled(
    {
      receivers: [
        { id: 'noc', telegram },
        { id: 'mail', telegram },
      ],
      routes: [{ match: { severity: 'critical' }, to: 'mail' }],
      fallback: 'noc',
      blind: 'mail',
    },
    { rules: [ruleOf('ronda-worker', { group: 'platform' })] },
  )
  expect(policy.routes.map(({ matchers, receiver }) => [matchers, receiver])).toEqual([
    [[['alertname', '=~', 'DatasourceError|DatasourceNoData']], 'noc'],
    [[['kind', '=', 'probe']], 'noc'],
    [[['__alert_rule_uid__', '=', 'ronda-worker']], 'noc'],
    [[['severity', '=', 'critical']], 'mail'],
    [[], 'noc'],
  ])
  expect(policy.routes[1]?.routes.map(({ receiver }) => receiver)).toEqual(['mail'])
})

test('refuses what Grafana cannot be given, with its place', () => {
  const http = { url: 'https://a.example', headers: { Cookie: 'env:C', Host: 'b' }, body: 'x' }
  const policy = policyOf({
    receivers: [
      { id: 'a', http },
      { id: 'b', alertmanager: { url: 'http://127.0.0.1:9093/a,b' } },
    ],
    fallback: ['a', 'b'],
  })
  expect(grafanaProblems(policy).map(({ path }) => path.join('.'))).toEqual([
    'receivers.0.http.headers.Cookie',
    'receivers.0.http.headers.Host',
    'receivers.1.alertmanager.url',
  ])
  expect(grafanaProblems({ ...policy, receivers: [], fallback: [] })).toMatchObject([
    { path: ['receivers'] },
  ])
  expect(grafanaProblems({ ...policy, blind: ['nobody'] }).at(-1)?.path).toEqual(['blind'])
  const parts = {
    rules: [],
    planned: [],
    topology: SMALL,
    language: 'id',
    delivery: 'both',
  } as const
  const fleet = { city: '', timezone: 'UTC', synthetic: false }
  expect(() => compileAlerting({ policy, fleet, ...parts })).toThrow(/alerts\.receivers\.0\.http/)
})

test('refuses more routes through rotas than it could keep from telling twice', () => {
  const rota = { id: 'duty', shifts: [{ days: ['mon'], who: ['noc'] }], otherwise: ['b'] }
  const base = {
    receivers: [
      { id: 'noc', telegram },
      { id: 'b', telegram },
    ],
    rotas: [rota],
    fallback: ['b'],
  }
  const routes = (count: number) =>
    Array.from({ length: count }, () => ({ to: ['duty'], goOn: true }))
  expect(grafanaProblems(policyOf({ ...base, routes: routes(4) }))).toEqual([])
  expect(grafanaProblems(policyOf({ ...base, routes: routes(5) }))).toHaveLength(2)
})
