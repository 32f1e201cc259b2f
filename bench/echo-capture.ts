// Echo requests as they left, by tcpdump's kernel stamps.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export interface Echo {
  /** Epoch milliseconds. */
  readonly at: number
  readonly to: string
}

export interface Capture {
  /** Ends the capture and gives what it saw, in order. */
  end(): Promise<readonly Echo[]>
}

const STARTUP_MS = 500
const SNAP = '64'
const BUFFER_KB = '16384'
const OUTPUT_BYTES = 512 << 20
const LINE = /^(\d+\.\d+) IP \S+ > ([\d.]+): ICMP echo request/

/** Captures on `device` of the namespace that this process lives in, into `file`. */
export async function captureEchoes(device: string, file: string): Promise<Capture> {
  const filter = 'icmp[icmptype] == icmp-echo'
  const args = ['-i', device, '-n', '-s', SNAP, '-B', BUFFER_KB, '-w', file, filter]
  const child: ChildProcess = spawn('tcpdump', args, { stdio: 'ignore' })
  await wait(STARTUP_MS)
  if (child.exitCode !== null) throw new Error(`tcpdump ended with ${child.exitCode}`)
  return {
    async end() {
      const exited = once(child, 'exit')
      child.kill('SIGINT')
      await exited
      const read = spawnSync('tcpdump', ['-r', file, '-n', '-tt'], {
        encoding: 'utf8',
        maxBuffer: OUTPUT_BYTES,
      })
      rmSync(file, { force: true })
      return read.stdout.split('\n').flatMap((line) => {
        const [, at, to] = LINE.exec(line) ?? []
        return at === undefined || to === undefined ? [] : [{ at: Number(at) * 1000, to }]
      })
    },
  }
}

/** The largest number of echoes in any `windowMs`. */
export function largestBurst(echoes: readonly Echo[], windowMs: number): number {
  let most = 0
  let first = 0
  for (const [last, { at }] of echoes.entries()) {
    while (at - (echoes[first]?.at ?? at) > windowMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

/**
 * The longest wait of each address between two echoes that are not of one confirm, in milliseconds, on average: what a
 * delay would lengthen and a further look, asked for in between, does not shorten (in a capture of two intervals or more).
 */
export function meanLongestWaitMs(
  echoes: readonly Echo[],
  counts: (to: string) => boolean,
): number {
  const last = new Map<string, number>()
  const longest = new Map<string, number>()
  for (const { at, to } of echoes) {
    if (!counts(to)) continue
    const before = last.get(to)
    last.set(to, at)
    if (before !== undefined) longest.set(to, Math.max(longest.get(to) ?? 0, at - before))
  }
  let sum = 0
  for (const wait of longest.values()) sum += wait
  return sum / longest.size
}
