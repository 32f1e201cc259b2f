import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evidence, isCommonCause, isCompany } from './common-cause.ts'

const share = (failed: number, total: number, allFailed: number, all: number) => ({
  failed,
  total,
  allFailed,
  all,
})

describe('a common cause', () => {
  it.each([
    ['900 of 912 of an ISP, and nobody else', share(900, 912, 900, 5569), true],
    ['the first 75 of them', share(75, 912, 75, 5569), true],
    ['a kelurahan of 12 lines that died wholly', share(12, 12, 12, 5569), true],
    ['all of 4, too few', share(4, 4, 4, 5569), false],
    ['12 lines of one large ISP, a handful of it', share(12, 2000, 12, 5569), false],
    ['the first 32 of a very large ISP, and nobody else', share(32, 2925, 32, 5569), true],
    ['the share of an ISP in 900 at random', share(150, 912, 900, 5569), false],
    ['8 of 44 where 3 were to be expected', share(8, 44, 500, 7862), false],
    ['everybody, who all have it', share(5569, 5569, 5569, 5569), false],
  ])('%s', (_title, given, common) => {
    expect(isCommonCause(given)).toBe(common)
  })

  it('prefers the kelurahan that died wholly to the ISP of most of its lines', () => {
    const kelurahan = evidence(share(30, 30, 30, 5569))
    expect(kelurahan).toBeGreaterThan(evidence(share(20, 912, 30, 5569)))
  })

  it('prefers the ISP that covers all victims to a kelurahan that covers some', () => {
    expect(evidence(share(900, 912, 900, 5569))).toBeGreaterThan(evidence(share(25, 26, 900, 5569)))
  })

  it('waits for company from three of a small value on', () => {
    expect(isCompany(share(3, 30, 3, 5569))).toBe(true)
    expect(isCompany(share(2, 30, 2, 5569))).toBe(false)
    expect(isCompany(share(3, 3000, 3, 5569))).toBe(false)
  })

  it('has no evidence where rates are equal, and never less than none', () => {
    expect(evidence(share(10, 100, 100, 1000))).toBeCloseTo(0)
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), (a, b, c, d) => {
        fc.pre(a + b > 0 && c + d > 0)
        expect(evidence(share(a, a + b, a + c, a + b + c + d))).toBeGreaterThan(-1e-9)
      }),
    )
  })
})
