import { expect, test } from 'vitest'
import { AckKey } from './ack-key.ts'

test('a key fits its own incident and token only', () => {
  const keys = new AckKey('kentongan')
  const key = keys.of('inc-1-ul-05')
  expect(keys.fits('inc-1-ul-05', key)).toBe(true)
  expect(keys.fits('inc-2-ul-05', key)).toBe(false)
  expect(keys.fits('inc-1-ul-05', '')).toBe(false)
  expect(new AckKey('other').fits('inc-1-ul-05', key)).toBe(false)
})

test('a link carries the key and an id that needs escaping', () => {
  const keys = new AckKey('kentongan')
  const link = new URL(keys.link('https://ronda.example', 'inc-1-isp a/b'))
  expect(link.pathname).toBe('/ack/inc-1-isp%20a%2Fb')
  expect(keys.fits('inc-1-isp a/b', link.searchParams.get('key') ?? '')).toBe(true)
})
