// CPU of the client and bytes on the wire for one point, each way in a process of its own, in turns.
import { spawn } from 'node:child_process'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Influxd } from '../../test/rigs/influxd.ts'
import { median } from '../median.ts'
import type { ClientRun, Way } from './client-child.ts'

const DOOR = join(import.meta.dirname, '../../cli/door.js')
const CHILD = join(import.meta.dirname, 'client-child.ts')

export interface ClientUse {
  /** Microseconds of CPU of one point, median of the rounds. */
  readonly cpuUs: number
  /** Bytes of one point from client to server, heads of requests included. */
  readonly wireBytes: number
}

/** Each way `rounds` times, `minutes` of the whole city each, and once more to count bytes. */
export async function clientUse(
  influxd: Influxd,
  ways: readonly Way[],
  { rounds, minutes }: { readonly rounds: number; readonly minutes: number },
): Promise<ReadonlyMap<Way, ClientUse>> {
  const cpu = new Map<Way, number[]>(ways.map((way) => [way, []]))
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const run = await runChild(way, influxd.url, minutes)
      cpu.get(way)?.push(run.cpuUs / run.points)
    }
  }
  const use = new Map<Way, ClientUse>()
  for (const way of ways) {
    use.set(way, {
      cpuUs: median(cpu.get(way) ?? []),
      wireBytes: await wireBytes(way, influxd.port),
    })
  }
  return use
}

/** Of one minute after another; a warm-up of one minute counts as well. */
async function wireBytes(way: Way, port: number): Promise<number> {
  let bytes = 0
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    client.on('data', (chunk) => {
      bytes += chunk.length
    })
    client.pipe(server).pipe(client)
    for (const end of [client, server])
      end.on('error', () => [client, server].map((s) => s.destroy()))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port: own } = proxy.address() as AddressInfo
  const { points } = await runChild(way, `http://127.0.0.1:${own}`, 1)
  proxy.close()
  return bytes / (2 * points)
}

async function runChild(way: Way, url: string, minutes: number): Promise<ClientRun> {
  const args = [DOOR, CHILD, way, url, String(minutes)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the child that writes by ${way} ended with ${code}`)
  return JSON.parse(text) as ClientRun
}
