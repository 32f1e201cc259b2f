import { describe, expect, it } from 'vitest'
import { ROUND_DEFAULTS, type RoundMessage, type RoundPlan } from '../../probes/round/plan.ts'
import type { ModuleRef } from '../../probes/round/socket-plan.ts'
import { startRound } from '../../probes/round/start.ts'

const addresses = Array.from({ length: 100 }, (_, i) => `10.1.0.${i}`)
const PLAN: RoundPlan = {
  addresses,
  names: addresses,
  intervalMs: addresses.map(() => 1000),
  anchors: ['10.2.0.1'],
  options: { ...ROUND_DEFAULTS, flushMs: 50 },
}
const SIMULATED: ModuleRef = {
  url: new URL('../../city/simulated-socket.ts', import.meta.url).href,
  name: 'simulated',
  options: { rttMs: [1, 5] },
}
const broken = (name: string): ModuleRef => ({
  url: new URL('./broken-sockets.ts', import.meta.url).href,
  name,
  options: undefined,
})

describe('startRound', () => {
  it('walks in a thread over a socket named by its module, and stops at once', async () => {
    const messages: RoundMessage[] = []
    const round = await startRound(PLAN, { make: SIMULATED }, (message) => messages.push(message))
    const rows = (): number =>
      messages.reduce((sum, m) => sum + (m.type === 'results' ? m.columns.count : 0), 0)
    while (rows() < 100) await new Promise((resolve) => setTimeout(resolve, 20))
    const stopAt = performance.now()
    await round.stop()
    await round.ended
    expect(performance.now() - stopAt).toBeLessThan(1000)
    expect(messages.at(-1)).toMatchObject({ type: 'health', health: { socket: 'simulated' } })
    const after = messages.length
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(messages.length).toBe(after)
  })

  it('looks at once at what is asked again from this thread', async () => {
    const slow = { ...PLAN, intervalMs: addresses.map(() => 60_000) }
    const seen = new Map<number, number>()
    const round = await startRound(slow, { make: SIMULATED }, (message) => {
      if (message.type !== 'results') return
      for (const index of message.columns.index) seen.set(index, (seen.get(index) ?? 0) + 1)
    })
    round.again([3, 5])
    const deadline = performance.now() + 10_000
    while ((!seen.has(3) || !seen.has(5)) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await round.stop()
    expect([seen.get(3), seen.get(5)]).toEqual([1, 1])
    expect(performance.now()).toBeLessThan(deadline)
  })

  it('rejects with the error of the house when the socket cannot be opened', async () => {
    await expect(startRound(PLAN, { make: broken('refused') }, () => {})).rejects.toMatchObject({
      name: 'RondaError',
      code: 'RND_ICMP_PRIVILEGE',
      remedy: 'ask root',
    })
    await expect(startRound(PLAN, { make: broken('missing') }, () => {})).rejects.toThrow(
      'exports no function missing',
    )
  })

  it('tells the caller when it breaks down on the way', async () => {
    const round = await startRound(
      PLAN,
      { make: SIMULATED, wrap: broken('breaksOnSend') },
      () => {},
    )
    await expect(round.ended).rejects.toThrow('the card was pulled out')
    await expect(round.stop()).rejects.toThrow('the card was pulled out')
  })
})
