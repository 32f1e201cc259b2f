// Rules about alert rules: what their queries must be for Grafana to make instances of them.
import type { Rule } from '../../../alerts/rules/rule.ts'
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import { LANGUAGES } from '../../../texts/language.ts'
import type { Finding } from './finding.ts'
import { statementOf } from './statement.ts'

export function alertFindings({ alerting, panelIds }: GrafanaModel): Finding[] {
  return (alerting?.rules ?? []).flatMap((rule) => {
    const found: Finding[] = []
    const find = (name: string, what: string) => {
      found.push({ rule: name, where: `rule ${rule.uid}`, what })
    }
    if (panelIds[rule.uid] === undefined) find('panel', 'no panel shows it')
    for (const language of LANGUAGES) {
      for (const words of ['title', 'summary', 'description'] as const) {
        if (rule[words][language] === '') find('words', `its ${words} is empty in ${language}`)
      }
    }
    for (const { refId, ql } of rule.queries) {
      if (!ql.includes('$timeFilter')) find('time', `${refId} has no $timeFilter`)
      if (/\$\{/.test(ql)) find('variables', `${refId} uses a variable, and rules have none`)
    }
    groupFindings(rule, find)
    return found
  })
}

type Find = (rule: string, what: string) => void

function groupFindings({ queries, severity, owner, summary, description }: Rule, find: Find): void {
  const selects = queries.flatMap(({ refId, ql }) => {
    try {
      const statement = statementOf(ql)
      return statement.kind === 'select' ? [{ refId, select: statement }] : []
    } catch {
      return []
    }
  })
  for (const { refId, select } of selects) {
    if (select.columns.length > 1) {
      find('instances', `${refId} has ${select.columns.length} columns: each would be an instance`)
    }
  }
  const tags = new Set(selects.flatMap(({ select }) => select.by))
  if (severity === 'series' && !tags.has('severity')) find('labels', 'no series has a severity')
  if (owner === 'series' && !tags.has('owner')) find('labels', 'no series has an owner')
  for (const text of [...Object.values(summary), ...Object.values(description)]) {
    for (const [, label = ''] of text.matchAll(/\$labels\.(\w+)/g)) {
      if (!tags.has(label)) find('labels', `it speaks of ${label}, which no series is grouped by`)
    }
  }
}
