// MediaMTX: takes each camera's stream once and gives it to everybody who watches.
import type { Host } from './host.ts'
import type { Place } from './place.ts'

export interface RelaySettings {
  readonly name: string
  readonly place: Place
  /** Release of MediaMTX for the machine's architecture; `url` and `sha256` as `Download` has them. */
  readonly release: { readonly version: string; readonly url: string; readonly sha256: string }
  /**
   * mediamtx.yml. `{secret:NAME}` and, percent-encoded for an address, `{secret-url:NAME}` are filled in at each start,
   * in memory. An archive with one mediamtx.yml where it is too large for user data.
   */
  readonly configuration:
    | { readonly text: string }
    | { readonly url: string; readonly sha256: string }
  /** Ports of the configuration that `well` knocks at: a relay is well when all of them listen. */
  readonly ports: readonly [number, ...number[]]
  /** Default 4096. */
  readonly memoryMaxMb?: number
}

export declare function relayHost(settings: RelaySettings): Host
