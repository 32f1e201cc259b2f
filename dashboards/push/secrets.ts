// Secrets of bodies: taken out of what is compared and shown, put into what is sent.
import { createHmac } from 'node:crypto'
import type { Setting } from '../../alerts/rules/alerting.ts'
import type { Secret, SecretReference } from '../../fleet/secret.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { ANOTHER, REDACTED, type SecretAt, type Thing } from './thing.ts'

/** By reference. Empty for a diff without them. */
export type Secrets = ReadonlyMap<string, Secret>

type Path = readonly (string | number)[]

/** A setting as JSON with `[REDACTED]` for each secret, and where those are. */
export function redacted(setting: Setting, path: Path): { body: Json; secrets: SecretAt[] } {
  if (Array.isArray(setting)) {
    const parts = (setting as readonly Setting[]).map((one, i) => redacted(one, [...path, i]))
    return { body: parts.map(({ body }) => body), secrets: parts.flatMap(({ secrets }) => secrets) }
  }
  if (typeof setting !== 'object') return { body: setting, secrets: [] }
  if (isSecret(setting)) {
    const { secret: reference, before = '' } = setting
    return { body: REDACTED, secrets: [{ path, reference, before }] }
  }
  const parts = Object.entries(setting as Readonly<Record<string, Setting>>).map(
    ([key, inner]) => [key, redacted(inner, [...path, key])] as const,
  )
  return {
    body: Object.fromEntries(parts.map(([key, { body }]) => [key, body])),
    secrets: parts.flatMap(([, { secrets }]) => secrets),
  }
}

/** The body as it is sent. Throws where a secret is not among `secrets`. */
export function revealed({ body, secrets: places }: Thing, secrets: Secrets): JsonObject {
  let whole: Json = body
  for (const { path, reference, before } of places) {
    const secret = secrets.get(reference)
    if (secret === undefined) throw new RangeError(`secret ${reference} was not read`)
    whole = replaced(whole, path, () => before + secret.reveal())
  }
  return whole as JsonObject
}

/** What Grafana shows at the places of secrets, without showing it: it does not hide all that we call secret. */
export function veiled(found: Json, { secrets: places }: Thing, secrets: Secrets): Json {
  let body = found
  for (const { path, reference, before } of places) {
    body = replaced(body, path, (there) => {
      const ours = secrets.get(reference)?.reveal()
      return there === REDACTED || ours === undefined || there === before + ours
        ? REDACTED
        : ANOTHER
    })
  }
  return body
}

/**
 * Tells later whether the secrets of a thing are others now. Keyed by the token of the push: who can read the hash cannot
 * guess what it is of. With another token all secrets are set anew, which harms nothing.
 */
export function secretsHash(thing: Thing, secrets: Secrets, key: Secret): string | undefined {
  if (thing.secrets.length === 0) return undefined
  const values = thing.secrets.map(({ path, reference }) => [
    path,
    secrets.get(reference)?.reveal(),
  ])
  return createHmac('sha256', key.reveal())
    .update(JSON.stringify(values))
    .digest('hex')
    .slice(0, 16)
}

function isSecret(
  setting: object,
): setting is { readonly secret: SecretReference; readonly before?: string } {
  return 'secret' in setting && typeof setting.secret === 'string'
}

function replaced(value: Json, path: Path, by: (there: Json) => Json): Json {
  const [head, ...rest] = path
  if (head === undefined) return by(value)
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((one, i) => (i === head ? replaced(one, rest, by) : one))
  }
  if (!isObject(value)) return value
  const there = value[head]
  return there === undefined ? value : { ...value, [head]: replaced(there, rest, by) }
}
