// Writes minutes of the whole city to an InfluxDB in a process of its own, in one way, and says what that took.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../fleet/logger.ts'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { CitySeries, cityEstate, MINUTE_MS, SLOT_MS } from './city-series.ts'
import { peerClient, peerPoints } from './peer-client.ts'
import { linePoster } from './post-lines.ts'

/** `peer`: npm influx, writePoints with schema. `lines`: encode, gzip, send. `spool`: the same through the spool. */
export type Way = 'peer' | 'lines' | 'spool'

export interface ClientRun {
  readonly points: number
  /** User and system time of the process while it wrote, microseconds. */
  readonly cpuUs: number
}

const START = Date.UTC(2026, 7, 3)
const SPOOL_BYTES = 1e9

const [, , way = 'lines', url = '', minutes = '1'] = process.argv
const estate = cityEstate()
const city = new CitySeries(estate)
const encoder = createEncoder(estate)
const poster = linePoster(url)
const write = writerOf(way as Way)
// One minute to warm up.
await write(START)
let points = 0
let cpuUs = 0
for (let i = 1; i <= Number(minutes); i++) {
  const run = await write(START + i * MINUTE_MS)
  points += run.points
  cpuUs += run.cpuUs
}
process.stdout.write(JSON.stringify({ points, cpuUs } satisfies ClientRun))
process.exit(0)

/** Writes a minute. What is handed over is made beforehand and not measured: columns here, objects for the peer. */
function writerOf(kind: Way): (at: number) => Promise<ClientRun> {
  if (kind === 'peer') {
    const peer = peerClient(url)
    return (at) => {
      const batches = encodings(at)
        .flatMap((encode) => encode())
        .map((frame) => ({ rp: frame.tier, points: peerPoints(frame) }))
      return measured(async () => {
        for (const { rp, points } of batches) {
          await peer.writePoints(points, { retentionPolicy: rp, precision: 's' })
        }
        return batches.reduce((sum, { points }) => sum + points.length, 0)
      })
    }
  }
  const send = kind === 'spool' ? throughSpool() : straight
  return (at) => {
    const calls = encodings(at)
    return measured(async () => {
      let sum = 0
      for (const encode of calls) {
        const frames = encode()
        await send(frames)
        sum += frames.reduce((total, frame) => total + frame.points, 0)
      }
      return sum
    })
  }
}

/** Six slots and the minute that they are. */
function encodings(at: number): (() => NewFrame[])[] {
  const slots = Array.from({ length: MINUTE_MS / SLOT_MS }, (_, i) => city.slot(at + i * SLOT_MS))
  const minute = city.minute(at)
  return [...slots.map((slot) => () => encoder.slotFrames(slot)), () => encoder.spanFrames(minute)]
}

async function measured(work: () => Promise<number>): Promise<ClientRun> {
  const before = process.cpuUsage()
  const points = await work()
  const { user, system } = process.cpuUsage(before)
  return { points, cpuUs: user + system }
}

async function straight(frames: readonly NewFrame[]): Promise<void> {
  for (const frame of frames) await poster.post(frame, frame.body)
}

/** Written ahead, sent, acknowledged, and given back to the disk. */
function throughSpool(): (frames: readonly NewFrame[]) => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-spool-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const spool = openSpool({
    path: join(folder, 'spool.db'),
    targets: ['bench'],
    maxBytes: SPOOL_BYTES,
    minFreePercent: 0,
    logger: silentLogger,
    now: Date.now,
  })
  return async (frames) => {
    const kept = spool.put(frames)
    for (const frame of kept) {
      await poster.post(frame, frame.body)
      spool.acknowledge('bench', [frame.seq])
    }
    spool.flush()
  }
}
