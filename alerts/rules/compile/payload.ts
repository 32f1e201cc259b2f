// Bodies of requests as Go templates: an incident of the webhook's JSON, and what a template of the http channel names.
import type { Language } from '../../../texts/language.ts'
import { templateParts } from '../../channels/template.ts'
import type { FieldName } from '../../channels/template-fields.ts'
import { templateName } from './go.ts'

/** What Grafana does not know: these stay empty. */
const UNKNOWN: readonly FieldName[] = ['affected', 'listLink', 'ackLink', 'ids', 'list']

/** Fields of a body that stay empty, each once. */
export function unknownFields(body: string): readonly FieldName[] {
  const fields = templateParts(body).flatMap((part) => ('field' in part ? [part.field] : []))
  return UNKNOWN.filter((field) => fields.includes(field))
}

/** The body with its fields as Go's; needs `.Vars.receiver`, `.city`, `.timezone` and `.synthetic`. */
export function payloadOf(body: string, language: Language): string {
  const fields = fieldsOf(language)
  return templateParts(body)
    .map((part) => {
      if ('text' in part) return part.text
      const { text, json } = fields[part.field]
      return part.json ? json : text
    })
    .join('')
}

/** As the built-in webhook's, without what Grafana does not know: docs/alerts.md, "With Grafana". */
export function webhookBody(language: Language): string {
  const run = (part: string): string =>
    `{{ tmpl.Exec "${templateName(language, part)}" . | data.ToJSON }}`
  return [
    `{"version": 1, "source": "grafana", "key": ${run('key')}, "type": ${run('type')}`,
    `, "language": "${language}", "city": {{ data.ToJSON .Vars.city }}`,
    `, "timezone": {{ data.ToJSON .Vars.timezone }}, "synthetic": {{ .Vars.synthetic }}`,
    `, "at": ${run('at')}, "severity": ${run('level')}, "title": ${run('title')}`,
    `, "lines": {{ coll.Slice (tmpl.Exec "${templateName(language, 'text')}" .) | data.ToJSON }}`,
    `, "incidents": [{{ range $i, $alert := .Alerts }}{{ if $i }}, {{ end }}${incidentJson(language)}{{ end }}]}`,
  ].join('')
}

/** One alert, `$alert`, as one of `incidents`. */
function incidentJson(language: Language): string {
  const run = (part: string, of: string): string =>
    `{{ tmpl.Exec "${templateName(language, part)}" ${of} | data.ToJSON }}`
  return [
    '{"id": {{ printf "grafana-%s" $alert.Fingerprint | data.ToJSON }}',
    ', "reason": {{ data.ToJSON $alert.Labels.reason }}',
    ', "severity": {{ data.ToJSON $alert.Labels.severity }}',
    `, "headline": ${run('summary', '$alert')}, "openedAt": ${run('time', '$alert.StartsAt')}`,
    `{{ if eq $alert.Status "resolved" }}, "closedAt": ${run('time', '$alert.EndsAt')}{{ end }}`,
    ', "labels": {{ coll.Dict "kind" $alert.Labels.kind "target" $alert.Labels.cause',
    ' "isp" $alert.Labels.isp "kecamatan" $alert.Labels.kec "owner" $alert.Labels.owner | data.ToJSON }}',
    `, "link": ${run('link', '$alert')}}`,
  ].join('')
}

interface Field {
  readonly text: string
  readonly json: string
}

function fieldsOf(language: Language): Readonly<Record<FieldName, Field>> {
  const part = (name: string): Field => {
    const full = templateName(language, name)
    return {
      text: `{{ template "${full}" . }}`,
      json: `{{ tmpl.Exec "${full}" . | data.ToJSON }}`,
    }
  }
  const variable = (name: string): Field => ({
    text: `{{ .Vars.${name} }}`,
    json: `{{ data.ToJSON .Vars.${name} }}`,
  })
  const text = templateName(language, 'text')
  const lines = `{{ coll.Slice (tmpl.Exec "${text}" .) | data.ToJSON }}`
  const each = (between: string, one: string): string =>
    `{{ range $i, $alert := .Alerts }}{{ if $i }}${between}{{ end }}${one}{{ end }}`
  return {
    key: part('key'),
    type: part('type'),
    language: { text: language, json: JSON.stringify(language) },
    city: variable('city'),
    synthetic: { text: '{{ .Vars.synthetic }}', json: '{{ .Vars.synthetic }}' },
    at: part('at'),
    severity: part('level'),
    severityWord: part('levelWord'),
    title: part('title'),
    lines: { text: part('text').text, json: lines },
    text: part('whole'),
    brief: part('brief'),
    incident: part('incident'),
    incidents: {
      text: each('\n', 'grafana-{{ $alert.Fingerprint }}'),
      json: `[${each(', ', '{{ printf "grafana-%s" $alert.Fingerprint | data.ToJSON }}')}]`,
    },
    affected: { text: '', json: 'null' },
    link: part('where'),
    listLink: EMPTY,
    ackLink: EMPTY,
    ids: NONE,
    list: NONE,
  }
}

const EMPTY: Field = { text: '', json: '""' }
const NONE: Field = { text: '', json: '[]' }
