import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runSteps, type Step } from './steps.ts'
import type { World } from './world.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function said(step: Omit<Step, 'run'>, json = false): Promise<string> {
  let text = ''
  const world = {
    err: (more: string) => {
      text += more
    },
    out: () => {},
    signals: new EventEmitter(),
  } as unknown as World
  const run = () => new Promise<string>((done) => setTimeout(() => done('well'), 25_000))
  const running = runSteps(world, json, [{ ...step, run }])
  await vi.advanceTimersByTimeAsync(60_000)
  await running
  return text
}

test('a step that prints nothing says every ten seconds that it goes on, and no more when it is over', async () => {
  const text = await said({ name: 'pack', says: 'packing', isQuiet: true })
  expect(text).toBe(
    '[1/1] packing ...\n  pack goes on, 10.0 s\n  pack goes on, 20.0 s\n[1/1] pack: well (25.0 s)\nall of it took 25.0 s\n',
  )
})

test('one that prints by itself is left alone, and so is JSON', async () => {
  expect(await said({ name: 'up', says: 'making it so' })).not.toContain('goes on')
  expect(await said({ name: 'pack', says: 'packing', isQuiet: true }, true)).toBe('')
})
