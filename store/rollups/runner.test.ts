// How sums are made and handed over: one at a time, again after a failure, for those that changed. test/store/rollups.test.ts
// holds whole histories against an oracle.
import { afterEach, expect, it, vi } from 'vitest'
import { ESTATE, minute, NOON, transition } from '../../test/contracts/kept.ts'
import { openMemoryStore } from '../memory.ts'
import type { SpanColumns } from '../series/columns.ts'
import type { Store } from '../store.ts'
import { createRollups, type Rollups } from './runner.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let now = NOON
let said: string[] = []
let sent: SpanColumns[] = []
let marks = new Map<string, number>()
afterEach(() => {
  now = NOON
  said = []
  sent = []
  marks = new Map()
})

const log = (_: object, message: string) => void said.push(message)
const logger = { debug: log, info: log, warn: log, error: log }
const series = {
  span: async (columns: SpanColumns): Promise<void> => {
    sent.push(columns)
  },
  mark: async (key: string) => marks.get(key),
  points: async (_: unknown, more: Readonly<Record<string, number>> = {}) => {
    for (const [key, at] of Object.entries(more)) marks.set(key, at)
  },
}

async function start(parts: Partial<typeof series> = {}) {
  const store = openMemoryStore()
  await store.register(ESTATE)
  return { store, rollups: rollupsOn(store, parts) }
}

function rollupsOn(store: Store, parts: Partial<typeof series> = {}): Rollups {
  return createRollups({
    store,
    series: { ...series, ...parts },
    targets: ESTATE,
    timezone: 'Asia/Jakarta',
    retention: { minutesDays: 30, transitionsDays: 400 },
    logger,
    now: () => now,
  })
}

it('sends a minute with what is kept of it, once', async () => {
  const { store, rollups } = await start()
  await rollups.tick(now)
  await store.commit({ transitions: [transition('uplink-1', NOON, 'unknown', 'up', 'answers')] })
  await store.saveMinute(
    minute(NOON, [
      [6, 1, 1_000, 2_000, 3_000],
      [6, 6],
    ]),
  )
  await rollups.tick(NOON + MINUTE + 14_000)
  expect(sent).toEqual([])
  await rollups.tick(NOON + MINUTE + 15_000)
  await rollups.tick(NOON + MINUTE + 16_000)
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({
    ...{ tier: 'm1', from: NOON, to: NOON + MINUTE },
    sent: Uint32Array.of(6, 6),
    rttAvg: Uint16Array.of(20, 0xffff),
    availableMs: Uint32Array.of(0, MINUTE, 0),
  })
  expect(sent[0]).not.toHaveProperty('only')
  expect(rollups.rolledTo()).toMatchObject({ m1: NOON + MINUTE })
})

it('marks where it began, so that the next start knows', async () => {
  const { rollups } = await start()
  await rollups.tick(now)
  const midnight = NOON + 5 * 3_600_000 - DAY
  expect(Object.fromEntries(marks)).toEqual({
    ...{ 'rolled.m1': NOON, 'rolled.h1': NOON, 'rolled.d1': midnight },
  })
})

it('sends again, for the targets that changed, what was decided late', async () => {
  const { store, rollups } = await start()
  await rollups.tick(NOON + 2 * MINUTE + 15_000)
  sent = []
  const late = [
    transition('nvr-1', NOON + 90_000, 'up', 'down', 'all-lost'),
    transition('stranger', NOON + 90_000, 'up', 'down', 'all-lost'),
  ]
  await store.commit({ transitions: late })
  rollups.transitions(late)
  await rollups.tick(NOON + 2 * MINUTE + 16_000)
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({
    ...{ tier: 'm1', from: NOON + MINUTE, only: Uint32Array.of(2) },
    unavailableMs: Uint32Array.of(0, 0, 30_000),
  })
  rollups.gap({ reason: 'blind', from: NOON + 1, to: NOON + 2 })
  rollups.minute(NOON + MINUTE)
  await rollups.tick(NOON + 2 * MINUTE + 17_000)
  expect(sent.slice(1).map(({ from, only }) => [from - NOON, only])).toEqual([
    [0, undefined],
    [MINUTE, undefined],
  ])
})

