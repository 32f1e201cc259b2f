// The tree of notification policies: what the policy tells whom, as matchers on labels of alerts.
import type { Policy, Receiver } from '../../policy/policy.ts'
import type { Matcher, PolicyNode } from '../alerting.ts'
import type { Rule, RuleGroup } from '../rule.ts'
import { oneOf } from './go.ts'
import { group, nodesOf } from './nodes.ts'
import type { MuteCase } from './planned-mutes.ts'
import { listStages, ownersOf, plannedStages, routeStages, type Stage } from './steps.ts'
import type { Duties } from './told.ts'

/** Grafana puts it on every alert. */
const RULE_UID = '__alert_rule_uid__'
/** What Grafana calls a rule that could not ask, or was told nothing. */
const BROKEN = ['DatasourceError', 'DatasourceNoData']

/** Rules of these groups look at targets that may be worked on; causes are held back by the program itself. */
const MUTED_GROUPS: readonly RuleGroup[] = ['quality', 'recorders', 'sla']

/** A message for each cause. */
const GROUP_BY = ['grafana_folder', 'alertname', 'cause']
/** Causes have settled before they are a series. */
const GROUP_WAIT = '5s'
/** Rules are evaluated as often: a recovery comes with the first evaluation that knows it. */
const GROUP_INTERVAL = '1m'
/** The longest below the five days for which Grafana remembers what it told. */
const REPEAT_INTERVAL = '4d'

export interface TreeParts {
  readonly policy: Policy<unknown>
  readonly duties: Duties
  readonly rules: readonly Rule[]
  /** Most special first. */
  readonly muted: readonly MuteCase[]
}

export function treeOf({ policy, duties, rules, muted }: TreeParts): PolicyNode {
  const receivers = new Map<string, Receiver<unknown>>(policy.receivers.map((one) => [one.id, one]))
  const fallback = listStages(policy.fallback, policy, duties)
  const routes = routeStages(policy, duties)
  const planned = plannedStages(policy, duties)
  const receiver = fallback[0]?.steps[0]?.told[0]?.receiver
  if (receiver === undefined) throw new TypeError('a policy without receivers')
  const branch: Branch = (matchers, stages, mutes = []) =>
    stages.length === 0 || matchers.some(([, , value]) => value === '')
      ? []
      : [group(receiver, { matchers, continue: false, routes: nodesOf(stages, receivers, mutes) })]
  const mayBeMuted = rules.filter((rule) => MUTED_GROUPS.includes(rule.group) && !rule.isCause)
  return {
    receiver,
    matchers: [],
    groupBy: GROUP_BY,
    continue: false,
    muteTimings: [],
    activeTimings: [],
    groupWait: GROUP_WAIT,
    groupInterval: GROUP_INTERVAL,
    repeatInterval: REPEAT_INTERVAL,
    routes: [
      ...branch([oneOf('alertname', BROKEN)], fallback),
      ...branch([oneOf('kind', ['probe'])], listStages(policy.blind, policy, duties)),
      ...muted.flatMap(({ matchers, mutes }) => [
        ...branch([ofRules(mayBeMuted.filter(isPlatforms)), ...matchers], fallback, mutes),
        ...branch(
          [ofRules(mayBeMuted.filter((rule) => !isPlatforms(rule))), ...matchers],
          routes,
          mutes,
        ),
      ]),
      ...branch([ofRules(rules.filter(isPlatforms))], fallback),
      ...branch([oneOf('kind', ['planned']), oneOf('owner', ownersOf(policy))], planned),
      ...nodesOf(routes, receivers),
    ],
  }
}

/** None where nothing would match. */
type Branch = (
  matchers: readonly Matcher[],
  stages: readonly Stage[],
  mutes?: readonly string[],
) => readonly PolicyNode[]

function ofRules(rules: readonly Rule[]): Matcher {
  return oneOf(
    RULE_UID,
    rules.map(({ uid }) => uid),
  )
}

/** What has no owner is for the platform team, whatever the routes say. */
function isPlatforms({ owner }: Rule): boolean {
  return owner === undefined
}
