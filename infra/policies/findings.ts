// All policies over what a program registered.
import { listedPolicies } from './attached.ts'
import { bucketsShut, encrypted } from './encrypted.ts'
import { noOpenIngress, rulesInOnePlace } from './ingress.ts'
import { leastPrivilege } from './least-privilege.ts'
import { noSecretInClear, noSecretInOutputs } from './no-secrets.ts'
import { ownAccountOnly } from './own-account.ts'
import { dataProtected, keptWhole } from './protected.ts'
import { noPlainHttp, noPublicDatabase } from './reachable.ts'
import type { Rule, Seen, Values } from './rule.ts'
import { tagged } from './tagged.ts'

export const RULES: readonly Rule[] = [
  noOpenIngress,
  rulesInOnePlace,
  noPlainHttp,
  noPublicDatabase,
  encrypted,
  bucketsShut,
  dataProtected,
  keptWhole,
  tagged,
  leastPrivilege,
  listedPolicies,
  ownAccountOnly,
  noSecretInClear,
  noSecretInOutputs,
]

export interface Finding {
  readonly rule: string
  /** Type and name of the resource; `stack` where the stack as a whole is meant. */
  readonly of: string
  readonly what: string
}

export interface FindingsOptions {
  /** Of the stack. */
  readonly outputs?: Values
  /** Rules to be left out: `data-protected` where the configuration has `protect: false`. */
  readonly without?: readonly string[]
}

/** What an engine keeps of each resource; secrets are `{secret: value}`. */
export type RegisteredResource = Omit<Seen, 'marked'> & { readonly custom: boolean }

/** In the order of the rules. Components have nothing of their own and are left out. */
export function findingsOf(
  registered: readonly RegisteredResource[],
  { outputs = {}, without = [] }: FindingsOptions = {},
): readonly Finding[] {
  const resources = registered.flatMap((one) => (one.custom ? [{ ...one, marked: true }] : []))
  return RULES.filter(({ name }) => !without.includes(name)).flatMap((rule) => {
    const found: Finding[] = []
    const report = (what: string, seen?: Seen) => {
      found.push({ rule: rule.name, of: seen ? `${seen.type} ${seen.name}` : 'stack', what })
    }
    if ('whole' in rule) rule.whole({ resources, outputs }, report)
    else for (const seen of resources) rule.each(seen, (what) => report(what, seen))
    return found
  })
}
