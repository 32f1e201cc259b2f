// The client for setting up InfluxDB 1: npm `influx`, tamed where it would be deaf, wait for ever, or show a login.
import { InfluxDB, type ISingleHostConfig } from 'influx'
import { z } from 'zod'
import { messageOf } from '../../../fleet/error.ts'
import type { InfluxTarget } from '../target.ts'
import { InfluxError } from './influx-error.ts'
import { errorOf } from './rows-of.ts'

export interface Influx1Admin {
  /** One statement that changes something. Throws InfluxError with what the server said. */
  run(statement: string): Promise<void>
}

type Backoff = NonNullable<NonNullable<ISingleHostConfig['pool']>['backoff']>

/** Never put off: the client's own way leaves its only host out for up to 10 s after an error. */
const NEVER: Backoff = {
  getDelay: () => 0,
  next: () => NEVER,
  reset: () => NEVER,
}

const answerSchema = z.object({ results: z.array(z.object({ error: z.string().optional() })) })

/** A client of its own for each set-up. Without a login it sends root:root, which a server without users does not read. */
export function adminOf(target: InfluxTarget): Influx1Admin {
  const { database, timeoutMs } = target
  const { protocol, hostname, port } = new URL(target.url)
  const client = new InfluxDB({
    host: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    protocol: protocol === 'https:' ? 'https' : 'http',
    database,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password.reveal() }),
    ...(target.ca === undefined ? {} : { options: { ca: target.ca } }),
    pool: { maxRetries: 0, requestTimeout: timeoutMs, backoff: NEVER },
  })
  return {
    async run(statement) {
      const signal = AbortSignal.timeout(timeoutMs)
      let answer: unknown
      try {
        const asked = client.queryRaw(statement, { database, method: 'POST', signal })
        answer = await Promise.race([asked, failedBy(signal)])
      } catch (error) {
        if (signal.aborted) {
          throw new InfluxError(target, 'timeout', '', {
            found: { why: 'no-answer', seconds: timeoutMs / 1000 },
          })
        }
        // Its errors carry the request, and with it the login: only the words go on, no cause.
        throw faultOf(target, messageOf(error))
      }
      const parsed = answerSchema.safeParse(answer)
      if (!parsed.success) {
        throw new InfluxError(target, 'strange-answer', 'no answer to a statement')
      }
      const error = parsed.data.results.find((result) => result.error !== undefined)?.error
      if (error !== undefined) throw errorOf(target, error)
    },
  }
}

/** An answer that breaks off in its middle leaves the client waiting, whatever its time limit. */
function failedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function faultOf(target: InfluxTarget, said: string): InfluxError {
  return /A 40[13] /.test(said)
    ? new InfluxError(target, 'unauthorised', said)
    : errorOf(target, said)
}
