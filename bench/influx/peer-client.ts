// npm `influx`, as its own documentation shows it: a schema, and points as objects.
import { gunzipSync } from 'node:zlib'
import { FieldType, InfluxDB, type IPoint } from 'influx'
import type { MeasurementSpec } from '../../store/schema/measurement.ts'
import { MEASUREMENTS } from '../../store/schema/measurements.ts'
import type { NewFrame } from '../../store/spool/spool.ts'

const KINDS = ['uplink', 'nvr', 'camera'] as const

export function peerClient(url: string): InfluxDB {
  const { hostname, port } = new URL(url)
  const schema = KINDS.map((measurement) => {
    const { tags, fields }: MeasurementSpec = MEASUREMENTS[measurement]
    const integers = Object.keys(fields).map((name) => [name, FieldType.INTEGER])
    return { measurement, tags: Object.keys(tags), fields: Object.fromEntries(integers) }
  })
  return new InfluxDB({ host: hostname, port: Number(port), database: 'ronda', schema })
}

/** The same points as in a frame of lines whose tags have nothing to escape. */
export function peerPoints(frame: NewFrame): IPoint[] {
  const lines = gunzipSync(frame.body).toString().trimEnd().split('\n')
  return lines.map((line) => {
    const [series = '', fields = '', seconds = ''] = line.split(' ')
    const [measurement = '', ...tags] = series.split(',')
    return {
      measurement,
      tags: Object.fromEntries(tags.map((tag) => tag.split('='))),
      fields: Object.fromEntries(
        fields.split(',').map((field) => {
          const [name = '', value = ''] = field.split('=')
          return [name, Number.parseInt(value, 10)]
        }),
      ),
      timestamp: Number(seconds),
    }
  })
}
