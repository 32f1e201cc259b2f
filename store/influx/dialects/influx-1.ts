// InfluxDB 1: one database, a retention policy for each tier.
import type { Dialect, RequestSpec } from '../dialect.ts'
import type { InfluxTarget } from '../target.ts'

export function influx1(target: InfluxTarget): Dialect {
  const { database } = target
  const headers = authorization(target)
  const query = (parameters: Readonly<Record<string, string>>): RequestSpec => ({
    method: 'GET',
    path: `/query?${new URLSearchParams({ ...parameters, epoch: 'ms' })}`,
    headers,
  })
  return {
    ping: { method: 'GET', path: '/ping', headers },
    // Go's gzip reader takes members joined end to end as one stream; tried on 1.6.7.
    joinsGzip: true,
    write: (tier, precision) => ({
      method: 'POST',
      path: `/write?${new URLSearchParams({ db: database, rp: tier, precision })}`,
      headers,
    }),
    query: (tier, q) => query({ db: database, rp: tier, q }),
    async init(keep, options) {
      // Loaded only when asked for, as in the other dialects: the thread that writes has little memory.
      const { initInflux1 } = await import('./influx-1-init.ts')
      return await initInflux1(target, (q) => query({ q }), keep, options)
    },
  }
}

function authorization({ username, password }: InfluxTarget): Record<string, string> {
  if (username === undefined) return {}
  const login = Buffer.from(`${username}:${password?.reveal() ?? ''}`).toString('base64')
  return { authorization: `Basic ${login}` }
}
