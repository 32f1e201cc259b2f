// The tree, the time intervals and the message templates for Grafana, read by Alertmanager's own tool: Grafana has its code inside.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { FIELDS } from '../../alerts/channels/template-fields.ts'
import { alertsSchema } from '../../alerts/policy/config.ts'
import { policyByReference } from '../../alerts/policy/resolve.ts'
import type { PolicyNode } from '../../alerts/rules/alerting.ts'
import { compileAlerting } from '../../alerts/rules/compile/compile.ts'
import { payloadOf } from '../../alerts/rules/compile/payload.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { ruleOf } from '../rigs/sample-rule.ts'
import { SMALL } from '../rigs/told-city.ts'

const telegram = { token: 'env:TOKEN', chat: '-100123' }
const NASTY = 'a "b" \\ <c> & {{x}} $ {y} |*'
const read = policyByReference(
  alertsSchema.parse({
    receivers: [
      { id: 'noc', telegram },
      { id: 'night', telegram, language: 'en' },
      { id: 'r.1', owners: ['o.1', 'o-2'], telegram, quiet: { from: '22:00', to: '05:30' } },
    ],
    rotas: [
      {
        id: 'duty',
        shifts: [{ days: ['mon', 'sat'], from: '19:00', to: '07:00', who: ['noc'] }],
        otherwise: ['night'],
      },
    ],
    routes: [
      { match: { area: ['genuk.a', 'tugu'] }, to: ['noc'], goOn: true },
      { match: { kind: ['nvr', 'camera'] }, to: ['@owner'] },
      { match: { isp: [NASTY, 'nusa'] }, to: ['night', 'noc'] },
    ],
    fallback: ['duty'],
  }),
  'Asia/Jakarta',
)
if ('problems' in read) throw new Error('the policy of this test is wrong')
const fleet = { city: NASTY, timezone: 'Asia/Jakarta', synthetic: false }
const from = Date.parse('2026-02-27T15:00:00Z')
const alerting = compileAlerting({
  policy: read.policy,
  rules: [ruleOf('ronda-isp-loss', { group: 'quality' })],
  planned: [
    {
      ...{ kind: 'suspension', id: 's1', reason: '', owner: 'o.1', source: 'file' },
      ...{ scope: { query: { area: ['tugu'] } }, from, until: from + 40 * 86_400_000 },
    },
  ],
  fleet,
  topology: SMALL,
  language: 'id',
  delivery: 'grafana',
})

describeWithRigs('what Alertmanager reads', ['prometheus-alertmanager'], () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ronda-policy-'))
    writeFileSync(join(folder, 'am.yml'), stringify(configOf()))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const amtool = (...args: string[]): string =>
    execFileSync('amtool', args, { encoding: 'utf8', timeout: 20_000 })

  test('takes the tree and every time interval', () => {
    expect(amtool('check-config', join(folder, 'am.yml'))).toMatch(/SUCCESS/)
  })

  test.each([
    [['kind=nvr', 'owner=o.1', 'severity=critical', 'area=/genuk/genuk.a/'], 'noc,r.1'],
    [['kind=nvr', 'owner=oX1', 'severity=critical', 'area=/genuk/genukXa/'], 'noc,night'],
    [['kind=uplink', 'isp=nusa'], 'night,noc'],
    [['alertname=DatasourceError', 'kind=nvr', 'owner=o.1'], 'noc,night'],
    [['kind=planned', 'owner=o-2', 'severity=warning', 'area=/tugu/'], 'noc,r.1'],
  ])('an alert with %s goes to %s', (labels, receivers) => {
    const config = `--config.file=${join(folder, 'am.yml')}`
    expect(amtool('config', 'routes', 'test', config, ...labels).trim()).toBe(receivers)
  })

  test.each(['id', 'en'] as const)('renders messages of %s with any names', (language) => {
    writeFileSync(
      join(folder, 'grafana.tmpl'),
      alerting.templates.map(({ text }) => asOlder(text)).join(''),
    )
    const alerts = [ALERT, { ...ALERT, status: 'resolved' }]
    writeFileSync(join(folder, 'data.json'), JSON.stringify({ status: 'firing', alerts }))
    const renderText = (text: string): string =>
      amtool(
        ...['template', 'render', `--template.glob=${join(folder, 'grafana.tmpl')}`],
        ...[`--template.data=${join(folder, 'data.json')}`, `--template.text=${asOlder(text)}`],
      )
    const render = (part: string): string =>
      renderText(`{{ template "ronda.${language}.${part}" . }}`)
    const said = render('text')
    expect(render('title')).toContain(`: ${NASTY} (2 `)
    expect(said).toContain(`${language === 'id' ? 'Penyebab' : 'Cause'}: ${NASTY}\n`)
    expect(said).toContain(`${language === 'id' ? 'Lokasi' : 'Where'}: genuk / genuk.a\n`)
    expect(said).toContain(`${language === 'id' ? 'Tampak: hitam' : 'Shows: black'}\n`)
    expect(said.split('https://a.example/?b&c')).toHaveLength(3)
    expect(render('telegram')).toMatch(/^<b>.*<\/b>\n/)
    expect(render('key')).toMatch(/^grafana-f00\/firing\/page\//)
    expect(JSON.parse(render('webhook'))).toMatchObject({
      ...{
        version: 1,
        source: 'grafana',
        type: 'ronda.'.concat(language, '.type'),
        synthetic: false,
      },
      incidents: [{ id: 'grafana-f00', severity: 'critical' }, { closedAt: expect.anything() }],
    })
    const body = `{${FIELDS.map((field) => `"${field}": {{json ${field}}}`).join(', ')}, "x": {"y": {"z": 1}}}`
    expect(JSON.parse(renderText(payloadOf(body, language)))).toMatchObject({
      ...{ affected: null, ids: [], list: [], incidents: ['grafana-f00', 'grafana-f00'] },
      x: { y: { z: 1 } },
    })
    const plain = FIELDS.map((field) => `<{{${field}}}>`).join('')
    expect(renderText(payloadOf(plain, language))).toContain('<grafana-f00\ngrafana-f00>')
  })
})

