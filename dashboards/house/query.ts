// An InfluxQL query of a panel, as Grafana's own data source for InfluxDB reads it in raw mode.
import type { Tier } from '../../store/schema/tiers.ts'
import type { House } from './house.ts'

export interface PanelQuery {
  readonly ql: string
  /** Of the series that it reads. */
  readonly tier: Tier
  /** `time_series` (default): a line for each group and column. `table`: a row for each point. */
  readonly format?: 'time_series' | 'table'
  /** Name of a line: `$tag_kec`, `$col`, or text. */
  readonly alias?: string
}

/** Keys as Grafana's backend reads them (pkg/tsdb/influxdb/models/model_parser.go). */
export interface InfluxQlTarget {
  readonly refId: string
  readonly datasource: { readonly type: 'influxdb'; readonly uid: string }
  readonly query: string
  readonly rawQuery: true
  readonly resultFormat: 'time_series' | 'table'
  readonly alias?: string
}

/** `index`: 0 is `A`. */
export function targetOf(house: House, query: PanelQuery, index: number): InfluxQlTarget {
  const { ql, tier, format = 'time_series', alias } = query
  return {
    refId: String.fromCharCode(65 + index),
    datasource: house.dataSource(tier),
    query: ql,
    rawQuery: true,
    resultFormat: format,
    ...(alias === undefined ? {} : { alias }),
  }
}
