// The whole program on the whole synthetic city in a namespace of its own, watched as its users watch it: over HTTP.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Fleet } from '../fleet/model.ts'
import { writeEstate } from '../fleet/write.ts'
import { enterNetns } from '../test/rigs/enter-netns.ts'
import { makeNetns, type Netns } from '../test/rigs/netns.ts'
import { type TreeUse, treeUse } from './process-tree.ts'

const RONDA = fileURLToPath(new URL('../cli/ronda.js', import.meta.url))
const PORT = 18_080
const READY_MS = 60_000

/** A change of state as an open page learns of it. */
export interface SeenChange {
  readonly id: string
  readonly state: string
  /** Epoch milliseconds of its arrival here. */
  readonly seenAt: number
}

export interface RunningCity {
  readonly ns: Netns
  /** Every change since the start, in order of arrival. */
  readonly changes: readonly SeenChange[]
  use(): TreeUse
  api<T>(path: string): Promise<T>
  /** The value of a metric by its full name with labels; NaN where it is not there. */
  metric(name: string): Promise<number>
  close(): Promise<void>
}

export interface CityOptions {
  /** Written out and run as an estate, instead of the synthetic city. */
  readonly fleet?: Fleet
  /** Besides those of the bench itself. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * The process of the bench lives in the namespace until `close`. `beforeStart` runs in it before the program does, and
 * may give more lines for ronda.yaml. The day's script is off: what happens to the city is the bench's.
 */
export async function runCity(
  beforeStart?: (ns: Netns) => Promise<string | undefined>,
  { fleet, env = {} }: CityOptions = {},
): Promise<RunningCity> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-round-'))
  const ns = makeNetns('benchround')
  const leave = enterNetns(ns)
  const config = join(folder, 'ronda.yaml')
  const more = await beforeStart?.(ns)
  // Lines alone, as they were measured before there were pictures; bench/feeds measures the program with them.
  const lines = 'synthetic: {seed: 1, script: none}\nfeeds: {enabled: false}\n'
  if (fleet) await writeEstate(fleet, join(folder, 'estate'))
  const own = `${fleet ? 'estate: ./estate\n' : lines}data: ./data\nconsole: {listen: '127.0.0.1:${PORT}'}\n`
  writeFileSync(config, `${own}${more ?? ''}`)
  const child = spawn(process.execPath, [RONDA, 'run', '--config', config], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  })
  const pid = child.pid
  if (pid === undefined) throw new Error('the program did not start')
  const exited = once(child, 'exit')
  const changes: SeenChange[] = []
  const abort = new AbortController()

  const api = async <T>(path: string): Promise<T> => {
    const reply = await fetch(`http://127.0.0.1:${PORT}${path}`)
    return (await reply.json()) as T
  }
  const close = async (): Promise<void> => {
    abort.abort()
    child.kill('SIGTERM')
    await exited
    leave()
    ns.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await listening()
    void follow(changes, abort.signal)
  } catch (error) {
    await close()
    throw error
  }
  return {
    ns,
    changes,
    use: () => treeUse(pid),
    api,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text()
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
      return line === undefined ? Number.NaN : Number(line.slice(name.length))
    },
    close,
  }

  async function listening(): Promise<void> {
    const end = Date.now() + READY_MS
    while (Date.now() < end && child.exitCode === null) {
      try {
        await api('/api/summary')
        return
      } catch {
        await wait(50)
      }
    }
    throw new Error(`the program does not answer (exit code ${child.exitCode})`)
  }
}

interface StatesEvent {
  readonly changes: readonly { readonly id: string; readonly state: string }[]
}

/** Collects `states` events until the signal. */
async function follow(changes: SeenChange[], signal: AbortSignal): Promise<void> {
  try {
    const reply = await fetch(`http://127.0.0.1:${PORT}/api/events`, { signal })
    let rest = ''
    for await (const piece of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (rest + piece).split('\n\n')
      rest = frames.pop() ?? ''
      const seenAt = Date.now()
      for (const frame of frames) {
        if (!frame.startsWith('event: states')) continue
        const data = frame.slice(frame.indexOf('data: ') + 'data: '.length)
        for (const { id, state } of (JSON.parse(data) as StatesEvent).changes) {
          changes.push({ id, state, seenAt })
        }
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
