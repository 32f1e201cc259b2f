// JSON as values: compared, hashed, and without what is empty.
import { createHash } from 'node:crypto'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An empty object where it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** An empty list where it is none. */
export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Sorted, where the order says nothing. */
export function byText(list: readonly Json[]): Json[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** Plain JSON of what may hold `undefined`. */
export function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json
}

/** Only `keys` of it, where they are there. */
export function pick(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]] as const])),
  )
}

/** Without null, false, empty text, empty lists and empty objects: Grafana writes some of them and leaves out others. */
export function pruned(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(pruned)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, pruned(inner)] as const)
      .filter(([, inner]) => !isEmpty(inner)),
  )
}

export function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isObject(value) && Object.keys(value).length === 0
}

/** The first 16 hexadecimal digits of SHA-256 over its pruned JSON with sorted keys. */
export function hashOf(value: Json): string {
  return createHash('sha256')
    .update(sorted(pruned(value)))
    .digest('hex')
    .slice(0, 16)
}

export function isSame(one: Json, other: Json): boolean {
  return sorted(pruned(one)) === sorted(pruned(other))
}

function sorted(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(sorted).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sorted(value[key] ?? null)}`).join(',')}}`
}
