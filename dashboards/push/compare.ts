// What is to become of a thing: as we want it, as it stands in Grafana, as we pushed it last.
import type { Secret } from '../../fleet/secret.ts'
import { type Difference, differences } from './differences.ts'
import { hashOf, isSame, type Json, listOf, objectOf, pruned, textOf } from './json.ts'
import type { Entry } from './ledger.ts'
import { type Secrets, secretsHash, veiled } from './secrets.ts'
import type { Found, Kind, Thing } from './thing.ts'

/**
 * `theirs`: a person changed it since our last push, or it was there before us; only overwriting changes it. `locked`: it
 * cannot be changed through the API whatever we are told.
 */
export type Outcome = 'make' | 'change' | 'remove' | 'same' | 'theirs' | 'locked'

export interface Change {
  readonly kind: Kind
  readonly key: string
  readonly title: string
  readonly outcome: Outcome
  /** What of it differs. */
  readonly differences: readonly Difference[]
  /** How many more keys differ than `differences` lists. */
  readonly more: number
  /** What people should know of it, a sentence. */
  readonly note?: string
  /** Absent: it is to go. */
  readonly thing?: Thing
  readonly found?: Found
}

export interface LookOptions {
  /** Empty: what secrets are is not looked at. */
  readonly secrets: Secrets
  /** Of the push: keys the hashes of secrets. */
  readonly token: Secret
}

/** Of a thing that we want; `entry`: as we pushed it last. */
export function compared(
  thing: Thing,
  found: Found | undefined,
  entry: Entry | undefined,
  { secrets, token }: LookOptions,
): Change {
  const { kind, key, title, body } = thing
  if (found === undefined) {
    const note =
      entry === undefined ? {} : { note: 'it was removed in Grafana since the last push' }
    return { kind, key, title, outcome: 'make', differences: [], more: 0, thing, ...note }
  }
  const isLoose = kind === 'dashboard' || kind === 'data source'
  const there = veiled(found.body, thing, secrets)
  const isOurs = entry !== undefined && entry.given === hashOf(there)
  const isKnown = isOurs && entry.sent === hashOf(body)
  const isEqual = isKnown || (isLoose ? isWithin(body, there) : isSame(body, there))
  const { list, more } = differences(there, body, isLoose)
  const change = {
    kind,
    key,
    title,
    differences: isEqual ? [] : list,
    more: isEqual ? 0 : more,
    thing,
    found,
  }
  if (isEqual) {
    const isSecretNew =
      secrets.size > 0 &&
      secretsHash(thing, secrets, token) !== entry?.secrets &&
      thing.secrets.length > 0
    if (!isSecretNew) return { ...change, outcome: 'same' }
    const note = 'its secrets are set anew'
    return found.locked === undefined
      ? { ...change, outcome: 'change', note }
      : { ...change, outcome: 'same' }
  }
  if (found.locked !== undefined) return { ...change, outcome: 'locked', note: found.locked }
  if (isOurs) return { ...change, outcome: 'change' }
  const note =
    entry === undefined ? beforeUs(kind, found) : 'a person changed it since the last push'
  return { ...change, outcome: 'theirs', note }
}

/** Of a thing that we pushed once, or would with other settings, and want no more. */
export function leaving(kind: Kind, key: string, found: Found, entry: Entry | undefined): Change {
  const title = textOf(found.raw['title']) || textOf(found.raw['name']) || key
  const change = { kind, key, title, differences: [], more: 0, found }
  if (found.locked !== undefined) return { ...change, outcome: 'locked', note: found.locked }
  if (entry?.given === hashOf(found.body)) return { ...change, outcome: 'remove' }
  const note =
    entry === undefined
      ? 'it is to go, and was not pushed by us'
      : 'it is to go, and a person changed it since the last push'
  return { ...change, outcome: 'theirs', note }
}

function beforeUs(kind: Kind, found: Found): string {
  if (kind !== 'policy') return 'it is there, and was not pushed by us'
  const routes = listOf(objectOf(found.body)['routes'])
  const receiver = textOf(objectOf(found.body)['receiver'])
  return `the organisation has one tree only, and others wrote this one: receiver "${receiver}", ${routes.length} route${routes.length === 1 ? '' : 's'} below it; all of it would go`
}

/** Whether all of `wanted` is in `found`, lists as they are; what `found` has more in objects is Grafana's own. */
function isWithin(wanted: Json, found: Json): boolean {
  const [part, whole] = [pruned(wanted), pruned(found)]
  return differences(whole, part, true).list.length === 0
}
