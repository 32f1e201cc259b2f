// The text of a rule's query at the time of an evaluation.
import type { Rule, RuleQuery } from '../rule.ts'

/**
 * `$timeFilter` as pkg/tsdb/influxdb/models/query.go fills it in, both ends included. `now()` is the time of evaluation
 * here; in life it is InfluxDB's own clock, some milliseconds later.
 */
export function queryAt({ ql }: RuleQuery, { rangeS }: Pick<Rule, 'rangeS'>, at: number): string {
  return ql
    .replaceAll('$timeFilter', `time >= ${at - rangeS * 1000}ms and time <= ${at}ms`)
    .replaceAll(/\bnow\(\)/g, `${at}ms`)
}
