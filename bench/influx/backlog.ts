// What an outage of InfluxDB leaves behind in 24 h: how soon does the spool open with it, and tell how it stands?
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../fleet/logger.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import { openSpoolReader } from '../../store/spool/read-spool.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { atMost, type Bar, type BenchContext } from '../bar.ts'
import { median } from '../median.ts'

const SLOTS = 8_640
const SLOT_MS = 10_000
const FRAMES = 6
const TARGETS = ['one', 'two'] as const
const POINTS = 27_431
/** Gzipped lines of one slot of the city come to some 420 KB. */
const BODY_BYTES = 70_000
const QUICK_BODY_BYTES = 7_000
const START = Date.UTC(2026, 2, 1)
const LIMIT_S = 2
const ROUNDS = 5

/** The bar `influx.backlog`: the slower of both ways, the writer's and the reader's, median of 5. */
export async function backlog({ quick, say }: BenchContext): Promise<Bar> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-backlog-'))
  const path = join(folder, 'spool.db')
  try {
    const bytes = quick ? QUICK_BODY_BYTES : BODY_BYTES
    const put = fill(path, bytes, say)
    const writer: number[] = []
    const reader: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      writer.push(seconds(() => openForWriting(path)))
      reader.push(seconds(() => openForReading(path)))
    }
    const size = `${(statSync(path).size / 1e9).toFixed(2)} GB`
    const note = [
      `${SLOTS * FRAMES} frames owed to ${TARGETS.length} databases, ${size}`,
      quick ? `bodies of ${bytes} B, not the real ${BODY_BYTES} B` : 'bodies of real size',
      `opened to write ${(1_000 * median(writer)).toFixed(0)} ms`,
      `to read ${(1_000 * median(reader)).toFixed(0)} ms`,
      `worst ${(1_000 * Math.max(...writer, ...reader)).toFixed(0)} ms`,
      `put of a slot: median ${median(put).toFixed(1)} ms, p95 ${percentile(put, 0.95).toFixed(1)} ms`,
    ].join('; ')
    return atMost('influx.backlog', Math.max(median(writer), median(reader)), LIMIT_S, 's', note)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function open(path: string) {
  return openSpool({
    path,
    targets: TARGETS,
    maxBytes: 16e9,
    minFreePercent: 0,
    logger: silentLogger,
    now: Date.now,
  })
}

/** Gives the milliseconds of each put. */
function fill(path: string, bytes: number, say: BenchContext['say']): readonly number[] {
  const spool = open(path)
  const took: number[] = []
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = START + slot * SLOT_MS
    const frames = Array.from({ length: FRAMES }, (_, i) => frameOf(at, i, bytes))
    const began = performance.now()
    spool.put(frames, { slot: at })
    took.push(performance.now() - began)
    if (slot % 1_440 === 0) say(`backlog: hour ${slot / 360} of 24`)
  }
  spool.close()
  return took
}

function frameOf(at: number, i: number, bytes: number): NewFrame {
  return {
    tier: 'raw',
    worth: 'raw',
    precision: 's',
    points: Math.floor(POINTS / FRAMES) + Number(i < POINTS % FRAMES),
    fromMs: at,
    toMs: at,
    body: randomFillSync(new Uint8Array(bytes)),
  }
}

function openForWriting(path: string): void {
  const spool = open(path)
  const { points } = spool.health()
  for (const target of TARGETS) {
    if (spool.backlog(target).points !== points) throw new Error('the backlog is not whole')
    spool.losses(target)
  }
  spool.close()
}

function openForReading(path: string): void {
  const reader = openSpoolReader(path)
  const { points } = reader.health()
  for (const target of reader.targets()) {
    if (reader.backlog(target).points !== points) throw new Error('the backlog is not whole')
    reader.losses(target)
    reader.deadLetterCount(target)
  }
  reader.close()
}

function seconds(work: () => void): number {
  const began = performance.now()
  work()
  return (performance.now() - began) / 1_000
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
