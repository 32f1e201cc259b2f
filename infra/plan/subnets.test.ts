import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addressIn,
  contains,
  formatCidr,
  isPrivateAddress,
  overlap,
  parseCidr,
  sizeOf,
} from './cidr.ts'
import { MOST_ZONES, planSubnets } from './subnets.ts'

const vpcs = fc
  .tuple(fc.integer({ min: 16, max: 22 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  .map(([bits, value]) => formatCidr({ first: value - (value % sizeOf(bits)), bits }))
const zones = fc.integer({ min: 1, max: MOST_ZONES })

test('subnets never overlap and lie in the VPC, one private and one public a zone', () => {
  fc.assert(
    fc.property(vpcs, zones, (cidr, count) => {
      const plan = planSubnets(cidr, count)
      const all = [...plan.private, ...plan.public].map(parseCidr)
      expect(all).toHaveLength(2 * count)
      for (const [i, one] of all.entries()) {
        expect(contains(parseCidr(cidr), one)).toBe(true)
        expect(one.bits).toBeLessThanOrEqual(26)
        expect(all.slice(i + 1).some((other) => overlap(one, other))).toBe(false)
      }
    }),
  )
})

test('another zone moves no subnet, and three zones leave a sixteenth free', () => {
  fc.assert(
    fc.property(vpcs, zones, (cidr, count) => {
      const whole = planSubnets(cidr, MOST_ZONES)
      expect(planSubnets(cidr, count)).toEqual({
        private: whole.private.slice(0, count),
        public: whole.public.slice(0, count),
      })
      const taken = [...whole.private, ...whole.public].reduce(
        (sum, one) => sum + sizeOf(parseCidr(one).bits),
        0,
      )
      expect(taken).toBe((sizeOf(parseCidr(cidr).bits) * 15) / 16)
    }),
  )
})

test('the standard network', () => {
  expect(planSubnets('10.64.0.0/16', 2)).toEqual({
    private: ['10.64.0.0/18', '10.64.64.0/18'],
    public: ['10.64.192.0/20', '10.64.208.0/20'],
  })
})

test('what AWS refuses is refused here', () => {
  expect(() => planSubnets('10.0.0.0/8', 2)).toThrow(RangeError)
  expect(() => planSubnets('10.0.0.0/24', 2)).toThrow(RangeError)
  expect(() => planSubnets('10.0.0.0/16', 4)).toThrow(RangeError)
  expect(() => planSubnets('10.0.0.0', 2)).toThrow(RangeError)
  expect(() => planSubnets('10.0.0.300/16', 2)).toThrow(RangeError)
})

test('overlap is symmetric, and a network is what it prints as', () => {
  const blocks = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 32 }))
    .map(([value, bits]) => ({ first: value - (value % sizeOf(bits)), bits }))
  fc.assert(
    fc.property(blocks, blocks, (a, b) => {
      expect(parseCidr(formatCidr(a))).toEqual(a)
      expect(overlap(a, b)).toBe(overlap(b, a))
      expect(contains(a, b) || contains(b, a)).toBe(overlap(a, b))
    }),
  )
})

test('addresses', () => {
  expect(addressIn('10.99.0.0/30', 1)).toBe('10.99.0.1')
  expect(() => addressIn('10.99.0.0/30', 4)).toThrow(RangeError)
  expect(['10.1.2.3', '172.31.0.1', '192.168.9.9', '100.64.0.1'].every(isPrivateAddress)).toBe(true)
  expect(['8.8.8.8', '172.32.0.1', 'fd00::1', 'nvr.example'].some(isPrivateAddress)).toBe(false)
})
