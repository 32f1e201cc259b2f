// One evaluation of a rule: from the answers to its queries to what its condition says of each instance.
import type { Limit, Rule, RuleStep } from '../rule.ts'
import { calculate, type LabelledNumber, type Numbers } from './math.ts'
import { parseMath, refsOf } from './math-parse.ts'
import { type Answer, contains, type Labels, labelKey, type Series, seriesOf } from './series.ts'

/** What the condition says of one instance. */
export interface Result {
  readonly labels: Labels
  /** Null: no value, which is NoData of this instance; 0: it does not hold; anything else, NaN too: it holds. */
  readonly value: number | null
  /** Of each step the number that belongs to it; for people. */
  readonly values: Readonly<Record<string, number | null>>
}

export type Outcome =
  | { readonly type: 'results'; readonly results: readonly Result[] }
  /** `refIds`: the queries without any series; empty where only the condition had nothing. */
  | { readonly type: 'no-data'; readonly refIds: readonly string[] }
  | { readonly type: 'error'; readonly refId?: string; readonly message: string }

/**
 * As pkg/services/ngalert/eval/eval.go: a query that fails fails the rule, and one query without any series is NoData of
 * the whole rule, whatever the others have. `answers` by refId; `held`: keys of labels that fire now, for which the
 * recovery of a threshold counts.
 */
export function outcomeOf(
  rule: Rule,
  answers: ReadonlyMap<string, Answer>,
  held: ReadonlySet<string>,
): Outcome {
  const refusal = refusalOf(rule)
  if (refusal !== undefined) return { type: 'error', message: refusal }
  const series = new Map<string, readonly Series[]>()
  for (const { refId } of rule.queries) {
    const answer = answers.get(refId)
    if (answer === undefined) throw new RangeError(`no answer to query ${refId} of ${rule.uid}`)
    if (answer.type === 'error') return { type: 'error', refId, message: answer.message }
    series.set(refId, seriesOf(answer.rows))
  }
  const empty = [...series].filter(([, found]) => found.length === 0).map(([refId]) => refId)
  if (empty.length > 0) return { type: 'no-data', refIds: empty }
  const numbers = new Map<string, Numbers>()
  for (const step of rule.steps) numbers.set(step.refId, takeStep(step, series, numbers, held))
  const condition = numbers.get(rule.condition) ?? 'no-data'
  if (condition === 'no-data' || condition.length === 0) return { type: 'no-data', refIds: [] }
  const twice = twiceIn(condition)
  if (twice) {
    return { type: 'error', message: `two results with the same labels ${labelKey(twice)}` }
  }
  const results = condition.map(({ labels, value }) => ({
    labels,
    value,
    values: valuesFor(labels, numbers),
  }))
  return { type: 'results', results }
}

/** Why Grafana would not evaluate such a rule at all. */
function refusalOf({ queries, steps, condition }: Rule): string | undefined {
  const known = new Set(queries.map(({ refId }) => refId))
  for (const step of steps) {
    const needs = step.type === 'math' ? refsOf(parseMath(step.expression)) : [step.of]
    const missing = needs.find((refId) => !known.has(refId))
    if (missing !== undefined) return `${step.refId} needs ${missing}, which is not there`
    if (step.type === 'threshold' && step.recover && step.refId !== condition) {
      return `the recovery of ${step.refId} is only allowed where it is the condition`
    }
    known.add(step.refId)
  }
  return known.has(condition) ? undefined : `there is no ${condition}, the condition`
}

function takeStep(
  step: RuleStep,
  series: ReadonlyMap<string, readonly Series[]>,
  numbers: ReadonlyMap<string, Numbers>,
  held: ReadonlySet<string>,
): Numbers {
  switch (step.type) {
    case 'reduce':
      return (series.get(step.of) ?? []).map(({ labels, values }) => ({
        labels,
        value: reduce(step.by, values),
      }))
    case 'math':
      return calculate(parseMath(step.expression), numbers)
    case 'threshold': {
      const of = numbers.get(step.of) ?? 'no-data'
      if (of === 'no-data') return of
      return of.map(({ labels, value }) => ({ labels, value: judge(step, labels, value, held) }))
    }
  }
}

/** Mode `dropNN` of pkg/expr/mathexp/reduce.go: what is no number is dropped before, and NaN is no value after. */
function reduce(
  by: Extract<RuleStep, { type: 'reduce' }>['by'],
  values: readonly (number | null)[],
): number | null {
  const kept = values.filter((value) => value !== null && Number.isFinite(value)) as number[]
  const sum = kept.reduce((total, value) => total + value, 0)
  switch (by) {
    case 'sum':
      return sum
    case 'count':
      return kept.length
    case 'mean':
      return kept.length === 0 ? null : sum / kept.length
    case 'last':
      return kept.at(-1) ?? null
    case 'max':
      return kept.length === 0 ? null : kept.reduce((a, b) => Math.max(a, b))
    case 'min':
      return kept.length === 0 ? null : kept.reduce((a, b) => Math.min(a, b))
  }
}

/** As pkg/expr/threshold.go and hysteresis.go. */
function judge(
  { fire, recover }: Extract<RuleStep, { type: 'threshold' }>,
  labels: Labels,
  value: number | null,
  held: ReadonlySet<string>,
): number | null {
  if (value === null) return null
  const holds =
    recover && held.has(labelKey(labels)) ? !isBeyond(recover, value) : isBeyond(fire, value)
  return holds ? 1 : 0
}

function isBeyond({ sign, value: limit }: Limit, value: number): boolean {
  return sign === 'gt' ? value > limit : value < limit
}

function twiceIn(numbers: readonly LabelledNumber[]): Labels | undefined {
  const seen = new Set<string>()
  return numbers.find(({ labels }) => {
    const key = labelKey(labels)
    if (seen.has(key)) return true
    seen.add(key)
    return false
  })?.labels
}

/** The equal labels first, else those of which one has all of the other. */
function valuesFor(
  labels: Labels,
  numbers: ReadonlyMap<string, Numbers>,
): Record<string, number | null> {
  const key = labelKey(labels)
  const found: Record<string, number | null> = {}
  for (const [refId, of] of numbers) {
    if (of === 'no-data') continue
    const own =
      of.find((one) => labelKey(one.labels) === key) ??
      of.find((one) => contains(labels, one.labels) || contains(one.labels, labels))
    if (own) found[refId] = own.value
  }
  return found
}
