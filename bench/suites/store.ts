// The store at the size of the city: kill -9, a day of minutes, a storm of transitions, a month of availability.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../../fleet/logger.ts'
import type { Transition } from '../../fleet/state.ts'
import { packBody } from '../../store/local/body.ts'
import { startLocalStore } from '../../store/local/start-local-store.ts'
import type { MinuteColumns, Store } from '../../store/store.ts'
import { longBody } from '../../test/contracts/store-notifier.ts'
import { killWriters } from '../../test/store/kill.ts'
import { atMost, type Bar, type BenchContext, type Suite } from '../bar.ts'
import { longestStall } from '../longest-stall.ts'

const TARGETS = 27_431
const PINGED = 13_431
const DAY_MINUTES = 1_440
const MONTH_TRANSITIONS = 200_000
const START = Date.UTC(2026, 2, 1)
const MINUTE_MS = 60_000
const MONTH_MS = 31 * DAY_MINUTES * MINUTE_MS
const HISTORY_ROUNDS = 9
const WAITING = 10_000

export const suite: Suite = async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-'))
  const store = await startLocalStore(join(folder, 'ronda.db'), silentLogger)
  try {
    await store.register(estate())
    return [
      await kill(context),
      ...(await minutes(store, context)),
      await history(store),
      await storm(store, context),
      await month(store, context),
      ...(await messages(store)),
    ]
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function kill({ soak, say }: BenchContext): Promise<Bar> {
  const kills = soak ? 50 : 3
  const { failures, acknowledged } = await killWriters(kills, say)
  const note = failures[0] ?? `${kills} kills, ${acknowledged} acknowledged transitions`
  const bar = atMost('store.kill', failures.length, 0, 'failures', note)
  if (soak) return bar
  const { ok: _, ...reported } = bar
  return { ...reported, skipped: 'soak' }
}

async function minutes(store: Store, { say }: BenchContext): Promise<readonly Bar[]> {
  const city = lines()
  const before = (await store.health()).fileBytes
  const took: number[] = []
  for (let m = 0; m < DAY_MINUTES; m++) {
    const minute = minuteOf(city, START + m * MINUTE_MS)
    const began = performance.now()
    await store.saveMinute(minute)
    took.push(performance.now() - began)
    if (m % 240 === 0) say(`minute ${m} of ${DAY_MINUTES}`)
  }
  const bytes = (await store.health()).fileBytes - before
  const worst = `p99 ${percentile(took, 0.99).toFixed(1)} ms, ${PINGED} targets, durable`
  return [
    reported('store.minute.ms', percentile(took, 0.5), 'ms', worst),
    reported(
      'store.minute.bytes',
      bytes / (DAY_MINUTES * PINGED),
      'B per target-minute',
      `${(bytes / 1e6).toFixed(1)} MB a day, log included`,
    ),
  ]
}

async function history(store: Store): Promise<Bar> {
  const took: number[] = []
  for (let round = 0; round < HISTORY_ROUNDS; round++) {
    const began = performance.now()
    const points = await store.history(`t-${round * 1_400}`, START, START + DAY_MINUTES * MINUTE_MS)
    took.push(performance.now() - began)
    if (points.length !== DAY_MINUTES) throw new Error(`${points.length} points in a day`)
  }
  const worst = `24 h of one target, longest of ${HISTORY_ROUNDS}: ${Math.max(...took).toFixed(1)} ms`
  return reported('store.history.ms', percentile(took, 0.5), 'ms', worst)
}

/** The median of the rounds' longest stalls; beside it how long the same loop stalls while nothing is committed. */
async function storm(store: Store, { quick, say }: BenchContext): Promise<Bar> {
  const stalls: number[] = []
  const idle: number[] = []
  const took: number[] = []
  for (let round = 0; round < (quick ? 5 : 15); round++) {
    const at = START + round * MINUTE_MS
    const transitions = Array.from({ length: TARGETS }, (_, i) => transitionOf(i, at, round))
    idle.push(await longestStall(() => wait(200)))
    const commit = async (): Promise<void> => {
      const began = performance.now()
      await store.commit({ transitions })
      took.push(performance.now() - began)
    }
    stalls.push(await longestStall(commit))
  }
  say(`storm: durable after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`)
  const note = [
    `${TARGETS} transitions in one commit, durable in ${percentile(took, 0.5).toFixed(0)} ms`,
    `worst of ${stalls.length} rounds ${Math.max(...stalls).toFixed(1)} ms`,
    `idle loop ${percentile(idle, 0.5).toFixed(1)} ms, worst ${Math.max(...idle).toFixed(1)} ms`,
  ].join('; ')
  return atMost('store.storm.stall', percentile(stalls, 0.5), 50, 'ms', note)
}

async function month(store: Store, { say }: BenchContext): Promise<Bar> {
  say('a month of transitions')
  const all = Array.from({ length: MONTH_TRANSITIONS }, (_, i) =>
    transitionOf(
      Math.floor(Math.random() * PINGED),
      START + Math.floor(Math.random() * MONTH_MS),
      i,
    ),
  )
  for (let i = 0; i < all.length; i += TARGETS) {
    await store.commit({ transitions: all.slice(i, i + TARGETS) })
  }
  const began = performance.now()
  const { availableMs, unavailableMs, outsideMs } = await store.areaAvailability(
    undefined,
    START,
    START + MONTH_MS,
  )
  const took = performance.now() - began
  if (availableMs + unavailableMs + outsideMs !== PINGED * MONTH_MS) {
    throw new Error('the parts of the month do not add up')
  }
  const note = `${PINGED} targets, ${MONTH_TRANSITIONS} transitions, one month`
  return reported('store.month.ms', took, 'ms', note)
}

/** Asked every two seconds: it has to be cheap beside messages that wait because a receiver is down. */
async function messages(store: Store): Promise<readonly Bar[]> {
  const row = (seq: number, body: string) => ({
    key: `inc-${seq}/sari/page/1`,
    receiver: 'sari',
    seq,
    at: START + seq,
    body,
  })
  const short = Array.from({ length: WAITING }, (_, i) => row(i + 1, longBody(900)))
  await store.commit({ outbox: short })
  const kept: number[] = []
  const asked: number[] = []
  for (let round = 1; round <= HISTORY_ROUNDS; round++) {
    const outbox = [1, 2, 3].map((i) => row(WAITING + 3 * round + i, longBody(600_000)))
    const began = performance.now()
    await store.commit({ outbox })
    kept.push(performance.now() - began)
    const asking = performance.now()
    await store.outboxHealth()
    asked.push(performance.now() - asking)
  }
  const packed = Buffer.byteLength(packBody(longBody(600_000)))
  const each = `${(packed / 1e3).toFixed(0)} KB of file each`
  return [
    reported(
      'store.page.ms',
      percentile(kept, 0.5),
      'ms',
      `3 messages of 600 KB, durable; ${each}`,
    ),
    reported('store.outbox.health.ms', percentile(asked, 0.5), 'ms', `${WAITING} messages wait`),
  ]
}

function estate() {
  return Array.from({ length: TARGETS }, (_, i) => ({
    targetId: `t-${i}`,
    kind: i < PINGED ? 'nvr' : 'camera',
    areas: [`kel-${i % 177}`, `kec-${i % 16}`],
    pinged: i < PINGED,
  }))
}

/** Microseconds that each line takes on a quiet day: 2 to 60 ms, most of them near 12. */
function lines(): Float32Array {
  return Float32Array.from({ length: PINGED }, () => 12_000 * Math.exp(0.6 * normal()))
}

/** Six echoes a minute; half a percent of them lost, every hundredth line dark. */
function minuteOf(city: Float32Array, at: number): MinuteColumns {
  const minute = {
    at,
    sent: new Uint16Array(PINGED).fill(6),
    lost: new Uint16Array(PINGED),
    rttMinUs: new Float32Array(PINGED),
    rttAvgUs: new Float32Array(PINGED),
    rttMaxUs: new Float32Array(PINGED),
  }
  for (let i = 0; i < PINGED; i++) {
    const dark = i % 100 === 0
    const base = dark ? Number.NaN : (city[i] as number) * (1 + 0.02 * Math.abs(normal()))
    minute.lost[i] = dark ? 6 : Number(Math.random() < 0.03)
    minute.rttMinUs[i] = base
    minute.rttAvgUs[i] = base * (1 + 0.03 * Math.abs(normal()))
    minute.rttMaxUs[i] = (minute.rttAvgUs[i] as number) * (1 + 0.15 * Math.abs(normal()))
  }
  return minute
}

function transitionOf(target: number, at: number, n: number): Transition {
  const dies = n % 2 === 0
  return {
    targetId: `t-${target}`,
    at,
    decidedAt: at + 3_500,
    from: dies ? 'up' : 'down',
    to: dies ? 'down' : 'up',
    reason: dies ? 'all-lost' : 'answers-again',
    evidence: { sent: 7, lost: dies ? 7 : 0, rttUs: 12_000 },
  }
}

/** One draw of a standard normal distribution (Box-Muller). */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
}

function reported(bar: string, value: number, unit: string, note: string): Bar {
  return { bar, value: Number(value.toPrecision(4)), unit, note }
}
