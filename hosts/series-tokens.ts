// Makes the two tokens of an InfluxDB 2 where they are not there yet, and puts them into Secrets Manager.
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface TokenPlan {
  /** Of the database: `https://...:8086`. */
  readonly url: string
  readonly org: string
  /** Who signs in, and the secret that is his password. */
  readonly admin: { readonly name: string; readonly secret: string }
  /** Names of the secrets that the tokens go into. */
  readonly writer: string
  readonly reader: string
  readonly region: string
  /** Folder in memory: what goes into a secret passes through a file there, never through an argument. */
  readonly folder: string
  /** How long a database is waited for that is not up yet, in ms. */
  readonly waitMs: number
  /** Between two tries, in ms. */
  readonly pauseMs: number
}

interface Permission {
  readonly action: 'read' | 'write'
  readonly resource: { readonly type: string; readonly orgID: string; readonly id?: string }
}

const run = promisify(execFile)
const ASK_MS = 10_000
const AWS_MS = 60_000
const MOST_CHARS = 100_000

/**
 * Says in lines what it did; a token that the database takes stays as it is, so that a second run changes nothing.
 * Throws with a sentence where the database does not come up in time or refuses, and where a secret cannot be had or put.
 */
export async function makeSeriesTokens(plan: TokenPlan): Promise<string[]> {
  await untilUp(plan)
  const missing: ('writer' | 'reader')[] = []
  for (const role of ['writer', 'reader'] as const) {
    if (!(await isTaken(plan, await secretOf(plan, plan[role])))) missing.push(role)
  }
  if (missing.length === 0) return ['both tokens are there']
  const cookie = await signIn(plan)
  const orgId = await orgOf(plan, cookie)
  const lines: string[] = []
  for (const role of missing) {
    const { id, token } = await make(plan, cookie, orgId, role)
    try {
      await put(plan, plan[role], token)
    } catch (error) {
      // Nobody would ever know this token again.
      await ask(plan, 'DELETE', `/api/v2/authorizations/${id}`, { cookie })
      throw error
    }
    lines.push(`made the token of the ${role} and put it into the secret ${plan[role]}`)
  }
  return lines
}

async function untilUp(plan: TokenPlan): Promise<void> {
  const end = Date.now() + plan.waitMs
  for (;;) {
    const why = await ask(plan, 'GET', '/health', {}).then(
      ({ status }) => (status === 200 ? undefined : `answers ${status}`),
      () => 'does not answer',
    )
    if (why === undefined) return
    if (Date.now() >= end) throw new Error(`the database at ${plan.url} ${why}`)
    await new Promise((done) => setTimeout(done, plan.pauseMs))
  }
}

async function isTaken(plan: TokenPlan, token: string): Promise<boolean> {
  // What the stack put there first is a password; a header takes no line end.
  if (!/^[\x21-\x7e]+$/.test(token)) return false
  const { status } = await ask(plan, 'GET', '/api/v2/buckets?limit=1', {
    authorization: `Token ${token}`,
  })
  if (status === 200) return true
  if (status === 401 || status === 403) return false
  throw new Error(`the database at ${plan.url} answers ${status} to a token`)
}

async function signIn(plan: TokenPlan): Promise<string> {
  const { name, secret } = plan.admin
  const login = Buffer.from(`${name}:${await secretOf(plan, secret)}`).toString('base64')
  const { status, cookie } = await ask(plan, 'POST', '/api/v2/signin', {
    authorization: `Basic ${login}`,
  })
  if (status === 401 || status === 403)
    throw new Error(
      `the database refuses ${name}: ${secret} is not the password that it was made with`,
    )
  if (status >= 300 || cookie === '') throw new Error(`signing in: the database answers ${status}`)
  return cookie
}

async function orgOf(plan: TokenPlan, cookie: string): Promise<string> {
  const path = `/api/v2/orgs?${new URLSearchParams({ org: plan.org })}`
  const { json } = await ask(plan, 'GET', path, { cookie })
  const { orgs } = json as { orgs?: readonly { id?: unknown; name?: unknown }[] }
  const found = orgs?.find(({ name }) => name === plan.org)?.id
  if (typeof found === 'string') return found
  throw new Error(`the database has no organisation ${plan.org}`)
}

async function make(plan: TokenPlan, cookie: string, orgID: string, role: 'writer' | 'reader') {
  const body = JSON.stringify({
    ...{ orgID, description: `Ronda: ${role}`, permissions: permissions(orgID, role) },
  })
  const { status, json } = await ask(plan, 'POST', '/api/v2/authorizations', { cookie }, body)
  const { id, token } = json as { id?: unknown; token?: unknown }
  if (status >= 300 || typeof id !== 'string' || typeof token !== 'string' || token === '')
    throw new Error(`making the token of the ${role}: the database answers ${status}`)
  return { id, token }
}

/** The writer also makes buckets and mappings: `ronda store init`. */
function permissions(orgID: string, role: 'writer' | 'reader'): Permission[] {
  const actions = role === 'writer' ? (['read', 'write'] as const) : (['read'] as const)
  return [
    { action: 'read', resource: { type: 'orgs', id: orgID, orgID } },
    ...actions.flatMap((action) =>
      ['buckets', 'dbrps'].map((type) => ({ action, resource: { type, orgID } })),
    ),
  ]
}

async function ask(
  { url }: TokenPlan,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; cookie: string; json: unknown }> {
  const reply = await fetch(`${url}${path}`, {
    ...{ method, redirect: 'error', signal: AbortSignal.timeout(ASK_MS) },
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
  })
  const length = Number(reply.headers.get('content-length') ?? 0)
  if (length > MOST_CHARS) throw new Error(`the database at ${url} answers ${length} bytes`)
  const text = await reply.text()
  const cookie = reply.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
  return { status: reply.status, cookie: cookie.join('; '), json: jsonOf(text) }
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

async function secretOf(plan: TokenPlan, name: string): Promise<string> {
  const query = ['get-secret-value', '--secret-id', name, '--query', 'SecretString']
  return (await aws(plan, query)).replace(/\n$/, '')
}

async function put(plan: TokenPlan, name: string, token: string): Promise<void> {
  const file = join(plan.folder, 'token')
  writeFileSync(file, token, { mode: 0o600 })
  try {
    await aws(plan, ['put-secret-value', '--secret-id', name, '--secret-string', `file://${file}`])
  } finally {
    rmSync(file, { force: true })
  }
}

async function aws({ region }: TokenPlan, words: readonly string[]): Promise<string> {
  const all = ['--region', region, '--output', 'text', 'secretsmanager', ...words]
  try {
    return (await run('aws', all, { timeout: AWS_MS, maxBuffer: MOST_CHARS })).stdout
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? '').trim()
    throw new Error(`aws ${words[0]} of ${words[2]}: ${said.slice(0, 300) || 'no answer in time'}`)
  }
}