/** The same in Alertmanager's own file. */
function configOf(): object {
  const route = (node: PolicyNode): object => ({
    receiver: node.receiver,
    matchers: node.matchers.map(
      ([label, sign, value]) => `${label}${sign}${JSON.stringify(value)}`,
    ),
    ...(node.groupBy.length === 0 ? {} : { group_by: node.groupBy }),
    continue: node.continue,
    mute_time_intervals: node.muteTimings,
    active_time_intervals: node.activeTimings,
    routes: node.routes.map(route),
    ...(node.groupWait === undefined ? {} : { group_wait: node.groupWait }),
    ...(node.repeatInterval === undefined ? {} : { repeat_interval: node.repeatInterval }),
  })
  const {
    mute_time_intervals: _,
    active_time_intervals: __,
    ...root
  } = route(alerting.policy) as {
    [key: string]: unknown
  }
  return {
    route: root,
    receivers: alerting.contactPoints.map(({ name }) => ({ name })),
    time_intervals: alerting.timeIntervals.map(({ name, intervals }) => ({
      name,
      time_intervals: intervals.map(({ times, daysOfMonth, location, ...rest }) => ({
        ...rest,
        ...(times === undefined
          ? {}
          : { times: times.map(({ start, end }) => ({ start_time: start, end_time: end })) }),
        ...(daysOfMonth === undefined ? {} : { days_of_month: daysOfMonth }),
        location,
      })),
    })),
  }
}

const ALERT = {
  status: 'firing',
  labels: {
    ...{ alertname: 'x', kind: 'uplink', severity: 'critical', cause: NASTY, isp: NASTY },
    ...{ area: '/genuk/genuk.a/', owner: 'o.1', condition: 'black' },
  },
  annotations: { summary: NASTY, description: 'line\nline', runbook_url: 'https://a.example/?b&c' },
  startsAt: '2026-03-02T03:00:00Z',
  endsAt: '2026-03-02T03:10:00Z',
  fingerprint: 'f00',
}

/**
 * Alertmanager 0.25 has neither Grafana's functions (tz, date, data, coll, tmpl) nor its links and variables: the same
 * templates with calls of its own in their places, by which all of them are read, and JSON keeps its form.
 */
function asOlder(text: string): string {
  return text
    .replace(/tmpl\.Exec ("[^"]+") [^\s|)]+/g, '$1')
    .replace(/coll\.Slice \(("[^"]+")\) \| data\.ToJSON/g, 'printf "[%q]" $1')
    .replace(/coll\.Dict [^|]* \| data\.ToJSON/g, 'print "{}"')
    .replace(/\| data\.ToJSON/g, '| printf "%q"')
    .replace(/data\.ToJSON/g, 'printf "%q"')
    .replace(/\.Vars\.synthetic/g, 'print "false"')
    .replace(/\.Vars\.\w+/g, '.Status')
    .replace(/ \| tz "[^"]*" \| date "[^"]*"/g, '')
    .replace(/\.(PanelURL|DashboardURL)/g, '.GeneratorURL')
}
