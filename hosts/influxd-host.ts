// InfluxDB 1 of Debian with a configuration of ours: a login, an index on disk, and bounds on what it may take.
import type { Host } from './host.ts'
import type { Place } from './place.ts'

export interface InfluxUser {
  readonly name: string
  /** Name of the secret that is its password. */
  readonly secret: string
}

export interface InfluxdSettings {
  readonly name: string
  readonly place: Place
  readonly database: string
  /** Retention policies, the first of them is the default; lengths as InfluxQL has them: `168h`. */
  readonly policies: readonly [InfluxPolicy, ...InfluxPolicy[]]
  readonly admin: InfluxUser
  /** Reads and writes the database. */
  readonly writer: InfluxUser
  /** Reads it. */
  readonly reader: InfluxUser
  /** `ADDRESS:PORT`; absent: port 8086 of the machine's first private address, looked up at boot. */
  readonly listen?: string
  /** Where it keeps everything; absent: on the disk of the machine. */
  readonly volume?: string
  /** What the whole of it may take; default 4096. Caches and bounds follow from it. */
  readonly memoryMb?: number
}

export interface InfluxPolicy {
  readonly name: string
  readonly duration: string
  readonly shard: string
}

export declare function influxdHost(settings: InfluxdSettings): Host
