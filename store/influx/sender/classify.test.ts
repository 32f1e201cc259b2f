import { expect, test } from 'vitest'
import { Secret } from '../../../fleet/secret.ts'
import { backoffMs, DELAYS } from './backoff.ts'
import { classify } from './classify.ts'
import { retryAfterMs } from './retry-after.ts'
import { printable, saidOf, statusAnd } from './said.ts'

const NOW = Date.UTC(2026, 10, 22)
const answer = (status: number, text: string, isCut = false) => ({ status, text, isCut })

test('words inside a quoted line decide nothing', () => {
  const error = `partial write: unable to parse 'm s="points beyond retention policy dropped=7': unbalanced quotes dropped=0`
  const text = JSON.stringify({ error })
  expect(classify(answer(400, text), '1', NOW)).toMatchObject({ do: 'bury', isComplete: true })
  expect(classify(answer(400, text.slice(0, -5), true), '1', NOW)).toMatchObject({
    do: 'bury',
    isComplete: false,
  })
})

test('a status that the server says itself is not said twice', () => {
  expect(classify(answer(404, '404 page not found\n'), '1', NOW)).toMatchObject({
    problem: 'wrong-dialect',
    said: '404 page not found\n',
  })
  expect(statusAnd(404, 'path 404 not found')).toBe('404 path 404 not found')
})

test('a body that was cut off still says what it says', () => {
  const whole = JSON.stringify({ error: `unable to parse 'm,id=\u0001 x': a "b"` })
  for (let length = 12; length < whole.length; length++) {
    const { text } = saidOf(whole.slice(0, length))
    expect(`unable to parse 'm,id=\u0001 x': a "b"`.startsWith(text)).toBe(true)
  }
})

test('a missing bucket is the business of its tier, a missing database of all', () => {
  const text = JSON.stringify({ error: 'database not found: "ronda"' })
  expect(classify(answer(404, text), '1', NOW)).toMatchObject({ scope: 'target' })
  expect(classify(answer(404, text), '3', NOW)).toMatchObject({ scope: 'tier' })
})

test.each([
  ['120', 120_000],
  ['99999999', 600_000],
  ['Sun, 22 Nov 2026 00:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2020 00:00:30 GMT', 0],
  ['-1', undefined],
  ['5.5', undefined],
  ['soon', undefined],
  ['Mon, garbage', undefined],
  [undefined, undefined],
])('Retry-After %s is %s ms', (header, wanted) => {
  expect(retryAfterMs(header, NOW)).toBe(wanted)
})

test('the backoff doubles up to 30 s, is jittered wholly, and honours the server', () => {
  expect([1, 2, 8, 99].map((n) => backoffMs(n, undefined, 1, DELAYS))).toEqual([
    250, 500, 30_000, 30_000,
  ])
  expect(backoffMs(5, undefined, 0, DELAYS)).toBe(0)
  expect(backoffMs(1, 7000, 0.5, DELAYS)).toBe(7125)
})

test('no secret is in what a server said, and no control character', () => {
  const target = {
    name: 'main',
    url: 'http://x',
    dialect: '1',
    database: 'ronda',
    timeoutMs: 1000,
    username: 'ronda',
    password: new Secret('pa ss'),
  } as const
  const said = `you sent pa ss, pa%20ss,\n ${btoa('ronda:pa ss')}\u001b[2J`
  expect(printable(said, target)).toBe('you sent [secret], [secret], [secret] [2J')
})
