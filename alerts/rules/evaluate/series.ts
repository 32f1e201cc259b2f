// Series as Grafana makes them of an answer of InfluxDB: labels are tags, and each selected column is a series of its own.
export type Labels = Readonly<Record<string, string>>

export interface Series {
  readonly labels: Labels
  /** In the order of time; null where InfluxDB gave none. */
  readonly values: readonly (number | null)[]
}

/** What InfluxDB answers to one statement, or why there is no answer. */
export type Answer =
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  | { readonly type: 'error'; readonly message: string }

/** A series of InfluxDB's own JSON. */
export interface Row {
  readonly tags?: Labels | undefined
  readonly columns: readonly string[]
  readonly values: readonly (readonly (string | number | boolean | null)[])[]
}

/**
 * As pkg/tsdb/influxdb/influxql/buffered/response_parser.go does for `resultFormat: time_series`, and pkg/expr/converter.go
 * after it: columns of text or of true and false are left out.
 */
export function seriesOf(rows: readonly Row[]): Series[] {
  return rows.flatMap(({ tags = {}, columns, values }) =>
    columns.flatMap((column, at) => {
      if (column === 'time') return []
      const cells = values.map((row) => row[at] ?? null)
      if (cells.some((cell) => cell !== null && typeof cell !== 'number')) return []
      return [{ labels: tags, values: cells as (number | null)[] }]
    }),
  )
}

/** The same for equal labels, whatever their order. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** Every label of `part` stands in `whole` with the same value. */
export function contains(whole: Labels, part: Labels): boolean {
  return Object.entries(part).every(([name, value]) => whole[name] === value)
}
