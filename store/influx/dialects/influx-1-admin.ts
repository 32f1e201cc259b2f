// The client for setting up InfluxDB 1: npm `influx`, tamed where it would be deaf, or would show a login.
import { InfluxDB, type ISingleHostConfig } from 'influx'
import { messageOf } from '../../../fleet/error.ts'
import type { InfluxTarget } from '../target.ts'
import { InfluxError } from './influx-error.ts'
import { errorOf } from './rows-of.ts'

type Backoff = NonNullable<NonNullable<ISingleHostConfig['pool']>['backoff']>

export interface Admin {
  run<T>(body: (client: InfluxDB) => Promise<T>): Promise<T>
}

/** Never put off: the client's own way leaves its only host out for up to 10 s after an error. */
const NEVER: Backoff = {
  getDelay: () => 0,
  next: () => NEVER,
  reset: () => NEVER,
}

/** A client of its own for each init. Without a login it sends root:root, which a server without users does not read. */
export function adminOf(target: InfluxTarget): Admin {
  const { protocol, hostname, port } = new URL(target.url)
  const client = new InfluxDB({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    protocol: protocol === 'https:' ? 'https' : 'http',
    database: target.database,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password.reveal() }),
    ...(target.ca === undefined ? {} : { options: { ca: target.ca } }),
    pool: { maxRetries: 0, requestTimeout: target.timeoutMs, backoff: NEVER },
  })
  return {
    async run(body) {
      try {
        return await body(client)
      } catch (error) {
        // Its errors carry the request, and with it the login: only the words go on, no cause.
        throw adminFault(target, messageOf(error))
      }
    },
  }
}

function adminFault(target: InfluxTarget, said: string): InfluxError {
  return /A 40[13] /.test(said)
    ? new InfluxError(target, 'unauthorised', said)
    : errorOf(target, said.replace(/^Error from InfluxDB: /, ''))
}

/** A statement of its own: `createRetentionPolicy` of the client knows no shard durations. */
export async function post(client: InfluxDB, database: string, statement: string): Promise<void> {
  const answer: unknown = await client.queryRaw(statement, { database, method: 'POST' })
  const { results } = answer as { results?: readonly { error?: string }[] }
  const error = results?.find((result) => result.error !== undefined)?.error
  if (error !== undefined) throw new Error(error)
}
