// InfluxDB 2: a bucket for each tier, and a mapping (DBRP) by which InfluxQL finds it as database and retention policy.
import type { Dialect, RequestSpec } from '../dialect.ts'
import type { InfluxTarget } from '../target.ts'
import { tierName } from './tier-name.ts'

export function influx2(target: InfluxTarget): Dialect {
  const { database, org = '' } = target
  const headers = { authorization: `Token ${target.token?.reveal() ?? ''}` }
  return {
    ping: { method: 'GET', path: '/ping', headers },
    // Go's gzip reader, as in InfluxDB 1; from its documentation.
    joinsGzip: true,
    // Not /write, which finds its bucket by a mapping that anybody may move: docs/decisions/0011-influx.md.
    write: (tier, precision): RequestSpec => ({
      method: 'POST',
      path: `/api/v2/write?${new URLSearchParams({ org, bucket: tierName(target, tier), precision })}`,
      headers,
    }),
    query: (tier, q): RequestSpec => ({
      method: 'GET',
      path: `/query?${new URLSearchParams({ db: database, rp: tier, q, epoch: 'ms' })}`,
      headers,
    }),
    async init(keep, options) {
      const { initInflux2 } = await import('./influx-2-init.ts')
      return await initInflux2(target, headers, keep, options)
    },
  }
}
