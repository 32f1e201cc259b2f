// A whole estate behind a TUN device in a namespace: delay, loss, bursts, duplicates, late and foreign answers, routers
// that refuse. One process of its own, steered while it runs.
//
//   const ns = makeNetns('mine')
//   const estate = await openTunEstate(ns, { delayMs: 20, deadEvery20: true })
//   ...ping 10.0.0.0/8 or fd00:10::/96 inside ns...
//   await estate.set({ lossPercent: 5 })          // at run time
//   await estate.dead(['10.3.0.0/16'])            // go silent; estate.alive([...]) brings them back
//   await estate.set({ cut: true })               // the probe's own link
//   console.log(await estate.stats())
//   await estate.close(); ns.remove()
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { hasIPv6, type Netns } from './netns.ts'
import type { EstateFaults, EstateOrder, EstateStats } from './tun-world.ts'

export interface TunEstate {
  readonly pid: number
  /** Changes faults; what is not named stays. Resolves when it is in force. */
  set(faults: Partial<EstateFaults>): Promise<void>
  /** Addresses or IPv4 prefixes fall silent (or are refused, by `refusedPercent`). */
  dead(addresses: readonly string[]): Promise<void>
  alive(addresses: readonly string[]): Promise<void>
  stats(): Promise<EstateStats>
  close(): Promise<void>
}

export interface TunOptions {
  /** Packets that the device holds for the emulator before the kernel drops them. Default 500, as Linux has it. */
  readonly queue?: number
}

export const DEVICE = 'estate0'
const START_MS = 10_000
const CHILD = fileURLToPath(new URL('./tun-child.ts', import.meta.url))

/** Starts the emulator in `ns` and routes 10.0.0.0/8 and fd00:10::/96 to it. Needs root and /dev/net/tun. */
export async function openTunEstate(
  ns: Netns,
  faults: Partial<EstateFaults> = {},
  options: TunOptions = {},
): Promise<TunEstate> {
  const child = ns.spawn(process.execPath, [CHILD, DEVICE, JSON.stringify(faults)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { stdin, stdout, pid } = child
  if (!stdin || !stdout || pid === undefined) throw new Error('the estate did not start')
  const waiting: ((line: string) => void)[] = []
  createInterface({ input: stdout }).on('line', (line) => waiting.shift()?.(line))
  const ended = once(child, 'exit')
  const next = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the estate does not answer')), START_MS)
      waiting.push((line) => {
        clearTimeout(timer)
        resolve(line)
      })
      void ended.then(() => reject(new Error('the estate has ended')))
    })
  const order = async (what: EstateOrder): Promise<string> => {
    const answer = next()
    stdin.write(`${JSON.stringify(what)}\n`)
    return await answer
  }
  await next()
  for (const line of [
    ['link', 'set', DEVICE, 'up', 'txqueuelen', String(options.queue ?? 500)],
    ['addr', 'add', '10.0.0.1/32', 'dev', DEVICE],
    ['route', 'add', '10.0.0.0/8', 'dev', DEVICE],
    ['-6', 'addr', 'add', 'fd00:10::1/128', 'dev', DEVICE, 'nodad'],
    ['-6', 'route', 'add', 'fd00:10::/96', 'dev', DEVICE],
  ]) {
    const ran = ns.run('ip', line)
    if (ran.code !== 0 && (line[0] !== '-6' || hasIPv6()))
      throw new Error(`ip ${line.join(' ')}: ${ran.stderr.trim()}`)
  }
  return {
    pid,
    set: async (changed) => void (await order({ set: changed })),
    dead: async (addresses) => void (await order({ dead: addresses })),
    alive: async (addresses) => void (await order({ alive: addresses })),
    stats: async () => JSON.parse(await order({ stats: true })) as EstateStats,
    close: async () => {
      stdin.end()
      await ended
    },
  }
}
