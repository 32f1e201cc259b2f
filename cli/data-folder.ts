// Which data folder a command means, and the program that may be running on it.
import { join } from 'node:path'
import { messageOf, RondaError } from '../fleet/error.ts'
import type { Logger } from '../fleet/logger.ts'
import { makeFolder } from '../fleet/make-folder.ts'
import type { Option } from './command.ts'
import { type Config, readConfig } from './config.ts'
import { givenToken } from './run/token.ts'
import { ask, findRunning, type Told, tell } from './running.ts'

/** For commands that look at what `ronda run` does or did. */
export const CONFIG_OPTION: Readonly<Record<string, Option>> = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    help: 'the ronda.yaml of the city; without it ./ronda.yaml, else the synthetic city',
  },
}

export const STORE_FILE = 'ronda.db'

export function storeFile(config: Config): string {
  return join(config.data, STORE_FILE)
}

/** Faults of a disk that may pass while the program runs: the store waits for it, and so does everything else. */
const MAY_PASS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'])

/**
 * Makes the data folder, for this user only. On a disk that is full or read-only it is only logged: the store makes the
 * folder later. Throws RND_STORE_OPEN for what will not mend itself: a file in the way, a missing right.
 */
export function makeDataFolder(data: string, log: Logger): void {
  try {
    makeFolder(data, 0o700)
  } catch (cause) {
    const what = `cannot make the data folder ${data}: ${messageOf(cause)}`
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (!MAY_PASS.has(code)) {
      throw new RondaError('RND_STORE_OPEN', what, {
        remedy: 'name a folder that this user may write to: data: in ronda.yaml, or --data DIR',
        cause,
      })
    }
    log.error({}, `${what}; the round goes on, nothing can be kept yet`)
  }
}

export type Answer =
  | { readonly type: 'body'; readonly body: unknown }
  /** Nothing runs on the data folder. */
  | { readonly type: 'nobody' }
  /** The process is there and lets us knock, but does not answer: stopped, or stuck. */
  | { readonly type: 'silent'; readonly pid: number }

/** GETs `path` from the program that runs on the configuration's data folder. */
export async function askRunning(config: Config, path: string): Promise<Answer> {
  const running = findRunning(config.data)
  if (running === undefined) return { type: 'nobody' }
  try {
    return { type: 'body', body: await ask(running, givenToken(config), path) }
  } catch (error) {
    if (isTimeout(error)) return { type: 'silent', pid: running.pid }
    // The process is there but its door is not: starting, ending, or another program with the same number.
    if (error instanceof TypeError) return { type: 'nobody' }
    throw error
  }
}

/** As `askRunning`, for a command that is no use without an answer. Throws RND_NOT_RUNNING. */
export async function askOrThrow<T>(config: Config, path: string): Promise<T> {
  const answer = await askRunning(config, path)
  if (answer.type === 'body') return answer.body as T
  throw notRunning(config, answer.type === 'silent' ? answer.pid : undefined)
}

/** POSTs `body` to the program that runs on the configuration's data folder. Throws RND_NOT_RUNNING. */
export async function tellRunning(config: Config, path: string, body: unknown): Promise<Told> {
  const running = findRunning(config.data)
  if (running === undefined) throw notRunning(config, undefined)
  try {
    return await tell(running, givenToken(config), path, body)
  } catch (error) {
    if (isTimeout(error) || error instanceof TypeError) throw notRunning(config, running.pid)
    throw error
  }
}

/** `silentPid`: the process is there, but does not answer. */
function notRunning({ data, estate }: Config, silentPid: number | undefined): RondaError {
  if (silentPid !== undefined) {
    return new RondaError('RND_NOT_RUNNING', `process ${silentPid} does not answer`, {
      remedy: 'look at its log; once it answers, "ronda audit" says what was done',
    })
  }
  const files =
    estate === undefined
      ? ''
      : `, or write what is planned into suspensions.yaml or maintenance.yaml in ${estate}`
  return new RondaError('RND_NOT_RUNNING', `Ronda is not running on ${data}`, {
    remedy: `start it with "ronda run"${files}`,
  })
}

export function configOf(values: Readonly<Record<string, string | boolean | undefined>>): Config {
  const { config } = values
  return readConfig(typeof config === 'string' ? config : undefined)
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}
