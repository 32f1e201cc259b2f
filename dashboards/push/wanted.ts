// Everything that Grafana is to have of us, in the shapes of its HTTP API.
import type {
  ContactPoint,
  PolicyNode,
  Setting,
  TimeInterval,
} from '../../alerts/rules/alerting.ts'
import { EVALUATE_EVERY_S, type Rule } from '../../alerts/rules/rule.ts'
import { grafanaRule } from '../provision/grafana-rule.ts'
import type { DataSource, GrafanaModel } from '../provision/model.ts'
import { durationOf } from './durations.ts'
import { byText, type JsonObject, objectOf, plain } from './json.ts'
import { redacted } from './secrets.ts'
import { KINDS, type Thing } from './thing.ts'

/** In the order in which they are written. */
export function wantedOf(model: GrafanaModel): Thing[] {
  const { folder, dataSources, dashboards, alerting } = model
  const things: Thing[] = [
    open('folder', folder.uid, folder.title, { uid: folder.uid, title: folder.title }),
    ...dataSources.map(dataSource),
    ...(alerting?.contactPoints ?? []).flatMap(contactPoint),
    ...(alerting?.timeIntervals ?? []).map(timeInterval),
    ...(alerting?.templates ?? []).map(({ name, text }) =>
      open('template', name, name, { name, template: text.trim() }),
    ),
    ...(alerting
      ? [open('policy', 'tree', 'tree of the organisation', policy(alerting.policy))]
      : []),
    ...(alerting?.rules ?? []).map((rule) => ruleThing(model, rule)),
    ...dashboards.map((dashboard) => {
      const { id: _, version: __, ...body } = objectOf(plain(dashboard))
      const { uid = '', title = '' } = dashboard
      return open('dashboard', uid, title, { dashboard: body, folderUid: folder.uid })
    }),
  ]
  return things.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}

/** With nothing secret in it. */
function open(kind: Thing['kind'], key: string, title: string, body: JsonObject): Thing {
  return { kind, key, title, body, secrets: [] }
}

function closed(kind: Thing['kind'], key: string, title: string, setting: Setting): Thing {
  const { body, secrets } = redacted(setting, [])
  return { kind, key, title, body: objectOf(body), secrets }
}

function dataSource(source: DataSource): Thing {
  const { uid, name, type, url, user, jsonData, secureJsonData } = source
  return closed('data source', uid, name, {
    uid,
    name,
    type,
    access: 'proxy',
    url,
    ...(user === undefined ? {} : { user }),
    jsonData,
    secureJsonData,
  })
}

/** The API knows receivers only: those of one name are a contact point. */
function contactPoint({ name, receivers }: ContactPoint): Thing[] {
  return receivers.map(({ uid, type, settings, disableResolveMessage }) =>
    closed('contact point', uid, name, { uid, name, type, settings, disableResolveMessage }),
  )
}

function timeInterval({ name, intervals }: TimeInterval): Thing {
  return open('time interval', name, name, {
    name,
    time_intervals: intervals.map(
      ({ times, weekdays, daysOfMonth, months, years, location }): JsonObject => ({
        times: (times ?? []).map(({ start, end }) => ({ start_time: start, end_time: end })),
        weekdays: weekdays ?? [],
        days_of_month: daysOfMonth ?? [],
        months: months ?? [],
        years: years ?? [],
        location,
      }),
    ),
  })
}

function policy(node: PolicyNode): JsonObject {
  const { groupWait, groupInterval, repeatInterval } = node
  return {
    receiver: node.receiver,
    group_by: node.groupBy,
    object_matchers: byText(node.matchers.map((matcher) => [...matcher])),
    mute_time_intervals: node.muteTimings,
    active_time_intervals: node.activeTimings,
    continue: node.continue,
    ...(groupWait === undefined ? {} : { group_wait: durationOf(groupWait) }),
    ...(groupInterval === undefined ? {} : { group_interval: durationOf(groupInterval) }),
    ...(repeatInterval === undefined ? {} : { repeat_interval: durationOf(repeatInterval) }),
    routes: node.routes.map(policy),
  }
}

function ruleThing(model: GrafanaModel, rule: Rule): Thing {
  const made = grafanaRule(model, rule)
  return open('rule', made.uid, made.title, {
    uid: made.uid,
    title: made.title,
    folderUID: model.folder.uid,
    ruleGroup: rule.group,
    // Of its group: in the API a rule itself has none.
    interval: EVALUATE_EVERY_S,
    condition: made.condition,
    data: plain(made.data),
    noDataState: made.noDataState,
    execErrState: made.execErrState,
    for: durationOf(made.for),
    keep_firing_for: durationOf(made.keepFiringFor),
    missingSeriesEvalsToResolve: made.missingSeriesEvalsToResolve,
    annotations: made.annotations,
    labels: made.labels,
  })
}
