// Two rules, a policy with a mute timing and every kind of contact point: small, so that a test can change one thing of it.
import type { Alerting } from '../../alerts/rules/alerting.ts'
import type { Rule } from '../../alerts/rules/rule.ts'
import { selectFrom, series } from '../../store/schema/influxql.ts'
import { reference } from './reference.ts'

export function sampleRule(qualified: boolean): Rule {
  const { ql } = selectFrom(
    series('host', 'raw', { qualified }),
    ({ last }) => ({ free: last('cpu_permille') }),
    { time: 'panel', by: ['host'] },
  )
  return {
    uid: 'ronda-sample',
    group: 'platform',
    title: { en: 'A machine is busy', id: 'Sebuah mesin sibuk' },
    summary: {
      en: '{{ $labels.host }} is busy: {{ $values.B.Value }} of 1000',
      id: '{{ $labels.host }} sibuk: {{ $values.B.Value }} dari 1000',
    },
    description: {
      en: 'All CPUs of {{ $labels.host }} are busy. Look at what runs there.',
      id: 'Semua CPU {{ $labels.host }} sibuk. Lihat apa yang berjalan di sana.',
    },
    severity: 'warning',
    labels: { layer: 'host' },
    rangeS: 600,
    queries: [{ refId: 'A', tier: 'raw', ql }],
    steps: [
      { type: 'reduce', refId: 'B', of: 'A', by: 'last' },
      {
        ...{ type: 'threshold', refId: 'C', of: 'B' },
        ...{ fire: { sign: 'gt', value: 950 }, recover: { sign: 'lt', value: 900 } },
      },
    ],
    condition: 'C',
    forS: 300,
    keepFiringForS: 120,
    noData: 'OK',
    onError: 'KeepLast',
    missingEvals: 5,
    panel: { dashboard: 'ronda-relay', key: 'cpu' },
    isCause: false,
  }
}

/** Of a cause: severity and owner come from the series. */
function causeRule(qualified: boolean): Rule {
  const { ql } = selectFrom(
    series('outage', 'raw', { qualified }),
    ({ last }) => ({ affected: last('affected') }),
    { time: 'panel', where: [{ tag: 'kind', is: 'uplink' }], by: ['cause', 'severity', 'owner'] },
  )
  return {
    ...sampleRule(qualified),
    uid: 'ronda-sample-cause',
    group: 'causes',
    title: { en: 'A line is dead', id: 'Sebuah jalur mati' },
    summary: { en: '{{ $labels.cause }} is dead', id: '{{ $labels.cause }} mati' },
    description: { en: 'See what hangs on it.', id: 'Lihat apa yang bergantung padanya.' },
    severity: 'series',
    owner: 'series',
    queries: [{ refId: 'A', tier: 'raw', ql }],
    steps: [
      { type: 'reduce', refId: 'B', of: 'A', by: 'last' },
      { type: 'math', refId: 'C', expression: '$B > 0' },
    ],
    labels: {},
    isCause: true,
  }
}

const LEAF = {
  ...{ groupBy: [], continue: false, muteTimings: [], activeTimings: [], routes: [] },
} as const

export function sampleAlerting(qualified: boolean): Alerting {
  return {
    rules: [causeRule(qualified), sampleRule(qualified)],
    contactPoints: [
      {
        name: 'noc',
        receivers: [
          {
            uid: 'ronda-noc',
            type: 'webhook',
            settings: {
              url: 'https://noc.semarang.example/ronda',
              hmacConfig: { secret: { secret: reference('file:/etc/ronda/noc-secret') } },
              maxAlerts: 0,
            },
            disableResolveMessage: false,
          },
        ],
      },
      {
        name: 'night',
        receivers: [
          {
            uid: 'ronda-night',
            type: 'telegram',
            settings: {
              bottoken: { secret: reference('env:TELEGRAM_TOKEN') },
              chatid: '-1001234567890',
              message: '{{ template "ronda.message" . }}',
            },
            disableResolveMessage: false,
          },
        ],
      },
    ],
    policy: {
      ...LEAF,
      receiver: 'noc',
      matchers: [],
      groupBy: ['alertname', 'cause'],
      groupWait: '30s',
      repeatInterval: '4h',
      routes: [
        {
          ...{ ...LEAF, receiver: 'night', matchers: [['severity', '=', 'critical']] },
          ...{ continue: true, activeTimings: ['nights'] },
        },
        {
          ...{ ...LEAF, receiver: 'night', matchers: [['owner', '=~', 'isp-.+']] },
          muteTimings: ['nights'],
        },
      ],
    },
    timeIntervals: [
      {
        name: 'nights',
        intervals: [
          {
            times: [
              { start: '00:00', end: '07:00' },
              { start: '19:00', end: '24:00' },
            ],
            weekdays: ['monday:friday'],
            location: 'Asia/Jakarta',
          },
        ],
      },
    ],
    templates: [
      {
        name: 'ronda.message',
        text: '{{ define "ronda.message" }}\n{{ range $a := .Alerts }}{{ $a.Annotations.summary }}\n{{ end }}{{ end }}\n',
      },
    ],
    unsaid: [],
  }
}
