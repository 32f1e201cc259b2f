import { describe, expect, it } from 'vitest'
import { type SimulatedOptions, simulated } from './simulated-socket.ts'

const addresses = Array.from({ length: 200 }, (_, i) => `10.0.0.${i}`)
const everyone = Int32Array.from(addresses.keys())

/** Asks everyone once and waits; gives index -> round-trip time in microseconds. */
function ask(options: SimulatedOptions): Map<number, number> {
  const socket = simulated(addresses, { clock: 'virtual', ...options })
  const sentAt = new Float64Array(addresses.length)
  const rtts = new Map<number, number>()
  expect(socket.send(everyone, 0, addresses.length, 8, sentAt)).toBe(addresses.length)
  for (let turn = 0; turn < 20; turn++) {
    socket.sleep(10_000)
    socket.drain({
      reply: (index, seq, stampUs) => {
        expect(seq).toBe(8)
        expect(stampUs).toBeLessThanOrEqual(socket.now())
        rtts.set(index, stampUs - (sentAt[index] as number))
      },
      error: () => {},
    })
  }
  expect(socket.stats).toMatchObject({ sent: addresses.length, received: rtts.size })
  return rtts
}

describe('a simulated socket', () => {
  it('answers within its range of times, the same for the same seed', () => {
    const rtts = ask({ seed: 3 })
    expect(rtts.size).toBe(200)
    for (const rtt of rtts.values()) {
      expect(rtt).toBeGreaterThanOrEqual(2000)
      expect(rtt).toBeLessThan(63_001)
    }
    expect(ask({ seed: 3 })).toEqual(rtts)
    expect(ask({ seed: 4 })).not.toEqual(rtts)
  })

  it('loses the share it is told to', () => {
    const { size } = ask({ loss: 0.25 })
    expect(size).toBeGreaterThan(120)
    expect(size).toBeLessThan(180)
  })

  it('keeps silent where and when it is told to', () => {
    const silences = [{ addresses: ['10.0.0.5', '10.0.0.6'], fromMs: 0 }]
    expect(ask({ silences }).has(5)).toBe(false)
    expect(ask({ silences }).size).toBe(198)
    expect(ask({ silences: [{ addresses: 'all', fromMs: 1 }] }).size).toBe(200)
  })
})
