// What stands between SELECT and FROM: fields, tags, aggregates, and arithmetic on them.
import { decimal, identifier } from './influxql-text.ts'

export interface Term {
  readonly ql: string
  times(factor: number | Term): Term
  /**
   * Division; InfluxQL gives null where the divisor is 0 or missing. Written so that the quotient is a float: InfluxDB 1
   * takes that of two integers for an integer where another query selects from it, and drops its fraction.
   */
  over(divisor: number | Term): Term
  plus(other: number | Term): Term
  minus(other: number | Term): Term
}

const AGGREGATES = [
  'count',
  'sum',
  'mean',
  'median',
  'min',
  'max',
  'spread',
  'stddev',
  'first',
  'last',
] as const
type Aggregate = (typeof AGGREGATES)[number]

/** Only what the source has compiles: `F` are its fields, `G` its tags. */
export type Columns<F extends string, G extends string> = Readonly<
  Record<Aggregate, (field: F) => Term>
> & {
  field(name: F): Term
  /** For tables; a query needs at least one field beside. */
  tag(name: G): Term
  /** 0 to 100. */
  percentile(field: F, share: number): Term
  /** The `most` greatest, with the tags of each. */
  top(field: F, most: number, ...tags: readonly G[]): Term
  bottom(field: F, most: number, ...tags: readonly G[]): Term
  /** Of a counter: by how much it rose since the group of time before; none where it began anew. Needs `everyMs`. */
  rise(counter: F): Term
  /** As `rise`, for each `perMs` milliseconds. */
  rate(counter: F, perMs: number): Term
}

export function columns<F extends string, G extends string>(): Columns<F, G> {
  const call = (name: string, field: F, ...rest: readonly string[]): Term =>
    term(`${name}(${[identifier(field), ...rest].join(', ')})`)
  const ranked = (name: string, field: F, most: number, tags: readonly G[]): Term =>
    call(name, field, ...tags.map(identifier), decimal(most))
  const aggregates = Object.fromEntries(
    AGGREGATES.map((name) => [name, (field: F) => call(name, field)]),
  ) as Record<Aggregate, (field: F) => Term>
  return {
    ...aggregates,
    field: (name) => term(identifier(name)),
    tag: (name) => term(identifier(name)),
    percentile: (field, share) => call('percentile', field, decimal(share)),
    top: (field, most, ...tags) => ranked('top', field, most, tags),
    bottom: (field, most, ...tags) => ranked('bottom', field, most, tags),
    rise: (counter) => term(`non_negative_difference(${call('last', counter).ql})`),
    rate: (counter, perMs) =>
      term(`non_negative_derivative(${call('last', counter).ql}, ${decimal(perMs)}ms)`),
  }
}

function term(ql: string): Term {
  const calculate = (sign: string, other: number | Term): Term =>
    term(`(${ql} ${sign} ${typeof other === 'number' ? decimal(other) : other.ql})`)
  return {
    ql,
    times: (factor) => calculate('*', factor),
    over: (divisor) =>
      typeof divisor === 'number'
        ? term(`(${ql} / ${float(divisor)})`)
        : term(`(${ql} * 1.0 / ${divisor.ql})`),
    plus: (other) => calculate('+', other),
    minus: (other) => calculate('-', other),
  }
}

function float(value: number): string {
  return Number.isInteger(value) ? `${decimal(value)}.0` : decimal(value)
}
