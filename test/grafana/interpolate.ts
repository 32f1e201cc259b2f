// A query as Grafana's data source for InfluxDB sends it: variables of the dashboard filled in, then its own macros.

export interface Filling {
  /** Epoch milliseconds; both ends belong to it. */
  readonly timeFilter: { readonly fromMs: number; readonly toMs: number }
  /** `$__interval`: what Grafana would choose for the width of the panel. */
  readonly intervalMs: number
  /** One value, several, or `ALL`. */
  readonly variables: Readonly<Record<string, string | readonly string[]>>
}

/** `allValue` of the house's variables, which Grafana puts in as it is. */
export const ALL = '.*'

const VARIABLE = /\$\{(\w+)(?::(\w+))?\}/g

/** RangeError for a variable that has no value here, a format other than `regex`, and what stays unfilled. */
export function interpolate(ql: string, { timeFilter, intervalMs, variables }: Filling): string {
  const { fromMs, toMs } = timeFilter
  const interval = intervalText(intervalMs)
  const filled = ql
    .replaceAll(`\${__from}`, String(fromMs))
    .replaceAll(`\${__to}`, String(toMs))
    .replace(VARIABLE, (_, name: string, format: string | undefined) => {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined
      if (value === undefined) throw new RangeError(`no value for variable ${name}: ${ql}`)
      if (format !== 'regex') throw new RangeError(`variable ${name} is not escaped: ${ql}`)
      return value === ALL ? ALL : regexOf(value)
    })
    .replaceAll('$timeFilter', `time >= ${fromMs}ms and time <= ${toMs}ms`)
    .replaceAll('$__interval_ms', String(intervalMs))
    .replaceAll('$__interval', interval)
    .replaceAll('$interval', interval)
  // A regular expression ends in `$/`, and escaped dollars are values.
  const unknown = /(?<!\\)\$[\w{]/.exec(filled)
  if (unknown) throw new RangeError(`Grafana knows nothing of that name: ${filled}`)
  return filled
}

/** Format `regex`: each value escaped; several as alternatives in parentheses. */
function regexOf(value: string | readonly string[]): string {
  const values = (typeof value === 'string' ? [value] : value).map(escaped)
  return values.length === 1 ? `${values[0]}` : `(${values.join('|')})`
}

function escaped(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&')
}

/** In the largest unit of which there is at least one, the rest dropped, as Grafana's server does. */
function intervalText(ms: number): string {
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }
  for (const [unit, length] of Object.entries(units)) {
    if (ms >= length) return `${Math.floor(ms / length)}${unit}`
  }
  return `${Math.max(1, Math.floor(ms))}ms`
}
