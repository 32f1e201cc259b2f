// One database to write to, as the configuration gives it, with its secrets read.
import type { Secret } from '../../fleet/secret.ts'
import type { Tier } from '../schema/tiers.ts'

/** Major version of InfluxDB, or what speaks as it does. */
export const DIALECTS = ['1', '2', '3'] as const
export type DialectName = (typeof DIALECTS)[number]

export interface InfluxTarget {
  /** Unique; a word for status, metrics and log. */
  readonly name: string
  /** http(s)://host:port, without a path and without credentials. */
  readonly url: string
  readonly dialect: DialectName
  /** 1: the database. 2: database of the mappings, and `<database>_<tier>` the buckets. 3: `<database>_<tier>`. */
  readonly database: string
  /** 1 only. */
  readonly username?: string
  readonly password?: Secret
  /** 2 and 3. */
  readonly token?: Secret
  /** 2 only. */
  readonly org?: string
  /** PEM of a certificate authority of the city's own. */
  readonly ca?: string
  /** Milliseconds that one request may take. Default 10,000. */
  readonly timeoutMs: number
}

/** Days that each tier is kept. */
export type KeepDays = Readonly<Record<Tier, number>>
