// Calculates a math step over numbers with labels, as Grafana's pkg/expr/mathexp/exp.go and funcs.go do.
import type { MathFunction, MathNode, MathSign } from './math-parse.ts'
import { contains, type Labels, labelKey } from './series.ts'

/** A number with its labels; null: no value. */
export interface LabelledNumber {
  readonly labels: Labels
  readonly value: number | null
}

/** What a step gives: numbers, or that its query had no series at all. */
export type Numbers = readonly LabelledNumber[] | 'no-data'

/** `values` by refId. */
export function calculate(node: MathNode, values: ReadonlyMap<string, Numbers>): Numbers {
  switch (node.type) {
    case 'number':
      return [{ labels: {}, value: node.value }]
    case 'ref':
      return values.get(node.refId) ?? 'no-data'
    case 'unary':
      return each(calculate(node.of, values), (value) => {
        if (value === null) return null
        if (Number.isNaN(value)) return Number.NaN
        return node.sign === '-' ? -value : flag(value === 0)
      })
    case 'call':
      return each(calculate(node.of, values), (value) => callOf(node.name, value))
    case 'binary':
      return combine(calculate(node.left, values), calculate(node.right, values), (a, b) =>
        binary(node.sign, a, b),
      )
  }
}

function each(numbers: Numbers, make: (value: number | null) => number | null): Numbers {
  if (numbers === 'no-data') return numbers
  return numbers.map(({ labels, value }) => ({ labels, value: make(value) }))
}

/** Null is null again: it is not a number to calculate with, and `&&` does not look past it. */
function combine(left: Numbers, right: Numbers, make: (a: number, b: number) => number): Numbers {
  if (left === 'no-data' || right === 'no-data') return 'no-data'
  return union(left, right).map(({ labels, a, b }) => ({
    labels,
    value: a === null || b === null ? null : make(a, b),
  }))
}

interface Pair {
  readonly labels: Labels
  readonly a: number | null
  readonly b: number | null
}

/**
 * Who meets whom: equal labels, a number without labels with all, else where the labels of one are among those of the
 * other, which has more. What meets nobody is gone, except where there is only one on each side: these meet, and lose
 * their labels.
 */
function union(left: readonly LabelledNumber[], right: readonly LabelledNumber[]): Pair[] {
  const pairs: Pair[] = []
  for (const one of left) {
    for (const other of right) {
      const labels = meet(one.labels, other.labels)
      if (labels) pairs.push({ labels, a: one.value, b: other.value })
    }
  }
  const [first, second] = [left[0], right[0]]
  if (pairs.length === 0 && left.length === 1 && right.length === 1 && first && second) {
    return [{ labels: {}, a: first.value, b: second.value }]
  }
  return pairs
}

function meet(one: Labels, other: Labels): Labels | undefined {
  const [ones, others] = [Object.keys(one).length, Object.keys(other).length]
  if (ones === 0) return other
  if (others === 0) return one
  if (ones === others) return labelKey(one) === labelKey(other) ? one : undefined
  const [more, less] = ones > others ? [one, other] : [other, one]
  return contains(more, less) ? more : undefined
}

function binary(sign: MathSign, a: number, b: number): number {
  // Before NaN, as Grafana does.
  if (sign === '||' && a !== 0) return 1
  if (sign === '&&' && a === 0) return 0
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  switch (sign) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '==':
      return flag(a === b)
    case '!=':
      return flag(a !== b)
    case '>':
      return flag(a > b)
    case '>=':
      return flag(a >= b)
    case '<':
      return flag(a < b)
    case '<=':
      return flag(a <= b)
    case '||':
    case '&&':
      return flag(b !== 0)
  }
}

function callOf(name: MathFunction, value: number | null): number | null {
  if (name === 'is_null') return flag(value === null)
  if (name === 'is_number') return flag(Number.isFinite(value))
  const number = value ?? Number.NaN
  switch (name) {
    case 'abs':
      return Math.abs(number)
    case 'log':
      return Math.log(number)
    case 'floor':
      return Math.floor(number)
    case 'ceil':
      return Math.ceil(number)
    case 'round':
      // Halves away from zero, as Go does.
      return Math.sign(number) * Math.round(Math.abs(number))
    case 'is_nan':
      return flag(Number.isNaN(number))
    case 'is_inf':
      return flag(Math.abs(number) === Number.POSITIVE_INFINITY)
  }
}

function flag(holds: boolean): number {
  return holds ? 1 : 0
}
