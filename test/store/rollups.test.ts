// Whatever happens to the program, the last written minute, hour and day of each target is what the whole history says.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { Reply, ThreadData } from '../../store/local/messages.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { ThreadStore } from '../../store/local/thread-store.ts'
import { openMemoryStore } from '../../store/memory.ts'
import type { Store } from '../../store/store.ts'
import { type Act, acts, World } from './rollups-world.ts'

/** 40 minutes before midnight in Semarang, in the middle of a minute and an hour. */
const EVENING = Date.UTC(2026, 2, 1, 16, 20, 25)

const folder = mkdtempSync(join(tmpdir(), 'ronda-rollups-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

async function live(world: World, all: readonly Act[]): Promise<void> {
  await world.begin()
  for (const act of all) await world.perform(act)
  await world.settle()
  await world.check()
}

it('in memory, through 60 random histories', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const store = openMemoryStore()
      await live(new World(store, EVENING, async () => store), all)
    }),
    { numRuns: 60 },
  )
})

it('on a file that is closed and opened again in the middle', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const path = join(folder, `${++files}.db`)
      let now = EVENING
      const open = () => openLocalStore(path, { now: () => now })
      const world = new World(await open(), EVENING, async (_, leftAt, later) => {
        now = leftAt
        await world.store.close()
        now = later
        return open()
      })
      await live(world, all)
      await world.store.close()
    }),
    { numRuns: 6 },
  )
})

it('on a file whose thread is killed in the middle, at work or not', async () => {
  const path = join(folder, 'killed.db')
  let thread = await startThread(path)
  // Ahead of the clock of the thread, so that it makes no gaps of its own.
  const start = EVENING + 50 * 365 * 86_400_000
  const world = new World(thread.store, start, async (end) => {
    if (end === 'clean') await thread.store.close()
    else await thread.worker.terminate()
    thread = await startThread(path)
    return thread.store
  })
  const down = { targetId: 'u-1', to: 'down', backMs: 25_000 } as const
  const up = { targetId: 'c-1', to: 'up', backMs: 70_000 } as const
  await live(world, [
    { changes: [up, { ...down, to: 'up' }] },
    { runMs: 700_000 },
    { end: 'kill', unheard: [down], offMs: 4_000 },
    { runMs: 95_000 },
    {
      end: 'kill at work',
      unheard: [{ ...up, to: 'unreachable', backMs: 400_000 }],
      offMs: 200_000,
    },
    { runMs: 1_700_000 },
    { gapBackMs: 900_000, gapMs: 300_000 },
    { end: 'kill', unheard: [{ ...down, to: 'up', backMs: 1_000_000 }], offMs: 15_000 },
    { runMs: 60_000 },
    { end: 'clean', unheard: [], offMs: 3_700_000 },
    { changes: [down] },
    { runMs: 130_000 },
  ])
  await thread.store.close()
})

it('sends again what is asked for, and changes nothing by it', async () => {
  const store = openMemoryStore()
  const world = new World(store, EVENING, async () => store)
  await live(world, [{ changes: [{ targetId: 'n-1', to: 'up', backMs: 0 }] }, { runMs: 4_000_000 }])
  const before = new Map(world.sink.written)
  const marks = new Map(world.sink.marks)
  const spans = world.sink.spans
  const said: string[] = []
  const minutes = await world.rollups.replay(EVENING, EVENING + 600_000, {
    tiers: ['m1'],
    progress: (sent, ofAll) => said.push(`${sent}/${ofAll}`),
  })
  expect(minutes).toBe(9)
  expect(said.at(-1)).toBe('9/9')
  const all = await world.rollups.replay(EVENING - 86_400_000, Number.MAX_SAFE_INTEGER)
  expect(world.sink.spans).toBe(spans + 9 + all)
  for (const [point, row] of before) expect(world.sink.written.get(point)).toEqual(row)
  expect(world.sink.marks).toEqual(marks)
  const ended = AbortSignal.abort()
  expect(await world.rollups.replay(EVENING, EVENING + 600_000, { signal: ended })).toBe(0)
})

async function startThread(path: string): Promise<{ store: Store; worker: Worker }> {
  const workerData: ThreadData = { path, firstRetryMs: 1_000 }
  const door = new URL('../../store/local/thread-door.js', import.meta.url)
  const worker = new Worker(door, { workerData })
  const store = new ThreadStore(worker, path)
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      if (reply.type === 'opened') resolve()
      else if (reply.type === 'failed') reject(new Error(reply.fault.message))
      else if (reply.type !== 'log') store.settle(reply)
    })
    worker.on('exit', () => store.ended('its thread has ended'))
  })
  return { store, worker }
}
