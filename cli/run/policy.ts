// Reads the `alerts:` part of ronda.yaml into a policy for this estate, or says everything that is wrong with it at once.
import { basename } from 'node:path'
import { checkPolicy } from '../../alerts/policy/check.ts'
import type { Policy } from '../../alerts/policy/policy.ts'
import {
  type PolicyProblem,
  policyByReference,
  resolvePolicy,
} from '../../alerts/policy/resolve.ts'
import { RondaError } from '../../fleet/error.ts'
import type { Fleet } from '../../fleet/model.ts'
import { formatProblem, type Problem } from '../../fleet/problem.ts'
import type { Config } from '../config.ts'
import { resolveSecret } from '../secrets.ts'

/** Undefined where nobody is to be told. Throws RND_CONFIG_INVALID, which lists every problem with its line. */
export function policyOf(config: Config, fleet: Fleet): Policy | undefined {
  if (config.alerts === undefined) return undefined
  const resolved = resolvePolicy(config.alerts, resolveSecret, fleet.timezone)
  const problems = [
    ...checkPolicy(config.alerts, fleet),
    ...('problems' in resolved ? resolved.problems : []),
    ...nobodyLooks(config),
  ].map((problem) => located(problem, config))
  if ('policy' in resolved && problems.length === 0) return resolved.policy
  const lines = problems.sort((a, b) => a.line - b.line).map(formatProblem)
  throw new RondaError('RND_CONFIG_INVALID', lines.join('\n'), {
    remedy: 'docs/alerts.md lists every key of alerts with its range and default',
  })
}

type PolicyParts = Pick<Config, 'alerts' | 'influx' | 'file' | 'lineOf'>

/** What is wrong with the policy for this estate, by line, without reading a secret. */
export function policyProblems(config: PolicyParts, fleet: Fleet): Problem[] {
  if (config.alerts === undefined) return []
  const resolved = policyByReference(config.alerts, fleet.timezone)
  return [
    ...checkPolicy(config.alerts, fleet),
    ...('problems' in resolved ? resolved.problems : []),
    ...nobodyLooks(config),
  ].map((problem) => located(problem, config))
}

/** Grafana's rules look at time series: without a database of them they would be silent for ever. */
function nobodyLooks({ alerts, influx }: PolicyParts): PolicyProblem[] {
  const delivery = alerts?.delivery ?? 'direct'
  if (delivery === 'direct' || influx !== undefined) return []
  const nobody = delivery === 'grafana' ? ', and nobody would be told' : ''
  const what = `${delivery} needs time series, and there is no influx: without them Grafana sees nothing${nobody}`
  return [{ path: ['delivery'], what, remedy: 'write influx: in ronda.yaml, or delivery: direct' }]
}

function located({ path, what, remedy }: PolicyProblem, config: PolicyParts): Problem {
  const full = ['alerts', ...path]
  return {
    file: basename(config.file ?? 'ronda.yaml'),
    line: config.lineOf?.(full) ?? 0,
    what: `${full.join('.')}: ${what}`,
    remedy,
  }
}
