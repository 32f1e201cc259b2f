// What Grafana's messages say, as Go templates: the words of the built-in message, as far as labels and annotations have them.

import { FEED_CONDITIONS } from '../../../fleet/feed-condition.ts'
import { TARGET_KINDS } from '../../../fleet/model.ts'
import { MORE } from '../../../store/schema/told-measurements.ts'
import { ALERT_WORDS, type AlertWord } from '../../../texts/alert-templates.ts'
import { conditionName } from '../../../texts/conditions.ts'
import { kindName } from '../../../texts/kinds.ts'
import { fill, type Language } from '../../../texts/language.ts'
import { notificationText, SEVERITY_TEXTS } from '../../../texts/notifications.ts'
import type { MessageTemplate } from '../alerting.ts'
import { templateName } from './go.ts'
import { webhookBody } from './payload.ts'

/** So many alerts of one message are told whole: Telegram takes 4,096 characters, and cut HTML not at all. */
const MOST_TOLD = 8
/** Go's own way to write a form of time. */
const LOCAL_TIME = '2006-01-02 15:04:05 MST'
const ISO_TIME = '2006-01-02T15:04:05Z'
/** Telegram's HTML knows these three: https://core.telegram.org/bots/api#html-style */
const ESCAPE_HTML = 'reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"'
const ONE_LINE = 'reReplaceAll "\\\\s+" " "'

/** `timezone`: of the city, for times that people read. */
export function templateOf(language: Language, timezone: string): MessageTemplate {
  const parts = { ...alertParts(language, timezone), ...messageParts(language) }
  const text = Object.entries(parts).map(
    ([part, body]) => `{{ define "${templateName(language, part)}" }}${body}{{ end }}\n`,
  )
  return { name: `ronda-${language}`, text: text.join('') }
}

type Parts = Readonly<Record<string, string>>

/** Of one alert. */
function alertParts(language: Language, timezone: string): Parts {
  const words = ALERT_WORDS[language]
  const time = (moment: string): string =>
    `{{ ${moment} | tz "${timezone}" | date "${LOCAL_TIME}" }}`
  const line = (word: AlertWord, isThere: string, value: string): string =>
    `{{ if ${isThere} }}${words[word]}: ${value}\n{{ end }}`
  const label = (word: AlertWord, name: string, value = `{{ .Labels.${name} }}`): string =>
    line(word, `.Labels.${name}`, value)
  const { critical, warning, info } = SEVERITY_TEXTS[language]
  return {
    severity: oneOf('.Labels.severity', { critical, warning }, info),
    summary: `{{ if .Annotations.summary }}{{ .Annotations.summary | ${ONE_LINE} }}{{ else }}{{ .Labels.alertname }}{{ end }}`,
    time: `{{ . | tz "UTC" | date "${ISO_TIME}" }}`,
    link: '{{ if .PanelURL }}{{ .PanelURL }}{{ else if .DashboardURL }}{{ .DashboardURL }}{{ else }}{{ .GeneratorURL }}{{ end }}',
    alert: [
      `{{ if .Annotations.description }}{{ .Annotations.description }}\n{{ end }}`,
      label(
        'cause',
        'cause',
        oneOf('.Labels.cause', { [MORE]: words.several }, '{{ .Labels.cause }}'),
      ),
      label('target', 'id'),
      label('kind', 'kind', oneOf('.Labels.kind', kindsOf(language), '{{ .Labels.kind }}')),
      label(
        'condition',
        'condition',
        oneOf('.Labels.condition', conditionsOf(language), '{{ .Labels.condition }}'),
      ),
      `{{ if .Labels.area }}${words.where}: {{ .Labels.area | reReplaceAll "^/|/$" "" | reReplaceAll "/" " / " }}\n{{ else if .Labels.kec }}${words.where}: {{ .Labels.kec }}\n{{ end }}`,
      label('isp', 'isp'),
      label('owner', 'owner'),
      `${words.since}: ${time('.StartsAt')}\n`,
      line('until', 'eq .Status "resolved"', time('.EndsAt')),
      line('runbook', '.Annotations.runbook_url', '{{ .Annotations.runbook_url }}'),
      line(
        'dashboard',
        'or .PanelURL .DashboardURL',
        '{{ if .PanelURL }}{{ .PanelURL }}{{ else }}{{ .DashboardURL }}{{ end }}',
      ),
    ].join(''),
  }
}

