import { expect, it } from 'vitest'
import { makePacer } from './pacer.ts'

const TICK_US = 2000

it('lets through what was asked for, over any time', () => {
  const pacer = makePacer(20_000, TICK_US, 64)
  let sent = 0
  for (let now = 0; now <= 1_000_000; now += TICK_US) {
    const n = pacer.allowance(now)
    sent += n
    pacer.spend(n)
  }
  expect(sent).toBeGreaterThan(19_900)
  expect(sent).toBeLessThanOrEqual(20_001)
})

it('never lets more than two ticks through at once, after however long a rest', () => {
  const pacer = makePacer(20_000, TICK_US, 64)
  pacer.allowance(0)
  expect(pacer.allowance(60_000_000)).toBe(80)
})

it('starts with one packet, not with a burst', () => {
  expect(makePacer(50_000, TICK_US, 64).allowance(123)).toBe(1)
})

it('goes slower than one packet a tick', () => {
  const pacer = makePacer(10, TICK_US, 64)
  pacer.spend(pacer.allowance(0))
  expect(pacer.allowance(50_000)).toBe(0)
  expect(pacer.allowance(100_001)).toBe(1)
})

it('unpaced gives the same each time', () => {
  const pacer = makePacer(0, TICK_US, 64)
  expect([pacer.allowance(0), pacer.allowance(0)]).toEqual([64, 64])
})
