import { expect, it } from 'vitest'
import { causeText } from './cause.ts'
import { makeReporters, REPORTERS_MAX } from './reporters.ts'

it('gives one number to one address, however it came', () => {
  const reporters = makeReporters()
  const word = new Uint32Array(Uint8Array.of(10, 255, 255, 254).buffer)[0] ?? 0
  const reporter = reporters.ofIPv4(word)
  expect(reporters.ofIPv4(word)).toBe(reporter)
  expect(reporters.ofText('10.255.255.254')).toBe(reporter)
  expect(reporters.address(reporter)).toBe('10.255.255.254')
  const sixteen = new Uint8Array(20)
  sixteen[19] = 1
  expect(reporters.address(reporters.ofIPv6(sixteen, 4))).toBe('::1')
})

it('remembers no more than it may', () => {
  const reporters = makeReporters()
  for (let i = 0; i < REPORTERS_MAX + 500; i++) reporters.ofIPv4(i)
  expect(reporters.ofIPv4(REPORTERS_MAX + 1)).toBe(REPORTERS_MAX)
  expect(reporters.address(REPORTERS_MAX)).toBe('others')
})

it.each([
  [3, 1, 4, 'host unreachable (3/1)'],
  [3, 13, 4, 'administratively prohibited (3/13)'],
  [11, 0, 4, 'time to live exceeded: a routing loop (11/0)'],
  [3, 99, 4, 'ICMP 3/99'],
  [1, 3, 6, 'address unreachable (1/3)'],
  [99, 0, 6, 'ICMP 99/0'],
] as const)('ICMP %i/%i of IPv%i is %s', (type, code, family, text) => {
  expect(causeText(type, code, family)).toBe(text)
})
