import { expect, test } from 'vitest'
import { Secret } from '../fleet/secret.ts'
import { startDeadMan } from './dead-man.ts'

const URL_TEXT = 'https://watch.example/ping/SECRETSECRET'

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
