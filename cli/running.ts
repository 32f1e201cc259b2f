// How a command finds the program that runs on a data folder: a small file that `ronda run` keeps there.
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, RondaError } from '../fleet/error.ts'
import { makeFolder } from '../fleet/make-folder.ts'
import { Secret } from '../fleet/secret.ts'

const RUNNING = 'running.json'
const TOKEN = 'token'
/** Less is no token but a file that a full disk cut off. */
const LEAST_TOKEN = 32
const TIMEOUT_MS = 5_000
/** A mass suspension moves thousands of states and is on disk before it is answered. */
const ACT_TIMEOUT_MS = 30_000
const MAX_REPLY_BYTES = 64_000_000

interface Running {
  readonly pid: number
  readonly url: string
}

export function tokenFile(data: string): string {
  return join(data, TOKEN)
}

/** The token of this data folder; undefined where none was made yet, or where this user may not read it. */
export function findToken(data: string): Secret | undefined {
  try {
    const value = readFileSync(tokenFile(data), 'utf8').trim()
    return value.length >= LEAST_TOKEN ? new Secret(value) : undefined
  } catch {
    return undefined
  }
}

/** The token of this data folder, mode 0600; made where there is none. Throws the system's error. */
export function makeToken(data: string): Secret {
  const found = findToken(data)
  if (found) return found
  const value = randomBytes(32).toString('base64url')
  makeFolder(data, 0o700)
  writeFileSync(tokenFile(data), `${value}\n`, { mode: 0o600 })
  return new Secret(value)
}

/** Throws the system's error: then no command finds the program. */
export function announceRunning(data: string, running: Running): void {
  writeFileSync(join(data, RUNNING), `${JSON.stringify(running)}\n`, { mode: 0o600 })
}

/** A note that cannot be taken away (a disk that became read-only) stays: it counts as none once the process is gone. */
export function withdrawRunning(data: string): void {
  try {
    rmSync(join(data, RUNNING), { force: true })
  } catch {
    // As said above.
  }
}

/** The program that runs on this folder; undefined where none does (a file left behind by a kill counts as none). */
export function findRunning(data: string): Running | undefined {
  const running = noteIn(data)
  if (running === undefined) return undefined
  try {
    process.kill(running.pid, 0)
    return running
  } catch (error) {
    return isAlive(error) ? running : undefined
  }
}

/** GET `path` from the running program: its JSON, or undefined where it says 404. Throws RND_SECRET_UNRESOLVED at a 401. */
export async function ask(
  running: Running,
  token: Secret | undefined,
  path: string,
): Promise<unknown> {
  const reply = await send(running, token, path, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (reply.status === 404) return undefined
  const body: unknown = await reply.json()
  if (reply.ok) return body
  throw new Error(`${path}: ${reply.status} ${messageOf(JSON.stringify(body))}`)
}

/** What came of an act: the status and the JSON of the answer. */
export interface Told {
  readonly status: number
  readonly body: unknown
}

/** POSTs `body` as JSON to the running program. Throws RND_SECRET_UNRESOLVED at a 401. */
export async function tell(
  running: Running,
  token: Secret | undefined,
  path: string,
  body: unknown,
): Promise<Told> {
  const reply = await send(running, token, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-ronda-via': 'cli' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ACT_TIMEOUT_MS),
  })
  return { status: reply.status, body: await reply.json() }
}

async function send(
  running: Running,
  token: Secret | undefined,
  path: string,
  init: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const bearer = token ? { authorization: `Bearer ${token.reveal()}` } : {}
  const headers = { ...init.headers, ...bearer }
  const reply = await fetch(new URL(path, running.url), { ...init, headers })
  if (reply.status === 401) {
    throw new RondaError('RND_SECRET_UNRESOLVED', `${running.url} does not take the token`, {
      remedy:
        'run this as the user that Ronda runs as, with the same configuration and, where console.token is env:NAME, the same variable',
    })
  }
  const length = Number(reply.headers.get('content-length') ?? 0)
  if (length > MAX_REPLY_BYTES) throw new Error(`${path}: ${length} bytes is too large an answer`)
  return reply
}

/** Undefined where there is none, or only the beginning of one, cut off by a full disk. */
function noteIn(data: string): Running | undefined {
  try {
    const note = JSON.parse(readFileSync(join(data, RUNNING), 'utf8')) as Partial<Running> | null
    const { pid, url } = note ?? {}
    if (!Number.isSafeInteger(pid) || typeof url !== 'string' || !URL.canParse(url))
      return undefined
    return pid !== undefined && pid > 0 ? { pid, url } : undefined
  } catch {
    return undefined
  }
}

/** A process of another user answers EPERM to a signal: it lives. */
function isAlive(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPERM'
}
