// What differs between InfluxDB 1, 2 and 3: paths, names of tiers, authentication, how databases are made.

import type { Tier } from '../schema/tiers.ts'
import type { Precision } from '../spool/spool.ts'
import type { KeepDays } from './target.ts'

/** An HTTP request without its body. */
export interface RequestSpec {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly path: string
  /** Authorization and the like; a secret is in here, so never log it. */
  readonly headers: Readonly<Record<string, string>>
}

/** One step of `ronda store init` on one target. */
export interface InitStep {
  /** `database ronda`, `retention policy raw`, `bucket ronda_raw`, `mapping ronda/raw`. */
  readonly what: string
  readonly did: 'made' | 'changed' | 'found' | 'would-make' | 'would-change'
  /** `7 days, shards of 1 day`; of a change: `from 7 to 14 days`. */
  readonly detail: string
}

export interface Dialect {
  /** Gzip members joined end to end are one body to it. */
  readonly joinsGzip: boolean
  /** A write makes a database that is missing, and that one is kept for ever: look before the first. */
  readonly makesByWriting?: true
  /** Its version is in the answer, in a header. */
  readonly ping: RequestSpec & { readonly method: 'GET' }
  /** Where lines of a tier are posted. */
  write(tier: Tier, precision: Precision): RequestSpec
  /** InfluxQL; results with epoch milliseconds. */
  query(tier: Tier, q: string): RequestSpec
  /** Makes what is missing and mends retentions; `dryRun` only says so. Throws RND_INFLUX with what the server said. */
  init(keep: KeepDays, options: { readonly dryRun: boolean }): Promise<readonly InitStep[]>
}
