// One thing of ours in Grafana, as we want it and as it stands there, in the shape of the HTTP API.
import type { Json, JsonObject } from './json.ts'

/** In the order in which they are written: what is named by others comes first. */
export const KINDS = [
  'folder',
  'data source',
  'contact point',
  'time interval',
  'template',
  'policy',
  'rule',
  'dashboard',
] as const
export type Kind = (typeof KINDS)[number]

/** What stands for a secret in a body, as Grafana itself writes it. */
export const REDACTED = '[REDACTED]'
/** A secret that Grafana shows and that is not ours. */
export const ANOTHER = '[another secret]'

/** A secret at its place in a body. */
export interface SecretAt {
  readonly path: readonly (string | number)[]
  /** As people write it: `env:NAME`. */
  readonly reference: string
  /** Text before it: `Bearer `. */
  readonly before: string
}

export interface Thing {
  readonly kind: Kind
  /** Uid, or name where it has none. */
  readonly key: string
  /** For people. */
  readonly title: string
  /** What Grafana is to have, secrets as `[REDACTED]`. */
  readonly body: JsonObject
  readonly secrets: readonly SecretAt[]
}

export interface Found {
  /** The part of it that is ours to say, in the same shape as the wanted one. */
  readonly body: Json
  /** As Grafana gave it: versions, ids. */
  readonly raw: JsonObject
  /** Why it cannot be written whatever we are told. */
  readonly locked?: string
}

/** By key. */
export type FoundThings = ReadonlyMap<string, Found>
