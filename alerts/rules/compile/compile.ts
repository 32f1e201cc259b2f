// From the one policy to Grafana's alerting: what the built-in notifier does, as far as Grafana can.
import type { Fleet } from '../../../fleet/model.ts'
import type { PlannedOutage } from '../../../fleet/planned/planned.ts'
import type { SecretReference } from '../../../fleet/secret.ts'
import type { Topology } from '../../../fleet/topology.ts'
import { LANGUAGES, type Language } from '../../../texts/language.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Alerting, PolicyNode, TimeInterval } from '../alerting.ts'
import type { Delivery } from '../config.ts'
import type { Rule } from '../rule.ts'
import { contactPointOf } from './contact-points.ts'
import { weeklyIntervals, weekOf } from './intervals.ts'
import { ALWAYS, quietName } from './nodes.ts'
import { plannedMutes } from './planned-mutes.ts'
import { grafanaProblems } from './problems.ts'
import { templateOf } from './templates.ts'
import { type Duties, dutiesOf } from './told.ts'
import { treeOf } from './tree.ts'
import { unsaidOf } from './unsaid.ts'

export interface AlertingParts {
  /** As policyByReference() reads it. */
  readonly policy: Policy<SecretReference>
  /** As rulesOf() gives them. */
  readonly rules: readonly Rule[]
  /** Suspensions and maintenance windows of the estate's files. */
  readonly planned: readonly PlannedOutage[]
  readonly fleet: Pick<Fleet, 'city' | 'timezone' | 'synthetic'>
  readonly topology: Topology
  /** In which the rules speak: `grafana.language`. */
  readonly language: Language
  readonly delivery: Delivery
}

/**
 * The same parts give the same alerting. Ask grafanaProblems() before: TypeError where it has any. Secrets stay
 * references, names stay as they are; whoever writes files or requests escapes them.
 */
export function compileAlerting(parts: AlertingParts): Alerting {
  const { policy, rules, planned, fleet, topology, language, delivery } = parts
  const [problem] = grafanaProblems(policy)
  if (problem) throw new TypeError(`alerts.${problem.path.join('.')}: ${problem.what}`)
  const duties = dutiesOf(policy)
  const muted = plannedMutes(planned, topology, fleet.timezone)
  const tree = treeOf({ policy, duties, rules, muted: muted.cases })
  const used = new Set(timingsOf(tree))
  const languages = new Set(policy.receivers.map((receiver) => receiver.language))
  return {
    rules,
    contactPoints: policy.receivers.map((receiver) => contactPointOf(receiver, fleet)),
    policy: tree,
    timeIntervals: [...intervalsOf(policy, duties), ...muted.intervals].filter(({ name }) =>
      used.has(name),
    ),
    templates: LANGUAGES.filter((one) => languages.has(one)).map((one) =>
      templateOf(one, fleet.timezone),
    ),
    unsaid: [...unsaidOf(policy, language, delivery), ...(muted.isCoarse ? [COARSE] : [])],
  }
}

const COARSE =
  'So many different maintenance windows cover whole kecamatan, ISPs and owners that an alert which two of them cover is muted by one only.'

/** Of rotas, of quiet hours, and the one that always holds. */
export function intervalsOf(policy: Policy<unknown>, duties: Duties): readonly TimeInterval[] {
  return [
    ...duties.intervals,
    ...policy.receivers.flatMap(({ id, quiet }) => {
      if (quiet === undefined) return []
      const { hours } = quiet
      return [{ name: quietName(id), intervals: weeklyIntervals(weekOf(hours), hours.timezone) }]
    }),
    {
      name: ALWAYS,
      intervals: [{ times: [{ start: '00:00', end: '24:00' }], location: 'UTC' }],
    },
  ]
}

function timingsOf({ muteTimings, activeTimings, routes }: PolicyNode): string[] {
  return [...muteTimings, ...activeTimings, ...routes.flatMap(timingsOf)]
}
