import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatIPv4, formatIPv6, readAddress, readAddressText } from './address.ts'

const into = new Uint8Array(16)

function read(text: string): string | undefined {
  const size = readAddressText(text, into)
  if (size === 0) return undefined
  return size === 4 ? formatIPv4(new Uint32Array(into.buffer)[0] ?? 0) : formatIPv6(into, 0)
}

it('reads and writes every IPv4 address', () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect(read(text)).toBe(text)
    }),
  )
})

it('reads every IPv6 address and writes its short form', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const short = read(text) ?? ''
      const { hostname } = new URL(`http://[${text}]/`)
      if (isIPv4(short)) {
        expect(hostname).toMatch(/^\[::ffff:[\da-f]+:[\da-f]+\]$/)
        return
      }
      expect(isIPv6(short)).toBe(true)
      expect(hostname).toBe(`[${short}]`)
    }),
  )
})

it('takes for an address exactly what the system takes, zones left out', () => {
  const piece = fc.constantFrom(
    '1',
    '255',
    '256',
    '01',
    '.',
    ':',
    '::',
    'ffff',
    'g',
    '0',
    'a',
    '12345',
    '',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      const text = pieces.join('')
      expect(read(text) !== undefined).toBe(isIPv4(text) || isIPv6(text))
    }),
    { numRuns: 3000 },
  )
})

it.each([
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['FD00:10:0:0:0:0:1:7', 'fd00:10::1:7'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['64:ff9b::10.1.2.3', '64:ff9b::a01:203'],
])('%s is %s', (text, short) => {
  expect(read(text)).toBe(short)
})

it.each([
  'fe80::1%eth0',
  '10.0.0.0/8',
  '1:2:3:4:5:6:7::8:9',
  ':1',
  '1:',
  ':::',
  '1.2.3',
  '1.2.3.4.',
  '',
])('%s is none', (text) => {
  expect(read(text)).toBeUndefined()
})

it('reads only between its bounds', () => {
  const bytes = new TextEncoder().encode('9910.0.0.199')
  expect(readAddress(bytes, 2, 10, into)).toBe(4)
  expect([...into.subarray(0, 4)]).toEqual([10, 0, 0, 1])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      expect([0, 4, 16]).toContain(readAddress(noise, 0, noise.length, into))
    }),
  )
})