/** Of all alerts of a message: what still fires comes first, and names it. */
function messageParts(language: Language): Parts {
  const words = ALERT_WORDS[language]
  const call = (part: string, of = '.'): string =>
    `{{ template "${templateName(language, part)}" ${of} }}`
  const run = (part: string): string => `tmpl.Exec "${templateName(language, part)}" .`
  const recovered = notificationText(language, 'recoveredTitle', { headline: call('summary') })
  const many = (word: 'alerts' | 'rest'): string =>
    fill(words[word], { count: '{{ len .Alerts }}' })
  const first = (body: string): string =>
    `{{ if .Alerts.Firing }}{{ with index .Alerts.Firing 0 }}${body}{{ end }}{{ else }}{{ with index .Alerts 0 }}${body}{{ end }}{{ end }}`
  return {
    title: `{{ if .Alerts.Firing }}{{ with index .Alerts.Firing 0 }}${call('severity')}: ${call('summary')}{{ end }}{{ else }}{{ with index .Alerts 0 }}${recovered}{{ end }}{{ end }}{{ if gt (len .Alerts) 1 }} ${many('alerts')}{{ end }}`,
    text: [
      '{{ range $i, $alert := .Alerts }}',
      `{{ if lt $i ${MOST_TOLD} }}{{ if gt (len $.Alerts) 1 }}{{ if $i }}\n{{ end }}`,
      `{{ if eq $alert.Status "resolved" }}${words.recovered}{{ else }}${call('severity', '$alert')}{{ end }}: ${call('summary', '$alert')}\n{{ end }}`,
      `${call('alert', '$alert')}{{ end }}{{ end }}`,
      `{{ if gt (len .Alerts) ${MOST_TOLD} }}\n${many('rest')}\n{{ end }}`,
    ].join(''),
    telegram: `<b>{{ ${run('title')} | ${ESCAPE_HTML} }}</b>\n{{ ${run('text')} | ${ESCAPE_HTML} }}`,
    whole: `${call('title')}\n${call('text')}`,
    type: '{{ if eq .Status "firing" }}page{{ else }}recovered{{ end }}',
    level: first('{{ .Labels.severity }}'),
    levelWord: first(call('severity')),
    where: first(call('link')),
    incident: first('grafana-{{ .Fingerprint }}'),
    at: `{{ if .Alerts.Firing }}{{ with index .Alerts.Firing 0 }}${call('time', '.StartsAt')}{{ end }}{{ else }}{{ with index .Alerts 0 }}${call('time', '.EndsAt')}{{ end }}{{ end }}`,
    key: `${call('incident')}/{{ .Vars.receiver }}/${call('type')}/${call('at')}`,
    brief: `{{ ${run('text')} | ${ONE_LINE} | reReplaceAll "^(.{0,700}).*$" "\${1}" | reReplaceAll "(^ | $)" "" }}`,
    webhook: webhookBody(language),
  }
}

function kindsOf(language: Language): Parts {
  const { shared, planned, probe } = ALERT_WORDS[language]
  const kinds = TARGET_KINDS.map((kind) => [kind, kindName(language, kind)])
  return { ...Object.fromEntries(kinds), shared, planned, probe }
}

function conditionsOf(language: Language): Parts {
  return Object.fromEntries(FEED_CONDITIONS.map((word) => [word, conditionName(language, word)]))
}

/** The text of the value that `expression` has, else `otherwise`. */
function oneOf(expression: string, texts: Parts, otherwise: string): string {
  const cases = Object.entries(texts).map(
    ([value, text], at) =>
      `{{ ${at === 0 ? 'if' : 'else if'} eq ${expression} "${value}" }}${text}`,
  )
  return `${cases.join('')}{{ else }}${otherwise}{{ end }}`
}
