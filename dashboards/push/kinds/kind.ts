// How one kind of thing is read from Grafana, written and removed.
import type { GrafanaApi } from '../api.ts'
import type { JsonObject } from '../json.ts'
import type { Found, FoundThings, Thing } from '../thing.ts'

/** What is to be written: `body` with its secrets in it. */
export interface Writing {
  readonly thing: Thing
  readonly body: JsonObject
  readonly found: Found | undefined
}

export interface ReadableKind {
  /** Those of `keys` that are there, and for some kinds others. */
  read(api: GrafanaApi, keys: readonly string[]): Promise<FoundThings>
  remove(api: GrafanaApi, key: string): Promise<void>
}

export interface KindOf extends ReadableKind {
  write(api: GrafanaApi, writing: Writing): Promise<void>
}

/** Of alerting: things from files cannot be changed through the API. */
export function lockOf(raw: JsonObject): { readonly locked?: string } {
  const { provenance } = raw
  if (typeof provenance !== 'string' || provenance === '' || provenance === 'api') return {}
  return { locked: lockedBy(provenance === 'file' ? 'files' : `"${provenance.slice(0, 40)}"`) }
}

export function lockedBy(whom: string): string {
  return `Grafana has it from ${whom}, and lets nobody else change it: take one way, files or push`
}

export function at(path: string, key: string): string {
  return `${path}/${encodeURIComponent(key)}`
}
