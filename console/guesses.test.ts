import { expect, test } from 'vitest'
import { countGuesses } from './guesses.ts'

const NOW = 1_700_000_000_000

/** Counted after 20 wrong tokens from `address`. */
function after20(address: string) {
  const guesses = countGuesses()
  for (let i = 0; i < 20; i++) guesses.wrong(address, NOW)
  return guesses
}

test('shuts the form for who guesses, for a minute, and for nobody else', () => {
  const guesses = after20('192.0.2.7')
  expect(guesses.tooMany('192.0.2.7', NOW + 59_999)).toBe(true)
  expect(guesses.tooMany('192.0.2.7', NOW + 60_000)).toBe(false)
  expect(guesses.tooMany('192.0.2.8', NOW)).toBe(false)
})

test.each([
  ['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.70'],
  ['2001:db8::1', '2001:db8:0:0:8:9:a:b', '2001:db8:0:1::1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::', '2001:db8:1:3::'],
  ['fe80::1%eth0', 'fe80::2%eth0', 'fe81::1%eth0'],
])('%s is the same place as %s, and %s is not', (address, same, other) => {
  const guesses = after20(address)
  expect(guesses.tooMany(same, NOW)).toBe(true)
  expect(guesses.tooMany(other, NOW)).toBe(false)
})

test('remembers a thousand places and forgets the one silent longest', () => {
  const guesses = after20('192.0.2.7')
  const others = Array.from({ length: 1000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
  for (const other of others.slice(0, 999)) guesses.wrong(other, NOW)
  expect(guesses.tooMany('192.0.2.7', NOW)).toBe(true)
  guesses.wrong(others[999] ?? '', NOW)
  expect(guesses.tooMany('192.0.2.7', NOW)).toBe(false)
})
