// Everything Grafana is given, of one city; what cannot be right is refused here, before anything is written or pushed.
import { createHash } from 'node:crypto'
import { rulesSchema } from '../../alerts/rules/config.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { RondaError } from '../../fleet/error.ts'
import { BOARDS } from '../boards.ts'
import type { GrafanaCity } from '../city.ts'
import { compose, type DashboardSpec, panelId } from '../house/compose.ts'
import { House } from '../house/house.ts'
import { contactProblems } from './check-contacts.ts'
import { policyProblems } from './check-policy.ts'
import { ruleProblems } from './check-rules.ts'
import { secretProblems } from './check-secrets.ts'
import { dataSourcesOf } from './data-sources.ts'
import type { GrafanaModel } from './model.ts'

/**
 * Throws RND_CONFIG_INVALID with all problems, a line each: dashboards of one uid, rules that Grafana would refuse or whose
 * panel is not there, contact points, time intervals and routes that lead nowhere or are never reached, secrets that
 * Grafana cannot read. `boards` are those of dashboards/boards.ts.
 */
export function modelOf(
  city: GrafanaCity,
  boards: readonly ((house: House) => DashboardSpec)[] = BOARDS,
): GrafanaModel {
  const house = new House(city)
  const specs = boards.map((board) => board(house))
  const { alerting } = city
  const dataSources = dataSourcesOf(city.database)
  const problems = [
    ...boardProblems(specs),
    ...secretProblems(dataSources, alerting),
    ...(alerting
      ? [
          ...ruleProblems(alerting.rules, specs),
          ...contactProblems(alerting),
          ...policyProblems(alerting),
        ]
      : []),
  ]
  if (problems.length > 0) {
    throw new RondaError(
      'RND_CONFIG_INVALID',
      ['Grafana cannot be given this:', ...problems].join('\n  '),
      { remedy: 'most of it is made of `alerts` and `grafana` in ronda.yaml: mend it there' },
    )
  }
  return {
    folder: { uid: folderUid(city.folder), title: city.folder },
    dataSources,
    dashboards: specs.map((spec) => compose(house, spec)),
    alerting,
    language: city.language,
    dialect: city.database.dialect,
    runbook: city.runbook ?? (city.consoleUrl && `${city.consoleUrl}/runbook/`),
    panelIds: panelIdsOf(city, specs),
    otherRules: otherRulesOf(city),
  }
}

/** `Ronda` is `ronda`; other titles have a part of their digest behind them, so that two never meet. */
function folderUid(title: string): string {
  const word = title.toLowerCase()
  if (/^[A-Z]?[a-z0-9]{1,30}$/.test(title)) return word
  const readable = word
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 27)
  const digest = createHash('sha256').update(title).digest('hex').slice(0, 12)
  return [readable, digest].filter((part) => part !== '').join('-')
}

function boardProblems(specs: readonly DashboardSpec[]): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const { uid, rows } of specs) {
    if (seen.has(uid)) problems.push(`two dashboards have the uid ${uid}; give one another`)
    seen.add(uid)
    const keys = rows.flatMap(({ panels }) => panels.map(({ key }) => key))
    for (const key of new Set(keys.filter((one, at) => keys.indexOf(one) !== at))) {
      problems.push(`${uid} has two panels "${key}"; give one another key`)
    }
  }
  return problems
}

function panelIdsOf({ alerting }: GrafanaCity, specs: readonly DashboardSpec[]) {
  const boards = new Map<string, DashboardSpec>(specs.map((spec) => [spec.uid, spec]))
  return Object.fromEntries(
    (alerting?.rules ?? []).flatMap(({ uid, panel }) => {
      const board = boards.get(panel.dashboard)
      return board ? [[uid, panelId(board, panel.key)]] : []
    }),
  )
}

/** Those of causes, with delivery `direct`: where they stayed in Grafana people would be paged twice. */
function otherRulesOf({ alerting }: GrafanaCity): string[] {
  const kept = new Set(alerting?.rules.map(({ uid }) => uid))
  return rulesOf({ rules: rulesSchema.parse({}), delivery: 'grafana', qualified: true })
    .map(({ uid }) => uid)
    .filter((uid) => !kept.has(uid))
}
