// One query of a panel, as the InfluxDB plugin's backend reads it (pkg/tsdb/influxdb/models/model_parser.go).
import { z } from 'zod'

export const dataSourceRef = z.strictObject({
  type: z.literal('influxdb'),
  uid: z.string().regex(/^\$\{\w+\}$/, 'not a variable'),
})

/** Of a panel whose queries do not all have one: Grafana asks each its own. */
export const mixed = z.strictObject({
  type: z.literal('datasource'),
  uid: z.literal('-- Mixed --'),
})

export const target = z.strictObject({
  refId: z.string().min(1),
  datasource: dataSourceRef,
  query: z.string().min(1),
  rawQuery: z.literal(true),
  resultFormat: z.enum(['time_series', 'table', 'logs']),
  alias: z.string().optional(),
  policy: z.string().optional(),
  tz: z.string().optional(),
  hide: z.boolean().optional(),
})
