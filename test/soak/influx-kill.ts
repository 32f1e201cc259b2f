// influx.kill: kill -9 of influxd or of what writes to it, 30 times at random moments. What the spool or the database had
// acknowledged must be there, once. About five minutes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { atMost, type Bar } from '../../bench/bar.ts'
import { influxWorld, SLOT_MS } from './influx-world.ts'
import { TARGETS, writerEstate } from './influx-writer.ts'
import type { SoakContext } from './main.ts'

const KILLS = 30
const LONGEST_LIFE_MS = 8_000
const DOWN_MS = 2_000
const DRAIN_MS = 120_000
const WRITER = fileURLToPath(new URL('./influx-writer.ts', import.meta.url))

export async function soak({ say, args }: SoakContext): Promise<readonly Bar[]> {
  const kills = args[0] === undefined ? KILLS : Number(args[0])
  const { influxd, options, close } = await influxWorld(writerEstate())
  const acknowledged: number[] = []
  let at = Math.floor((Date.now() - 86_400_000) / SLOT_MS) * SLOT_MS
  let writer: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const child = spawn(process.execPath, [WRITER, options.spool.path, influxd.url, String(at)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    writer = child
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      if (line === 'open') return
      acknowledged.push(Number(line))
      // The slot that was at work when the writer was killed may be in the spool too: it is not written anew.
      at = Number(line) + 2 * SLOT_MS
    })
    await once(lines, 'line')
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited = once(writer as ChildProcess, 'exit')
    writer?.kill(signal)
    await exited
  }
  try {
    await start()
    let writers = 0
    for (let kill = 0; kill < kills; kill++) {
      await wait(Math.random() * LONGEST_LIFE_MS)
      const isWriter = Math.random() < 0.5
      if (isWriter) {
        await end('SIGKILL')
        writers++
        await start()
      } else {
        await influxd.kill()
        await wait(Math.random() * DOWN_MS)
        await influxd.start()
      }
      say(
        `kill ${kill + 1}: ${isWriter ? 'writer' : 'influxd'}; ${acknowledged.length} slots so far`,
      )
    }
    await Promise.race([end('SIGTERM'), wait(DRAIN_MS)])
    const counts = new Map<number, number>()
    for (const kind of ['uplink', 'nvr']) {
      const q = `SELECT count(up) FROM raw."${kind}" WHERE time > now() - 2d GROUP BY time(10s) fill(none)`
      const [counted] = await influxd.query(q, 'ronda')
      for (const [time, count] of counted?.series?.[0]?.values ?? []) {
        counts.set(Number(time), (counts.get(Number(time)) ?? 0) + Number(count))
      }
    }
    const missing = acknowledged.filter((slot) => (counts.get(slot) ?? 0) < TARGETS)
    const doubled = [...counts.values()].filter((count) => count > TARGETS)
    const note = `${kills} kills, ${writers} of the writer and ${kills - writers} of influxd; ${acknowledged.length} slots of ${TARGETS} points acknowledged; slots with too few ${missing.length}, with too many ${doubled.length}`
    return [atMost('influx.kill', missing.length + doubled.length, 0, 'slots', note)]
  } finally {
    writer?.kill('SIGKILL')
    await close()
  }
}
