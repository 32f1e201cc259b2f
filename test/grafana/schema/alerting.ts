// alerting/*.yaml, after pkg/services/provisioning/alerting: types.go, rules_types.go, contact_point_types.go,
// notification_policy_types.go, mute_times_types.go, text_templates_types.go, and the validators they call.
import { z } from 'zod'

/** `model.ParseDuration` of Prometheus: units in falling order, each once. */
const duration = z
  .string()
  .regex(/^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$|^0$/, 'no duration')
const orgId = z.number().int().min(1).optional()
const uid = z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/)
const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)

const datasource = (type: string) => z.strictObject({ type: z.literal(type), uid: z.string() })
const sampling = { intervalMs: z.number().int().min(1), maxDataPoints: z.number().int().min(1) }
const refId = z.string().regex(/^[A-Z]\w*$/)

const influxQl = z.strictObject({
  refId,
  datasource: datasource('influxdb'),
  query: z.string().min(1),
  rawQuery: z.literal(true),
  resultFormat: z.literal('time_series'),
  ...sampling,
})

const evaluator = z.strictObject({ type: z.enum(['gt', 'lt']), params: z.tuple([z.number()]) })
const expression = {
  refId,
  datasource: datasource('__expr__'),
  expression: z.string(),
  ...sampling,
}
/** pkg/expr: reader.go, commands.go, threshold.go. */
const expressions = z.discriminatedUnion('type', [
  z.strictObject({
    ...expression,
    type: z.literal('reduce'),
    reducer: z.enum(['sum', 'mean', 'min', 'max', 'count', 'last', 'median']),
    settings: z.strictObject({ mode: z.enum(['', 'dropNN', 'replaceNN']) }),
  }),
  z.strictObject({ ...expression, type: z.literal('math') }),
  z.strictObject({
    ...expression,
    type: z.literal('threshold'),
    conditions: z.tuple([
      z.strictObject({
        type: z.literal('query').optional(),
        evaluator,
        unloadEvaluator: evaluator.optional(),
      }),
    ]),
  }),
])

const query = z
  .strictObject({
    refId,
    queryType: z.string().optional(),
    datasourceUid: z.string().min(1),
    relativeTimeRange: z.strictObject({
      from: z.number().int().min(0),
      to: z.number().int().min(0),
    }),
    model: z.union([influxQl, expressions]),
  })
  .refine(({ model, refId: id }) => model.refId === id, 'refId differs from that of its model')
  .refine(
    ({ model, datasourceUid }) => model.datasource.uid === datasourceUid,
    'data source differs from that of its model',
  )
  .refine(
    ({ relativeTimeRange: { from, to }, datasourceUid }) =>
      datasourceUid === '__expr__' || from > to,
    'no range to look at',
  )

const rule = z
  .strictObject({
    uid,
    title: z.string().min(1).max(190),
    condition: z.string().min(1),
    data: z.array(query).min(1),
    dasboardUid: z.string().optional(),
    dashboardUid: z.string().optional(),
    panelId: z.number().int().optional(),
    noDataState: z.enum(['Alerting', 'NoData', 'OK', 'KeepLast']),
    execErrState: z.enum(['Alerting', 'Error', 'OK', 'KeepLast']),
    for: duration,
    keepFiringFor: duration.optional(),
    missing_series_evals_to_resolve: z.number().int().min(0).optional(),
    annotations: z.record(z.string().min(1), z.string()),
    labels: z.record(labelName, z.string()),
    isPaused: z.boolean().optional(),
  })
  .refine(({ data, condition }) => data.some(({ refId: id }) => id === condition), 'no condition')

const group = z.strictObject({
  orgId,
  name: z.string().trim().min(1).max(190),
  folder: z.string().trim().min(1),
  interval: duration.refine(
    (text) => Number.parseInt(text, 10) % 10 === 0,
    'not a multiple of 10 s',
  ),
  rules: z.array(rule),
})

const contactPoint = z.strictObject({
  orgId,
  name: z.string().trim().min(1),
  receivers: z
    .array(
      z.strictObject({
        uid,
        type: z.enum(['webhook', 'telegram', 'email', 'prometheus-alertmanager']),
        settings: z.record(z.string(), z.unknown()).refine((map) => Object.keys(map).length > 0),
        disableResolveMessage: z.boolean().optional(),
      }),
    )
    .min(1),
})

const matcher = z.tuple([labelName, z.enum(['=', '!=', '=~', '!~']), z.string()])
const policyKeys = {
  receiver: z.string().min(1).optional(),
  group_by: z.array(z.string().min(1)).optional(),
  group_wait: duration.optional(),
  group_interval: duration.optional(),
  repeat_interval: duration.optional(),
}
interface Route {
  readonly receiver?: string | undefined
  readonly object_matchers?: z.output<typeof matcher>[] | undefined
  readonly routes?: Route[] | undefined
}
const route: z.ZodType<Route> = z.strictObject({
  ...policyKeys,
  object_matchers: z.array(matcher).optional(),
  continue: z.boolean().optional(),
  mute_time_intervals: z.array(z.string()).optional(),
  active_time_intervals: z.array(z.string()).optional(),
  routes: z.lazy(() => z.array(route)).optional(),
})
/** The root takes everything: Grafana refuses matchers and mute timings there. */
const policy = z.strictObject({
  orgId,
  ...policyKeys,
  receiver: z.string().min(1),
  routes: z.array(route).optional(),
})

const clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
const muteTime = z.strictObject({
  orgId,
  name: z.string().min(1),
  time_intervals: z
    .array(
      z.strictObject({
        times: z
          .array(
            z
              .strictObject({ start_time: clock, end_time: clock })
              .refine((span) => span.start_time < span.end_time, 'across midnight'),
          )
          .optional(),
        weekdays: z.array(z.string().regex(/^[a-z]+day(:[a-z]+day)?$/)).optional(),
        days_of_month: z.array(z.string().regex(/^-?\d+(:-?\d+)?$/)).optional(),
        months: z.array(z.string().regex(/^\w+(:\w+)?$/)).optional(),
        years: z.array(z.string().regex(/^\d{4}(:\d{4})?$/)).optional(),
        location: z.string().min(1).optional(),
      }),
    )
    .min(1),
})

const byUid = z.strictObject({ orgId, uid })
const byName = z.strictObject({ orgId, name: z.string().trim().min(1) })

export const alertingFile = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(group).optional(),
  deleteRules: z.array(byUid).optional(),
  contactPoints: z.array(contactPoint).optional(),
  deleteContactPoints: z.array(byUid).optional(),
  policies: z.array(policy).optional(),
  resetPolicies: z.array(z.number().int()).optional(),
  muteTimes: z.array(muteTime).optional(),
  deleteMuteTimes: z.array(byName).optional(),
  templates: z
    .array(z.strictObject({ orgId, name: z.string().min(1), template: z.string().min(1) }))
    .optional(),
  deleteTemplates: z.array(byName).optional(),
})
