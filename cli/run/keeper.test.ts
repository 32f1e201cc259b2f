import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import type { Transition } from '../../fleet/state.ts'
import type { Change, MinuteColumns, StoreHealth } from '../../store/store.ts'
import { createKeeper, type Keeper } from './keeper.ts'

const MINUTE = {} as MinuteColumns
const change = (count: number) => ({
  transitions: Array.from({ length: count }, () => ({}) as Transition),
})

let said: string[]
let disk: { full: boolean; pendingTransitions: number; pendingMinutes: number }
let keeper: Keeper

/** Takes everything and writes nothing while the disk is full, as the local store does. */
function storeOnDisk(): Parameters<typeof createKeeper>[0] {
  const health = async (): Promise<StoreHealth> => ({
    writable: !disk.full,
    pendingTransitions: disk.pendingTransitions,
    pendingMinutes: disk.pendingMinutes,
    droppedMinutes: 0,
    fileBytes: 0,
    schemaVersion: 1,
  })
  return {
    health,
    alive: async () => {},
    async commit({ transitions = [] }: Change) {
      if (!disk.full) return
      disk.pendingTransitions += transitions.length
      throw new Error('the disk is full')
    },
    async saveMinute() {
      if (disk.full) disk.pendingMinutes++
    },
  }
}

beforeEach(async () => {
  vi.useFakeTimers()
  said = []
  disk = { full: false, pendingTransitions: 0, pendingMinutes: 0 }
  const say = (_: object, message: string): void => void said.push(message)
  keeper = await createKeeper(storeOnDisk(), { ...silentLogger, info: say, error: say })
})
afterEach(() => {
  keeper.stop()
  vi.useRealTimers()
})

test('a sign of life or a minute that only waits is no sign that the store writes again', async () => {
  disk.full = true
  void keeper.change(change(1))
  await vi.advanceTimersByTimeAsync(60_000)
  keeper.minute(MINUTE)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(said).toEqual(['the disk is full; the round goes on, changes wait in memory'])

  disk = { full: false, pendingTransitions: 0, pendingMinutes: 0 }
  await vi.advanceTimersByTimeAsync(5_000)
  expect(said.slice(1)).toEqual(['the store writes again'])
})

test('only what is durable counts as kept', async () => {
  void keeper.change(change(3))
  keeper.minute(MINUTE)
  await keeper.settle(100)
  expect(keeper.kept()).toEqual({ transitions: 3, minutes: 1 })

  // A part of the same minute counts as none of its own.
  keeper.minute(MINUTE)
  await keeper.settle(100)
  expect(keeper.kept()).toEqual({ transitions: 3, minutes: 1 })

  disk.full = true
  void keeper.change(change(5))
  keeper.minute({ ...MINUTE, at: MINUTE.at + 60_000 })
  await keeper.settle(100)
  expect(keeper.kept()).toEqual({ transitions: 3, minutes: 1 })

  disk = { full: false, pendingTransitions: 0, pendingMinutes: 0 }
  await keeper.settle(100)
  expect(keeper.kept()).toEqual({ transitions: 8, minutes: 2 })
})

test('whether all is durable is known as soon as a change has settled', async () => {
  await keeper.change(change(1))
  expect(keeper.allKept()).toBe(true)
  disk.full = true
  await keeper.change(change(1))
  expect(keeper.allKept()).toBe(false)
  disk = { full: false, pendingTransitions: 0, pendingMinutes: 0 }
  await vi.advanceTimersByTimeAsync(5_000)
  expect(keeper.allKept()).toBe(true)
})

test('a store that does not answer at all has kept nothing, and what follows a change goes on', async () => {
  const dead = { ...storeOnDisk(), commit: () => new Promise<void>(() => {}) }
  const other = await createKeeper(dead, silentLogger)
  let followed = false
  const following = other.change(change(2)).then(() => {
    followed = true
  })
  const settled = other.settle(100)
  await vi.advanceTimersByTimeAsync(100)
  await settled
  expect(followed).toBe(false)
  await vi.advanceTimersByTimeAsync(5_000)
  await following
  expect(other.allKept()).toBe(false)
  expect(other.kept()).toEqual({ transitions: 0, minutes: 0 })
  other.stop()
})

test('a change settles whatever becomes of it, and not before', async () => {
  const steps: string[] = []
  const answer: { reject?: (error: Error) => void; resolve?: () => void } = {}
  const commit = () =>
    new Promise<void>((resolve, reject) => Object.assign(answer, { resolve, reject }))
  const slow = await createKeeper({ ...storeOnDisk(), commit }, silentLogger)
  const first = slow.change(change(1)).then(() => steps.push('first'))
  await vi.advanceTimersByTimeAsync(100)
  expect(steps).toEqual([])
  answer.resolve?.()
  await first
  const second = slow.change(change(1)).then(() => steps.push('second'))
  answer.reject?.(new Error('the disk is full'))
  await second
  expect(steps).toEqual(['first', 'second'])
  slow.stop()
})
