// The version of a server by the header that it answers /ping with: docs.influxdata.com, API of 1, 2 and 3, `/ping`.
import { DIALECTS, type DialectName } from '../target.ts'

/** `1.6.7~rc0`; undefined where it does not say: a proxy, InfluxDB Cloud, or 3 to one without a token. */
export function versionIn(header: string | readonly string[] | undefined): string | undefined {
  return [header].flat()[0]?.replace(/^v(?=\d)/, '')
}

/** Whether that version is of another dialect. A major version that we do not know proves nothing. */
export function isOtherVersion(version: string | undefined, dialect: DialectName): boolean {
  const major = /^\d+/.exec(version ?? '')?.[0]
  return major !== undefined && major !== dialect && DIALECTS.some((one) => one === major)
}
