// What could be wrong in a rule by a little: each is a rule that some case must tell from the right one.
import { type MathNode, parseMath } from '../../alerts/rules/evaluate/math-parse.ts'
import {
  EVALUATE_EVERY_S,
  type Limit,
  type OnError,
  type OnNoData,
  type Rule,
  type RuleStep,
} from '../../alerts/rules/rule.ts'

export interface Mutation {
  /** `C fire 10 -> 11`, `forS 60 -> 120`, `noData OK -> Alerting`. */
  readonly name: string
  /** A number that is compared, or calculated with. */
  readonly isThreshold: boolean
  /** The same rule, with that alone different. */
  of(rule: Rule): Rule
}

const NO_DATA: readonly OnNoData[] = ['OK', 'Alerting', 'NoData', 'KeepLast']
const ON_ERROR: readonly OnError[] = ['OK', 'Alerting', 'Error', 'KeepLast']

/** Of steps that `base` does not have, and of everything else where there is no `base`. */
export function mutationsOf(rule: Rule, base?: Rule): Mutation[] {
  const own = rule.steps.filter(({ refId }) => !base?.steps.some((step) => step.refId === refId))
  return [...own.flatMap(ofStep), ...(base ? [] : ofTimes(rule)), ...(base ? [] : ofStates(rule))]
}

function ofStep(step: RuleStep): Mutation[] {
  switch (step.type) {
    case 'reduce':
      return []
    case 'threshold':
      return [
        ...ofLimit(step.refId, 'fire', step.fire),
        ...(step.recover ? ofLimit(step.refId, 'recover', step.recover) : []),
      ]
    case 'math':
      return ofMath(step)
  }
}

function ofLimit(refId: string, key: 'fire' | 'recover', limit: Limit): Mutation[] {
  return near(limit.value).map((value) => ({
    name: `${refId} ${key} ${limit.value} -> ${value}`,
    isThreshold: true,
    of: (rule) =>
      withStep(rule, refId, (step) =>
        step.type === 'threshold' ? { ...step, [key]: { ...limit, value } } : step,
      ),
  }))
}

/** Every number in it. */
function ofMath({ refId, expression }: Extract<RuleStep, { type: 'math' }>): Mutation[] {
  return numbersIn(parseMath(expression)).flatMap(({ value, from }) => {
    const written = /^[\d.]+/.exec(expression.slice(from))?.[0] ?? ''
    return near(value).map((other) => {
      const after = expression.slice(from + written.length)
      const text = `${expression.slice(0, from)}${other < 0 ? `(${other})` : other}${after}`
      return {
        name: `${refId} ${expression} -> ${text}`,
        isThreshold: true,
        of: (rule) =>
          withStep(rule, refId, (step) =>
            step.type === 'math' ? { ...step, expression: text } : step,
          ),
      }
    })
  })
}

function numbersIn(node: MathNode): { readonly value: number; readonly from: number }[] {
  switch (node.type) {
    case 'number':
      return node.value === null || !Number.isFinite(node.value)
        ? []
        : [{ value: node.value, from: node.from }]
    case 'ref':
      return []
    case 'unary':
    case 'call':
      return numbersIn(node.of)
    case 'binary':
      return [...numbersIn(node.left), ...numbersIn(node.right)]
  }
}

/** A tenth more and less; whole numbers one more and less, too. */
function near(value: number): number[] {
  const tenth = [value * 0.9, value * 1.1].map((one) => Number(one.toPrecision(12)))
  const one = Number.isInteger(value) ? [value - 1, value + 1] : []
  return [...new Set([...tenth, ...one])].filter((other) => other !== value)
}

function ofTimes(rule: Rule): Mutation[] {
  const times = [
    ['forS', EVALUATE_EVERY_S, 0],
    ['keepFiringForS', EVALUATE_EVERY_S, 0],
    ...(hasOneInstance(rule) ? [] : [['missingEvals', 1, 1] as const]),
  ] as const
  return times.flatMap(([key, step, least]) =>
    [rule[key] - step, rule[key] + step]
      .filter((value) => value >= least)
      .map((value) => ({
        name: `${key} ${rule[key]} -> ${value}`,
        isThreshold: false,
        of: (one: Rule) => ({ ...one, [key]: value }),
      })),
  )
}

/** It has its series or none at all, which is NoData: its series is never missing beside others. */
function hasOneInstance({ queries }: Rule): boolean {
  return queries.every(({ ql }) => !/GROUP BY (?:time\([^)]*\), )?"/.test(ql))
}

function ofStates(rule: Rule): Mutation[] {
  const change = (key: 'noData' | 'onError', value: string): Mutation => ({
    name: `${key} ${rule[key]} -> ${value}`,
    isThreshold: false,
    of: (one) => ({ ...one, [key]: value }),
  })
  return [
    ...NO_DATA.filter((value) => value !== rule.noData).map((value) => change('noData', value)),
    ...ON_ERROR.filter((value) => value !== rule.onError).map((value) => change('onError', value)),
  ]
}

function withStep(rule: Rule, refId: string, make: (step: RuleStep) => RuleStep): Rule {
  return { ...rule, steps: rule.steps.map((step) => (step.refId === refId ? make(step) : step)) }
}
