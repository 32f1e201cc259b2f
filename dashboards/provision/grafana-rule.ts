// An alert rule in Grafana's own terms: what its files and its HTTP API both say, each in its own spelling.
import { EVALUATE_EVERY_S, type Limit, type Rule, type RuleStep } from '../../alerts/rules/rule.ts'
import { House } from '../house/house.ts'
import { annotationTemplate, literalTemplate } from './go-template.ts'
import type { GrafanaModel } from './model.ts'

/** Grafana's own name for server-side expressions, as type and as uid. */
const EXPRESSION = '__expr__'

export interface GrafanaQuery {
  readonly refId: string
  readonly datasourceUid: string
  /** Seconds back from now. */
  readonly relativeTimeRange: { readonly from: number; readonly to: number }
  readonly model: Readonly<Record<string, unknown>>
}

export interface GrafanaRule {
  readonly uid: string
  readonly title: string
  readonly condition: string
  readonly data: readonly GrafanaQuery[]
  readonly noDataState: Rule['noData']
  readonly execErrState: Rule['onError']
  /** Durations as Grafana reads them: `180s`. */
  readonly for: string
  readonly keepFiringFor: string
  readonly missingSeriesEvalsToResolve: number
  /** Go templates. */
  readonly annotations: Readonly<Record<string, string>>
  /** Go templates. */
  readonly labels: Readonly<Record<string, string>>
  readonly dashboardUid: string
  readonly panelId: number
}

/** As a duration: how often each group of rules is evaluated. */
export const EVALUATE_EVERY = seconds(EVALUATE_EVERY_S)

/** RangeError where the model has no panel for it: modelOf() refuses such a rule. */
export function grafanaRule(model: GrafanaModel, rule: Rule): GrafanaRule {
  const panelId = model.panelIds[rule.uid]
  if (panelId === undefined) throw new RangeError(`no panel is known for rule ${rule.uid}`)
  const dashboardUid = rule.panel.dashboard
  return {
    uid: rule.uid,
    title: rule.title[model.language],
    condition: rule.condition,
    data: [
      ...rule.queries.map(({ refId, tier, ql }) => {
        const uid = House.dataSourceUid(model.dialect, tier)
        return {
          refId,
          datasourceUid: uid,
          relativeTimeRange: { from: rule.rangeS, to: 0 },
          model: {
            refId,
            datasource: { type: 'influxdb', uid },
            query: ql,
            rawQuery: true,
            resultFormat: 'time_series',
            ...SAMPLING,
          },
        }
      }),
      ...rule.steps.map(expressionOf),
    ],
    noDataState: rule.noData,
    execErrState: rule.onError,
    for: seconds(rule.forS),
    keepFiringFor: seconds(rule.keepFiringForS),
    missingSeriesEvalsToResolve: rule.missingEvals,
    annotations: {
      summary: annotationTemplate(rule.summary[model.language]),
      description: annotationTemplate(rule.description[model.language]),
      ...(model.runbook === undefined
        ? {}
        : { runbook_url: literalTemplate(model.runbook + rule.uid) }),
      // By these, not by dashboardUid and panelId, Grafana links an alert to its panel.
      __dashboardUid__: dashboardUid,
      __panelId__: String(panelId),
    },
    labels: labelsOf(rule),
    dashboardUid,
    panelId,
  }
}

/** Grafana's own defaults, said so that a panel of its editor does not change them. */
const SAMPLING = { intervalMs: 1000, maxDataPoints: 43_200 } as const

/** Where it is `series`, the tag of the series is the label already. */
function labelsOf({ severity, owner, labels }: Rule): Record<string, string> {
  const all = {
    ...(severity === 'series' ? {} : { severity }),
    ...(owner === undefined || owner === 'series' ? {} : { owner }),
    ...labels,
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, literalTemplate(value)]),
  )
}

function expressionOf(step: RuleStep): GrafanaQuery {
  return {
    refId: step.refId,
    datasourceUid: EXPRESSION,
    relativeTimeRange: { from: 0, to: 0 },
    model: {
      refId: step.refId,
      datasource: { type: EXPRESSION, uid: EXPRESSION },
      type: step.type,
      ...operationOf(step),
      ...SAMPLING,
    },
  }
}

function operationOf(step: RuleStep): Record<string, unknown> {
  switch (step.type) {
    case 'reduce':
      return { expression: step.of, reducer: step.by, settings: { mode: 'dropNN' } }
    case 'math':
      return { expression: step.expression }
    case 'threshold': {
      const unloadEvaluator = step.recover && evaluatorOf(step.recover)
      const condition = {
        type: 'query',
        evaluator: evaluatorOf(step.fire),
        ...(unloadEvaluator ? { unloadEvaluator } : {}),
      }
      return { expression: step.of, conditions: [condition] }
    }
  }
}

function evaluatorOf({ sign, value }: Limit) {
  return { type: sign, params: [value] }
}

function seconds(count: number): string {
  return `${count}s`
}
