// InfluxDB 3: a database for each tier. Core has room for five, which is what Ronda needs.
import type { Dialect, RequestSpec } from '../dialect.ts'
import type { InfluxTarget } from '../target.ts'
import { tierName } from './tier-name.ts'

export function influx3(target: InfluxTarget): Dialect {
  const headers = { authorization: `Bearer ${target.token?.reveal() ?? ''}` }
  return {
    ping: { method: 'GET', path: '/ping', headers },
    // It reads the first gzip member only (its source of 2024 does): what is behind would be lost without a word.
    joinsGzip: false,
    makesByWriting: true,
    write: (tier, precision): RequestSpec => ({
      method: 'POST',
      path: `/write?${new URLSearchParams({ db: tierName(target, tier), precision })}`,
      headers,
    }),
    query: (tier, q): RequestSpec => ({
      method: 'GET',
      path: `/query?${new URLSearchParams({ db: tierName(target, tier), q, epoch: 'ms' })}`,
      headers,
    }),
    async init(keep, options) {
      const { initInflux3 } = await import('./influx-3-init.ts')
      return await initInflux3(target, headers, keep, options)
    },
  }
}
