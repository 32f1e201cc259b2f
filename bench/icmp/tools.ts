// The commands that are measured: `ronda ping --summary`, and fping as its manual would have it done.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeadIndex } from '../../test/rigs/addresses.ts'
import type { Cost } from './measure.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))

/** A list of targets in files: whole, and cut into shards for fping, which holds 65,535 at most. */
export interface TargetFiles {
  readonly file: string
  shards(count: number): readonly string[]
  readonly count: number
  remove(): void
}

export function writeTargets(addresses: readonly string[]): TargetFiles {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-'))
  const write = (name: string, list: readonly string[]): string => {
    const file = join(folder, name)
    writeFileSync(file, `${list.join('\n')}\n`)
    return file
  }
  return {
    file: write('all', addresses),
    count: addresses.length,
    shards: (count) => {
      const size = Math.ceil(addresses.length / count)
      return Array.from({ length: count }, (_, i) =>
        write(`shard-${i}`, addresses.slice(i * size, (i + 1) * size)),
      )
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Runs on the very Node that runs the bench. */
export function ronda(targets: TargetFiles, ...options: readonly string[]): string[] {
  return [process.execPath, RONDA, 'ping', '--json', '--targets', targets.file, ...options]
}

/** `-B 1`: no backoff, as ours. Several shards run at once. `-s` prints the counts that are checked. */
export function fping(files: readonly string[], intervalMs: string, retries = 1): string[] {
  const flags = ['-q', '-s', '-i', intervalMs, '-t', '1000', '-r', String(retries), '-B', '1']
  const one = (file: string): string => ['fping', ...flags, '-f', file].join(' ')
  return ['sh', '-c', `${files.map((file) => `${one(file)} &`).join(' ')} wait`]
}

/** How far a run's number of living is from the truth; Infinity when it said none. */
export function wrongBySummary(cost: Cost, living: number): number {
  const last = cost.stdout.trim().split('\n').at(-1) ?? ''
  try {
    const { alive } = JSON.parse(last) as { alive?: number }
    return alive === undefined ? Number.POSITIVE_INFINITY : Math.abs(alive - living)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** As `wrongBySummary`, of fping's statistics. */
export function fpingWrong(cost: Cost, living: number): number {
  const alive = [...cost.stderr.matchAll(/(\d+) alive/g)].map(([, count]) => Number(count))
  return alive.length === 0
    ? Number.POSITIVE_INFINITY
    : Math.abs(alive.reduce((sum, count) => sum + count, 0) - living)
}

export interface TargetLine {
  readonly target: string
  readonly alive: boolean
  readonly cause: string | null
  readonly reporter: string | null
}

/** Every target's line of a run without `--summary`. */
export function targetLines(cost: Cost): TargetLine[] {
  return cost.stdout
    .split('\n')
    .filter((line) => line.startsWith('{"target"'))
    .map((line) => JSON.parse(line) as TargetLine)
}

/** False dead plus false alive, target by target; those it did not name are wrong too. */
export function wrongByTarget(
  cost: Cost,
  addresses: readonly string[],
  isAlive: (index: number) => boolean = (index) => !isDeadIndex(index),
): number {
  const said = new Map(targetLines(cost).map(({ target, alive }) => [target, alive]))
  return addresses.filter((address, i) => said.get(address) !== isAlive(i)).length
}