it('says a failure once, tries again, and says when it is over', async () => {
  const span = vi.fn(series.span)
  span.mockRejectedValueOnce(new Error('the spool is full'))
  span.mockRejectedValueOnce(new Error('the spool is full'))
  const { rollups } = await start({ span })
  for (let n = 0; n < 4; n++) await rollups.tick(NOON + MINUTE + 15_000 + n * 1_000)
  expect(sent).toHaveLength(1)
  expect(said).toEqual([
    'the spool is full; sums of minutes, hours and days wait and are made later',
    'sums of minutes, hours and days are made again',
  ])
})

it('makes one at a time, and none after it was stopped', async () => {
  let taken: (() => void) | undefined
  let atOnce = 0
  const span = async (columns: SpanColumns): Promise<void> => {
    expect(++atOnce).toBe(1)
    await new Promise<void>((resolve) => {
      taken = resolve
    })
    atOnce--
    sent.push(columns)
  }
  const { rollups } = await start({ span })
  const at = NOON + 3 * MINUTE + 15_000
  void rollups.tick(at)
  await rollups.tick(at)
  await vi.waitFor(() => expect(taken).toBeDefined())
  await rollups.tick(at)
  const stopped = rollups.stop()
  taken?.()
  await stopped
  await rollups.tick(at + 60_000)
  expect(sent).toHaveLength(1)
})

it('recalls at a start what was kept of time that was sent', async () => {
  const { store } = await start()
  for (const tier of ['m1', 'h1', 'd1']) marks.set(`rolled.${tier}`, NOON)
  const late = { ...transition('camera-1', NOON - 300_000, 'up', 'down', 'all-lost') }
  await store.commit({
    transitions: [{ ...late, decidedAt: NOON + 1 }],
    gaps: [{ reason: 'blind', from: NOON - 301_000, to: NOON - 299_000 }],
  })
  now = NOON + 20 * MINUTE
  const rollups = rollupsOn(store)
  await rollups.tick(now)
  const before = sent.filter(({ tier, from }) => tier === 'm1' && from < NOON)
  expect(before.map(({ from, only }) => [(from - NOON) / MINUTE, only?.join()])).toEqual([
    [-6, undefined],
    [-5, undefined],
    [-4, '0'],
    [-3, '0'],
    [-2, undefined],
    [-1, undefined],
  ])
  expect(sent.filter(({ tier }) => tier === 'h1')).toHaveLength(1)
})

it('gives the last whole hour, and sends again only what was sent', async () => {
  const { store, rollups } = await start()
  for (const at of [NOON - 60 * MINUTE, NOON - MINUTE, NOON]) {
    await store.saveMinute(
      minute(at, [
        [1, 0, 100, 100, 100],
        [1, 1],
      ]),
    )
  }
  now = NOON + 59_000
  expect((await rollups.lastHour()).sent).toEqual(Uint32Array.of(2, 2))
  expect(await rollups.replay(NOON - DAY, NOON + DAY)).toBe(0)
  await rollups.tick(NOON + 5 * MINUTE + 15_000)
  const progress = vi.fn()
  const options = { tiers: ['m1' as const], progress }
  expect(await rollups.replay(NOON + 1, NOON + 4 * MINUTE + 1, options)).toBe(3)
  expect(progress.mock.calls).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ])
})

it('makes a minute in a gap that lasts no more often than any other', async () => {
  const { store, rollups } = await start()
  await rollups.tick(now)
  for (let second = 0; second < 150; second++) {
    now = NOON + second * 1000
    const gap = { reason: 'blind', from: NOON, to: now }
    await store.commit({ gaps: [gap] })
    rollups.gap(gap)
    await rollups.tick(now)
  }
  const minutes = sent.filter(({ tier }) => tier === 'm1').map(({ from }) => from)
  expect(minutes).toEqual([...new Set(minutes)])
  expect(minutes).toContain(NOON)
})
