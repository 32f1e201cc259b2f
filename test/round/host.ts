// Runs a round in a namespace and remembers what it says.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Transition } from '../../fleet/state.ts'
import {
  ROUND_DEFAULTS,
  type RoundGap,
  type RoundHealth,
  type RoundOptions,
} from '../../probes/round/plan.ts'
import type { Netns } from '../rigs/netns.ts'
import type { ChildLine, ChildOrder } from './plain-fleet.ts'

const CHILD = fileURLToPath(new URL('./round-child.ts', import.meta.url))

export interface RoundHost {
  readonly child: ChildProcess
  readonly transitions: (Transition & { readonly toldAt: number })[]
  readonly gaps: readonly RoundGap[]
  readonly looks: { readonly count: number; readonly lost: number; readonly inconclusive: number }
  /** The last one told. */
  health(): RoundHealth | undefined
  /** Waits until `what` holds, at most `ms`; gives whether it did. */
  until(what: () => boolean, ms: number): Promise<boolean>
  /** Ends it and gives its exit code. */
  stop(): Promise<number>
}

export interface HostOptions {
  readonly addresses: readonly string[]
  readonly intervalMs?: number
  readonly anchors?: readonly string[]
  readonly options?: Partial<RoundOptions>
  readonly socket?: unknown
  /** Words before the command, such as `unshare -T`. */
  readonly prefix?: readonly string[]
}

/** Resolves when the round has started. */
export async function hostRound(ns: Netns, host: HostOptions): Promise<RoundHost> {
  const [command, ...args] = [...(host.prefix ?? []), process.execPath, CHILD]
  const child = ns.spawn(command as string, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('the round did not start')
  const transitions: (Transition & { toldAt: number })[] = []
  const gaps: RoundGap[] = []
  const looks = { count: 0, lost: 0, inconclusive: 0 }
  let health: RoundHealth | undefined
  let started = false
  createInterface({ input: stdout }).on('line', (text) => {
    const line = JSON.parse(text) as ChildLine
    switch (line.type) {
      case 'started':
        started = true
        break
      case 'transition':
        transitions.push({ ...line.transition, toldAt: line.toldAt })
        break
      case 'gap':
        gaps.push(line.gap)
        break
      case 'health':
        health = line.health
        break
      case 'looks':
        looks.count += line.count
        looks.lost += line.lost
        looks.inconclusive += line.inconclusive
    }
  })
  const order: ChildOrder = {
    addresses: host.addresses,
    intervalMs: host.intervalMs ?? 10_000,
    anchors: host.anchors ?? [],
    options: { ...ROUND_DEFAULTS, ...host.options },
    socket: host.socket ?? { kind: 'raw' },
  }
  const exited = once(child, 'exit') as Promise<[number | null]>
  stdin.write(`${JSON.stringify(order)}\n`)
  const until = async (what: () => boolean, ms: number): Promise<boolean> => {
    const end = Date.now() + ms
    while (!what() && Date.now() < end && child.exitCode === null) await wait(20)
    return what()
  }
  if (!(await until(() => started, 15_000))) throw new Error('the round did not start')
  return {
    child,
    transitions,
    gaps,
    looks,
    health: () => health,
    until,
    async stop() {
      stdin.end()
      const [code] = await exited
      return code ?? -1
    },
  }
}
