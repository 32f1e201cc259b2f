// What rules are put together of: queries, and Grafana's expressions by short names.
import type { Select } from '../../../store/schema/influxql.ts'
import type { Tier } from '../../../store/schema/tiers.ts'
import type { Rule, RuleQuery, RuleStep } from '../rule.ts'

/**
 * What nearly all rules do. No data: nothing of the kind is there, so nothing fires. An error: InfluxDB does not answer,
 * which `ronda-database-silent` tells once; every other rule stays as it was. Two evaluations without its series, when
 * others have theirs: it is over.
 */
export const CALM = { noData: 'OK', onError: 'KeepLast', missingEvals: 2 } as const satisfies Pick<
  Rule,
  'noData' | 'onError' | 'missingEvals'
>

/** For rules that look back less than a restart of InfluxDB lasts: what fired goes on over the hole that it leaves. */
export const OVER_A_HOLE_S = 300

export function query(refId: string, tier: Tier, { ql }: Select<string, string>): RuleQuery {
  return { refId, tier, ql }
}

export function reduce(
  refId: string,
  of: string,
  by: Extract<RuleStep, { type: 'reduce' }>['by'] = 'last',
): RuleStep {
  return { type: 'reduce', refId, of, by }
}

export function math(refId: string, expression: string): RuleStep {
  return { type: 'math', refId, expression }
}

/** An instance that fires goes on until it is below `recoverBelow`. */
export function above(refId: string, of: string, value: number, recoverBelow?: number): RuleStep {
  return {
    type: 'threshold',
    refId,
    of,
    fire: { sign: 'gt', value },
    ...(recoverBelow === undefined ? {} : { recover: { sign: 'lt', value: recoverBelow } }),
  }
}

/** Of whole numbers: `least` itself fires. */
export function atLeast(refId: string, of: string, least: number, recoverBelow?: number): RuleStep {
  return above(refId, of, least - 1, recoverBelow)
}

export function below(refId: string, of: string, value: number, recoverAbove?: number): RuleStep {
  return {
    type: 'threshold',
    refId,
    of,
    fire: { sign: 'lt', value },
    ...(recoverAbove === undefined ? {} : { recover: { sign: 'gt', value: recoverAbove } }),
  }
}
