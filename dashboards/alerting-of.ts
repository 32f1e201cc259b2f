// From the `alerts:` part of ronda.yaml to what Grafana is told of alerting.
import { checkPolicy } from '../alerts/policy/check.ts'
import type { AlertsConfig } from '../alerts/policy/config.ts'
import { type PolicyProblem, policyByReference } from '../alerts/policy/resolve.ts'
import type { Alerting } from '../alerts/rules/alerting.ts'
import { compileAlerting } from '../alerts/rules/compile/compile.ts'
import { grafanaProblems } from '../alerts/rules/compile/problems.ts'
import { rulesOf } from '../alerts/rules/rules.ts'
import type { Fleet } from '../fleet/model.ts'
import { buildTopology } from '../fleet/topology.ts'
import type { Language } from '../texts/language.ts'
import type { GrafanaDatabase } from './city.ts'

export interface AlertingOptions {
  readonly dialect: GrafanaDatabase['dialect']
  /** In which the rules speak. */
  readonly language: Language
}

/** Secrets stay references. All that is wrong at once, with its place below `alerts`. */
export function alertingOf(
  alerts: AlertsConfig,
  fleet: Fleet,
  { dialect, language }: AlertingOptions,
): { readonly alerting: Alerting } | { readonly problems: readonly PolicyProblem[] } {
  const resolved = policyByReference(alerts, fleet.timezone)
  const problems = [
    ...checkPolicy(alerts, fleet),
    ...('problems' in resolved ? resolved.problems : grafanaProblems(resolved.policy)),
  ]
  if ('problems' in resolved || problems.length > 0) return { problems }
  const { delivery, rules } = alerts
  const alerting = compileAlerting({
    policy: resolved.policy,
    rules: rulesOf({ rules, delivery, qualified: dialect !== '3' }),
    planned: fleet.planned,
    fleet,
    topology: buildTopology(fleet),
    language,
    delivery,
  })
  return { alerting }
}
