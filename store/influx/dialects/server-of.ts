// Which server answers: asked of /ping, which all versions have, and held against the dialect that is configured.
import type { InfluxTarget } from '../target.ts'
import { ask, refusalOf } from './ask.ts'
import { createDialect } from './create-dialect.ts'
import { InfluxError } from './influx-error.ts'
import { isOtherVersion, versionIn } from './server-version.ts'

export interface ServerFound {
  /** As it says, `1.6.7~rc0`; absent where it does not say: a proxy, or InfluxDB Cloud. */
  readonly version?: string
}

/** Throws InfluxError: `unreachable`, `timeout`, `wrong-dialect`, `unauthorised` (3 wants a token even here). */
export async function serverOf(target: InfluxTarget): Promise<ServerFound> {
  const reply = await ask(target, createDialect(target).ping)
  const version = versionIn(reply.headers['x-influxdb-version'])
  if (version !== undefined && isOtherVersion(version, target.dialect)) {
    throw new InfluxError(target, 'wrong-dialect', '', { found: { why: 'other-version', version } })
  }
  if (reply.status >= 300) throw refusalOf(target, reply)
  return version === undefined ? {} : { version }
}
