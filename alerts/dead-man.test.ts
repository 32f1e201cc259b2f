import { afterEach, expect, test, vi } from 'vitest'
import { Secret } from '../fleet/secret.ts'
import { startDeadMan } from './dead-man.ts'

const URL_TEXT = 'https://watch.example/ping/SECRETSECRET'
const SECOND = 1000
const HOUR = 3_600_000

afterEach(() => {
  vi.useRealTimers()
})

/** With a clock of its own; `calls` are the seconds since the start at which it called. */
function started(everyMs: number) {
  vi.useFakeTimers()
  const begin = Date.now()
  const calls: number[] = []
  const said: string[] = []
  const note = (_fields: Readonly<Record<string, unknown>>, message: string) => said.push(message)
  const life = { ok: false }
  const dead = startDeadMan({
    url: URL_TEXT,
    everyMs,
    alive: () => ({ ok: life.ok, why: life.ok ? '' : 'the round has not begun' }),
    log: { debug: note, info: note, warn: note, error: note },
    fetch: () => {
      calls.push((Date.now() - begin) / SECOND)
      return Promise.resolve(new Response(null, { status: 200 }))
    },
  })
  return { calls, said, life, dead }
}

test('after a start it calls as soon as all lives, and says nothing of the wait', async () => {
  const { calls, said, life, dead } = started(HOUR)
  await vi.advanceTimersByTimeAsync(110 * SECOND)
  expect(dead.metrics().silent).toBe(false)
  life.ok = true
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  dead.stop()
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  expect(calls).toEqual([111, 3711])
  expect(said).toEqual([])
})

test('it waits two minutes for the first life before it says that there is none', async () => {
  const { calls, said, life, dead } = started(HOUR)
  await vi.advanceTimersByTimeAsync(119 * SECOND)
  expect(said).toEqual([])
  await vi.advanceTimersByTimeAsync(200 * SECOND)
  expect(said).toEqual(['no sign of life goes out: not all of the program lives'])
  expect(dead.metrics().silent).toBe(true)
  life.ok = true
  await vi.advanceTimersByTimeAsync(SECOND)
  expect(calls).toEqual([320])
  expect(said.slice(1)).toEqual(['signs of life go out again'])
  dead.stop()
})

test('when all lives again it calls at once', async () => {
  const { calls, said, life, dead } = started(30 * SECOND)
  life.ok = true
  await vi.advanceTimersByTimeAsync(SECOND)
  life.ok = false
  await vi.advanceTimersByTimeAsync(35 * SECOND)
  expect(said).toEqual(['no sign of life goes out: not all of the program lives'])
  life.ok = true
  await vi.advanceTimersByTimeAsync(31 * SECOND)
  dead.stop()
  expect(calls).toEqual([1, 37, 67])
})

test('it calls while all lives, and no longer; each turn is said once', async () => {
  const said: string[] = []
  const note = (fields: Readonly<Record<string, unknown>>, message: string) =>
    said.push(`${message} ${fields['why'] ?? ''}`.trim())
  const log = { debug: note, info: note, warn: note, error: note }
  let ok = true
  let status = 200
  let calls = 0
  const dead = startDeadMan({
    url: new Secret(URL_TEXT),
    everyMs: 5,
    alive: () => ({ ok, why: ok ? '' : 'no round for 30 s' }),
    log,
    now: () => 7,
    fetch: (url) => {
      expect(String(url)).toBe(URL_TEXT)
      calls++
      return status === 0
        ? Promise.reject(new TypeError(`cannot reach ${URL_TEXT}`))
        : Promise.resolve(new Response(null, { status }))
    },
  })
  try {
    await expect.poll(() => dead.metrics().lastPushAt).toBe(7)
    expect(dead.metrics()).toEqual({ lastPushAt: 7, failures: 0, failing: false, silent: false })
    status = 500
    await expect.poll(() => dead.metrics().failures).toBeGreaterThan(1)
    status = 0
    await expect.poll(() => dead.metrics().failures).toBeGreaterThan(3)
    status = 200
    await expect.poll(() => dead.metrics().failing).toBe(false)
    ok = false
    await expect.poll(() => dead.metrics().silent).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 10))
    const before = calls
    await new Promise((resolve) => setTimeout(resolve, 25))
    expect(calls).toBe(before)
    ok = true
    await expect.poll(() => calls).toBeGreaterThan(before)
  } finally {
    dead.stop()
  }
  expect(said).toEqual([
    'the outside watcher cannot be told that we live watch.example answered 500',
    "the outside watcher's address answers again",
    'no sign of life goes out: not all of the program lives no round for 30 s',
    'signs of life go out again',
  ])
})
