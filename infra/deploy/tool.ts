// Runs the tools of others (pulumi, aws): their environment, their signals, their exit codes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import type { World } from './world.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A tool ended badly; its exit code is ours. */
export class ToolFailed extends Error {
  readonly code: number

  constructor(what: string, code: number) {
    super(`${what} ended with ${code}`)
    this.name = 'ToolFailed'
    this.code = code
  }
}

/** What tools say beyond this is cut. */
const MOST_KEPT = 64 * 1024 * 1024
/** npm passes a signal on that the terminal has given already: two within this are one. */
const ONE_SIGNAL_MS = 1000

/** What a tool says is kept and given back; it is asked nothing. Throws RND_CONFIG_MISSING where it cannot be started. */
export async function ask(
  world: World,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Ran> {
  const child = start(world, words, env, ['ignore', 'pipe', 'pipe'], true)
  const [stdout, stderr] = [keep(child.stdout), keep(child.stderr)]
  const code = await ended(world, child, words, true)
  return { code, stdout: stdout(), stderr: stderr() }
}

/**
 * What a tool says goes to the person, who may be asked by it. `quietly`: standard output is the caller's own (`--json`),
 * and the tool's goes to standard error.
 */
export async function show(
  world: World,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  quietly: boolean,
): Promise<number> {
  // At a terminal Ctrl-C reaches the tool by itself, and a second one would end it at once; elsewhere only we are told.
  const alone = !world.tty
  const stdin = world.tty ? 'inherit' : 'ignore'
  const child = start(world, words, env, [stdin, quietly ? 2 : 'inherit', 'inherit'], alone)
  return await ended(world, child, words, alone)
}

function start(
  world: World,
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  stdio: ('ignore' | 'pipe' | 'inherit' | number)[],
  detached: boolean,
): ChildProcess {
  // Pulumi starts `node` by its name: it shall be this one, not an older one of the machine.
  const path = [dirname(process.execPath), env['PATH']].join(delimiter)
  return spawn(command, args, { cwd: world.project, env: { ...env, PATH: path }, stdio, detached })
}

async function ended(
  { signals }: World,
  child: ChildProcess,
  [command = '']: readonly string[],
  passOn: boolean,
): Promise<number> {
  const last = new Map<string, number>()
  const pass = (name: NodeJS.Signals) => {
    const now = performance.now()
    const isSame = now - (last.get(name) ?? Number.NEGATIVE_INFINITY) < ONE_SIGNAL_MS
    last.set(name, now)
    if (!isSame && (passOn || name !== 'SIGINT')) child.kill(name)
  }
  const names = ['SIGINT', 'SIGTERM'] as const
  const listeners = names.map((name) => [name, () => pass(name)] as const)
  for (const [name, listener] of listeners) signals.on(name, listener)
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } catch (error) {
    throw new RondaError('RND_CONFIG_MISSING', `${command} cannot be started`, {
      remedy: `install ${command}, or mend its permissions`,
      cause: error,
    })
  } finally {
    for (const [name, listener] of listeners) signals.off(name, listener)
  }
}

function keep(stream: NodeJS.ReadableStream | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < MOST_KEPT) text += chunk
  })
  return () => text
}
