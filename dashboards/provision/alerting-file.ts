// Alert rules, contact points, policies, mute timings and templates in one file, as Grafana's parsers of files read them.
import type { Alerting, PolicyNode, TimeInterval } from '../../alerts/rules/alerting.ts'
import { RULE_GROUPS } from '../../alerts/rules/rule.ts'
import { EVALUATE_EVERY, type GrafanaRule, grafanaRule } from './grafana-rule.ts'
import { plainValue, settingValue } from './interpolation.ts'
import type { GrafanaModel } from './model.ts'
import { yamlText } from './yaml-text.ts'

/** '' where the model has no alerting. */
export function alertingFile(model: GrafanaModel): string {
  const { alerting } = model
  if (!alerting) return ''
  return yamlText({
    apiVersion: 1,
    groups: groupsOf(model, alerting),
    ...(model.otherRules.length === 0
      ? {}
      : { deleteRules: model.otherRules.map((uid) => ({ orgId: 1, uid: plainValue(uid) })) }),
    contactPoints: alerting.contactPoints.map(({ name, receivers }) => ({
      orgId: 1,
      name: plainValue(name),
      receivers: receivers.map(({ uid, type, settings, disableResolveMessage }) => ({
        uid: plainValue(uid),
        type: plainValue(type),
        settings: settingValue(settings),
        disableResolveMessage,
      })),
    })),
    policies: [{ orgId: 1, ...routeOf(alerting.policy) }],
    muteTimes: alerting.timeIntervals.map(muteTimeOf),
    // Grafana takes names and texts of templates as they stand.
    templates: alerting.templates.map(({ name, text }) => ({ orgId: 1, name, template: text })),
  })
}

function groupsOf(model: GrafanaModel, { rules }: Alerting) {
  return RULE_GROUPS.flatMap((group) => {
    const own = rules.filter((rule) => rule.group === group)
    if (own.length === 0) return []
    return [
      {
        orgId: 1,
        name: group,
        folder: plainValue(model.folder.title),
        interval: EVALUATE_EVERY,
        rules: own.map((rule) => ruleOf(grafanaRule(model, rule))),
      },
    ]
  })
}

/** In the spelling of files, whose mixture of cases is Grafana's. */
function ruleOf(rule: GrafanaRule) {
  return {
    uid: plainValue(rule.uid),
    title: plainValue(rule.title),
    condition: plainValue(rule.condition),
    // The model is taken as it stands, so that `$timeFilter` and `$A` are left alone.
    data: rule.data.map(({ refId, datasourceUid, relativeTimeRange, model }) => ({
      ...{ refId: plainValue(refId), datasourceUid: plainValue(datasourceUid) },
      ...{ relativeTimeRange, model },
    })),
    dashboardUid: plainValue(rule.dashboardUid),
    panelId: rule.panelId,
    noDataState: rule.noDataState,
    execErrState: rule.execErrState,
    for: rule.for,
    keepFiringFor: rule.keepFiringFor,
    missing_series_evals_to_resolve: rule.missingSeriesEvalsToResolve,
    // Not escaped: Grafana expands nothing in them, newer ones `${}` only, which go-template.ts leaves none of.
    annotations: rule.annotations,
    labels: plainValues(rule.labels),
    isPaused: false,
  }
}

function routeOf(node: PolicyNode): Record<string, unknown> {
  const { matchers, muteTimings, activeTimings, routes } = node
  return {
    receiver: plainValue(node.receiver),
    ...(node.groupBy.length === 0 ? {} : { group_by: node.groupBy.map(plainValue) }),
    ...(matchers.length === 0
      ? {}
      : { object_matchers: matchers.map((matcher) => matcher.map(plainValue)) }),
    ...(node.continue ? { continue: true } : {}),
    ...(muteTimings.length === 0 ? {} : { mute_time_intervals: muteTimings.map(plainValue) }),
    ...(activeTimings.length === 0 ? {} : { active_time_intervals: activeTimings.map(plainValue) }),
    ...(node.groupWait === undefined ? {} : { group_wait: node.groupWait }),
    ...(node.groupInterval === undefined ? {} : { group_interval: node.groupInterval }),
    ...(node.repeatInterval === undefined ? {} : { repeat_interval: node.repeatInterval }),
    ...(routes.length === 0 ? {} : { routes: routes.map(routeOf) }),
  }
}

/** All of it is taken as it stands, the name too, other than where a policy names it. */
function muteTimeOf({ name, intervals }: TimeInterval) {
  return {
    orgId: 1,
    name,
    time_intervals: intervals.map(({ times, weekdays, daysOfMonth, months, years, location }) => ({
      ...(times
        ? { times: times.map(({ start, end }) => ({ start_time: start, end_time: end })) }
        : {}),
      ...(weekdays ? { weekdays } : {}),
      ...(daysOfMonth ? { days_of_month: daysOfMonth } : {}),
      ...(months ? { months } : {}),
      ...(years ? { years } : {}),
      location,
    })),
  }
}

function plainValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plainValue(value)]),
  )
}
