// The real program as a user starts it: `ronda ...` in a namespace or here, with its output kept.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Netns, Ran } from './netns.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))
const LOOK_EVERY_MS = 150
const END_MS = 15_000

export interface Program {
  readonly child: ChildProcess
  /** Everything written to stderr so far. */
  said(): string
  /** Ends it with a signal and gives the exit code; null where the signal itself ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** Runs one command to its end. `prefix` are words before it: a namespace's, or those that take privileges away. */
export function ronda(args: readonly string[], prefix: readonly string[] = []): Ran {
  const [command = process.execPath, ...rest] = [...prefix, process.execPath, RONDA, ...args]
  const ran = spawnSync(command, rest, { encoding: 'utf8', timeout: 60_000 })
  return { code: ran.status ?? -1, stdout: ran.stdout, stderr: ran.stderr }
}

/** Starts `ronda run` in a namespace; it is the caller's to end. */
export function startRonda(ns: Netns, args: readonly string[]): Program {
  const [command = 'ip', ...rest] = [...ns.prefix, process.execPath, RONDA, 'run', ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  return {
    child,
    said: () => text,
    async end(signal = 'SIGINT') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
      const [code] = await ended
      clearTimeout(timer)
      return code
    },
  }
}

/** Asks until `wanted` is content, at most `ms`; then throws with the last answer. */
export async function until<T>(
  what: string,
  ms: number,
  ask: () => T,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + ms
  for (;;) {
    const answer = ask()
    if (wanted(answer)) return answer
    if (Date.now() > deadline) {
      throw new Error(`not within ${ms} ms: ${what}; last answer: ${JSON.stringify(answer)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
