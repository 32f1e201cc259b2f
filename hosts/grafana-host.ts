// Grafana from its vendor's packages, with dashboards and alerting from files and its own state in PostgreSQL.
import type { Host } from './host.ts'
import type { Place } from './place.ts'

export interface GrafanaSettings {
  readonly name: string
  readonly place: Place
  /** As people reach it: `https://grafana.ronda.example`. */
  readonly url: string
  /** Default 127.0.0.1:3000: a proxy on the machine has the certificate. */
  readonly listen?: string
  /** SHA-256 of the key of Grafana's packages; see docs/operations.md. */
  readonly keySha256: string
  /** Name of the secret that is the first password of `admin`. */
  readonly admin: string
  /** PostgreSQL; absent: SQLite on the machine, for one host. */
  readonly database?: {
    readonly host: string
    readonly port: number
    readonly name: string
    readonly user: string
    /** Name of the secret that is its password. */
    readonly secret: string
  }
  /** What `ronda render grafana` makes: the files, or an archive of them. */
  readonly provisioning:
    | { readonly files: readonly { readonly path: string; readonly text: string }[] }
    | { readonly url: string; readonly sha256: string }
  /** Variables that the files name, each with the name of its secret. */
  readonly variables?: Readonly<Record<string, string>>
  /** Sends e-mail; absent: none. */
  readonly smtp?: {
    readonly host: string
    readonly from: string
    readonly user: string
    readonly secret: string
  }
}

export declare function grafanaHost(settings: GrafanaSettings): Host
