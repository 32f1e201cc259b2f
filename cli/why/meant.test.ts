import { expect, test } from 'vitest'
import { idMeant } from './meant.ts'

const estate = [
  { id: 'ul-01', kind: 'uplink', name: 'RT 01', address: '127.0.0.21' },
  { id: 'nvr-01', kind: 'nvr', name: 'RT 01', address: '127.0.0.31' },
  { id: 'cam-01', kind: 'camera', name: 'Gate' },
]

test('an id, an address and a name that only one has are meant, in any case', () => {
  expect(idMeant('UL-01', estate)).toBe('ul-01')
  expect(idMeant('127.0.0.31', estate)).toBe('nvr-01')
  expect(idMeant('gate', estate)).toBe('cam-01')
})

test('several that have it, or contain it, are listed', () => {
  expect(() => idMeant('RT 01', estate)).toThrow(
    '"RT 01" is 2 targets:\n  uplink ul-01 "RT 01" (127.0.0.21)\n  NVR nvr-01 "RT 01" (127.0.0.31)',
  )
  expect(() => idMeant('127.0.0.3', estate)).toThrow(
    'no target has the id, address or name "127.0.0.3"; these contain it:\n  NVR nvr-01 "RT 01" (127.0.0.31)',
  )
})

test('a slip of the pen gets the likely id', () => {
  expect(() => idMeant('nvr-1', estate)).toThrow(
    expect.objectContaining({ code: 'RND_USAGE', remedy: 'did you mean nvr-01?' }),
  )
})
