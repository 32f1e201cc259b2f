// Runs a command to its end and says what it cost; runs rivals in shuffled order and compares them round by round.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Netns } from '../../test/rigs/netns.ts'
import { median } from '../median.ts'
import { childCpuSeconds } from './child-cpu.ts'

export interface Cost {
  readonly wallS: number
  /** Of the whole process tree. */
  readonly cpuS: number
  /** Largest memory of the command's own process; NaN when it was not watched. */
  readonly rssMb: number
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const WATCH_MS = 20

/** Nothing else may be waited for meanwhile: CPU is the difference of a counter over all children. */
export async function measure(
  ns: Netns,
  command: readonly string[],
  watchMemory = false,
): Promise<Cost> {
  const [word = '', ...rest] = [...ns.prefix, ...command]
  const cpu = childCpuSeconds()
  const started = performance.now()
  const child = spawn(word, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  let rssMb = Number.NaN
  const watch = watchMemory
    ? setInterval(() => {
        rssMb = peakMb(child.pid) ?? rssMb
      }, WATCH_MS)
    : undefined
  await once(child, 'close')
  clearInterval(watch)
  return {
    wallS: (performance.now() - started) / 1000,
    cpuS: childCpuSeconds() - cpu,
    rssMb,
    code: child.exitCode ?? -1,
    stdout,
    stderr,
  }
}

/** `names` in a new order each round, each run once; gives the costs by name, one a round. */
export async function rounds<Name extends string>(
  count: number,
  names: readonly Name[],
  run: (name: Name) => Promise<Cost>,
): Promise<Record<Name, Cost[]>> {
  const costs = Object.fromEntries(names.map((name) => [name, [] as Cost[]])) as Record<
    Name,
    Cost[]
  >
  for (let round = 0; round < count; round++) {
    for (const name of shuffled(names)) costs[name].push(await run(name))
  }
  return costs
}

/** Median over rounds of `ours / theirs` in the same round. */
export function pairedRatio(
  ours: readonly Cost[],
  theirs: readonly Cost[],
  of: 'wallS' | 'cpuS',
): number {
  return median(ours.map((cost, i) => cost[of] / (theirs[i]?.[of] ?? Number.NaN)))
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

function peakMb(pid: number | undefined): number | undefined {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb === undefined ? undefined : Number(kb) / 1024
  } catch {
    return undefined
  }
}
