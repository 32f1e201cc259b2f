// How a command finds the program that runs on a data folder: a small file that `ronda run` keeps there.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../fleet/error.ts'
import { Secret } from '../fleet/secret.ts'

const RUNNING = 'running.json'
const TOKEN = 'token'
const TIMEOUT_MS = 5_000
const MAX_REPLY_BYTES = 64_000_000

interface Running {
  readonly pid: number
  readonly url: string
}

/** The token of this data folder, mode 0600; made at first start. */
export function ownToken(data: string): Secret {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const file = join(data, TOKEN)
  try {
    const value = readFileSync(file, 'utf8').trim()
    if (value.length >= 32) return new Secret(value)
  } catch {
    // Not there yet: made below.
  }
  const value = randomBytes(32).toString('base64url')
  writeFileSync(file, `${value}\n`, { mode: 0o600 })
  return new Secret(value)
}

export function announceRunning(data: string, running: Running): void {
  writeFileSync(join(data, RUNNING), `${JSON.stringify(running)}\n`, { mode: 0o600 })
}

export function withdrawRunning(data: string): void {
  rmSync(join(data, RUNNING), { force: true })
}

/** The program that runs on this folder; undefined where none does (a file left behind by a kill counts as none). */
export function findRunning(data: string): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(join(data, RUNNING), 'utf8')) as Running
    process.kill(running.pid, 0)
    return running
  } catch (error) {
    return isAlive(error)
      ? (JSON.parse(readFileSync(join(data, RUNNING), 'utf8')) as Running)
      : undefined
  }
}

/** GET `path` from the running program: its JSON, or undefined where it says 404. */
export async function ask(running: Running, token: Secret, path: string): Promise<unknown> {
  const reply = await fetch(new URL(path, running.url), {
    headers: { authorization: `Bearer ${token.reveal()}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (reply.status === 404) return undefined
  const length = Number(reply.headers.get('content-length') ?? 0)
  if (length > MAX_REPLY_BYTES) throw new Error(`${path}: ${length} bytes is too large an answer`)
  const body: unknown = await reply.json()
  if (reply.ok) return body
  throw new Error(`${path}: ${reply.status} ${messageOf(JSON.stringify(body))}`)
}

/** A process of another user answers EPERM to a signal: it lives. */
function isAlive(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPERM'
}
