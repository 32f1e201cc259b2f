// Who is let in: this account and named services of AWS on its behalf, nobody else.
import { type Seen, type StackRule, sections, texts, type Values } from './rule.ts'
import { bindingsOf, nameOf, type Statement, statementsOf } from './statements.ts'

const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/
/** AWS gives no account to compare for a machine that takes its own role on. */
const WITHOUT_ACCOUNT = 'ec2.amazonaws.com'
/** Keys that say on whose behalf it is asked. */
const ON_BEHALF =
  /^(?:aws:(?:SourceAccount|SourceArn|SourceOrgID|PrincipalAccount|PrincipalArn|PrincipalOrgID)|kms:(?:CallerAccount|EncryptionContext:.+))$/i

/** Whose the stack is: the account that its ARNs and conditions name most often. */
export function accountOf(resources: readonly Seen[]): string | undefined {
  const text = JSON.stringify(resources.map(({ inputs }) => inputs)).replaceAll('\\', '')
  const counts = new Map<string, number>()
  for (const [, arn, condition] of text.matchAll(
    /arn:[\w-]+:[\w-]*:[\w-]*:(\d{12}):|"[\w:]+Account":"(\d{12})"/g,
  )) {
    const account = arn ?? condition ?? ''
    counts.set(account, (counts.get(account) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

export const ownAccountOnly: StackRule = {
  name: 'own-account-only',
  says: 'Roles, buckets, keys, secrets, topics and queues let in this account and services on its behalf only.',
  whole({ resources }, report) {
    const own = accountOf(resources)
    for (const seen of resources) {
      const tell = (what: string) => report(what, seen)
      const grantee = seen.inputs['granteePrincipal']
      if (typeof grantee === 'string' && !isOwn(grantee, own)) tell(`grants ${grantee} the key`)
      // A document that cannot be read is told of by least-privilege.
      for (const statement of statementsOf(seen, () => undefined))
        if (statement['Effect'] === 'Allow') checkPrincipals(statement, own, tell)
    }
  },
}

function checkPrincipals(
  statement: Statement,
  own: string | undefined,
  report: (what: string) => void,
): void {
  const named = nameOf(statement)
  const behalf = bindingsOf(statement).flatMap(([key, values]) =>
    ON_BEHALF.test(key) ? [values] : [],
  )
  for (const who of behalf.flat().filter(isNamed))
    if (!isOwn(who, own)) report(`${named} lets in on behalf of ${who}`)
  const isBound = behalf.some((values) => values.every((who) => isOwn(who, own)))
  for (const [kind, who] of principalsOf(statement)) {
    if (kind === 'Service') {
      if (!SERVICE.test(who)) report(`${named} lets in ${who}, which is no service of AWS`)
      else if (!isBound && !(statement.isTrust && who === WITHOUT_ACCOUNT))
        report(`${named} lets in ${who} on anybody's behalf`)
    } else if (statement.isTrust) {
      report(`${named} lets ${who} take the role on: only services may`)
    } else if (kind === 'AWS' && /[*?]/.test(who)) {
      if (who !== '*' || !isBound) report(`${named} lets everybody in`)
    } else if (kind !== 'AWS' || !isOwn(who, own)) {
      report(`${named} lets in ${who}, which is not of this account`)
    }
  }
}

function principalsOf(statement: Values): readonly (readonly [string, string])[] {
  const principal = statement['Principal']
  if (typeof principal === 'string') return [['AWS', principal]]
  return sections(principal).flatMap((by) =>
    Object.entries(by).flatMap(([kind, who]) => texts(who).map((one) => [kind, one] as const)),
  )
}

/** An account, an ARN or an organisation, as against some other text of a condition. */
function isNamed(who: string): boolean {
  return /^(?:\d{12}$|arn:|o-)/.test(who)
}

/** Buckets have no account in their ARN: a bucket that is named in full is as good as one's own. */
function isOwn(who: string, own: string | undefined): boolean {
  if (!who.startsWith('arn:')) return who === own || /^o-[a-z0-9]+$/.test(who)
  const [, , service = '', , account = ''] = who.split(':')
  if (account !== '') return account === own
  return service !== 'iam' && service !== 'sts' && !/[*?]/.test(who)
}
