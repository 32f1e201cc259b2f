// incidents.stall: the whole city falls silent, and the program's main thread goes on: from results to what three webhooks took.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { atMost, type Bar, type BenchContext } from './bar.ts'
import { median } from './median.ts'
import type { PagingRun } from './paging-stall-child.ts'

const LIMIT_MS = 50
const CHILD_TIMEOUT_MS = 150_000
const DOOR = join(import.meta.dirname, '../cli/door.js')
const CHILD = join(import.meta.dirname, 'paging-stall-child.ts')

/** The median of the rounds' longest stalls; beside it the worst, and the first one of a cold program. */
export async function pagingStall({ quick, say }: BenchContext): Promise<Bar> {
  const runs = await pagingRuns(quick ? 5 : 15)
  for (const { stallMs, cpuMs, tookMs } of runs) {
    say(
      `incidents.stall: ${stallMs.toFixed(1)} ms, longest turn ${cpuMs.toFixed(1)} ms of processor, delivered after ${tookMs.toFixed(0)} ms`,
    )
  }
  const stalls = runs.map(({ stallMs }) => stallMs)
  const [first] = runs
  const note = [
    `${first?.changes.toLocaleString('en')} changes, 3 webhooks of ${((first?.bodyBytes ?? 0) / 1e6).toFixed(1)} MB, SQLite: results to deliveries`,
    `median of ${runs.length}; worst ${Math.max(...stalls).toFixed(1)} ms, the first, of a cold program, ${first?.stallMs.toFixed(1)} ms`,
    `longest turn by processor time ${median(runs.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms, cold ${first?.cpuMs.toFixed(1)} ms`,
    `idle loop ${median(runs.map(({ idleMs }) => idleMs)).toFixed(1)} ms`,
  ].join('; ')
  return atMost('incidents.stall', median(stalls), LIMIT_MS, 'ms', note)
}

/** The program in a process of its own, the webhooks in this one. */
async function pagingRuns(rounds: number): Promise<readonly PagingRun[]> {
  const sink = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('taken'))
  })
  sink.listen(0, '127.0.0.1')
  await once(sink, 'listening')
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`
  const child = spawn(process.execPath, [DOOR, CHILD, url, String(rounds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: CHILD_TIMEOUT_MS,
  })
  try {
    const ended = once(child, 'close')
    const out = await text(child.stdout)
    const [code] = (await ended) as [number | null]
    if (code !== 0) throw new Error(`the program ended with ${code}`)
    const lines = out.trim().split('\n')
    return lines.map((line) => JSON.parse(line) as PagingRun)
  } finally {
    child.kill('SIGKILL')
    sink.close()
    sink.closeAllConnections()
  }
}
