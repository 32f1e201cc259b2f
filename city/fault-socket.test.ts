// What the injected faults do to answers, over a socket with a clock in the test's hand.
import { describe, expect, test } from 'vitest'
import type { EchoSocket, EchoStats } from '../probes/icmp/echo-socket.ts'
import { injectFaults } from './fault-socket.ts'
import type { Fault, FaultEffect } from './script.ts'

const ADDRESSES = ['127.16.0.1', '127.16.0.2', '127.16.0.3']
const START_MS = 1_700_000_000_000
const WIRE_US = 20

/** Answers everything after 20 microseconds; time passes only by `pass`. */
function instantSocket() {
  const stats: EchoStats = { sent: 0, received: 0, stray: 0, errors: 0, blocked: 0 }
  const answers: { readonly index: number; readonly seq: number; readonly stampUs: number }[] = []
  let nowUs = 0
  let steppedUs = 0
  const socket: EchoSocket = {
    kind: 'simulated',
    blocking: true,
    limits: ['made by hand'],
    stats,
    epochUs: START_MS * 1000,
    now: () => nowUs + steppedUs,
    monotonic: () => nowUs,
    send(targets, from, n, seq, sentAt) {
      for (let k = from; k < from + n; k++) {
        sentAt[k] = nowUs + steppedUs
        answers.push({ index: targets[k] as number, seq, stampUs: nowUs + steppedUs + WIRE_US })
      }
      stats.sent += n
      return n
    },
    drain(sink, max = Number.POSITIVE_INFINITY) {
      const read = answers.splice(0, max)
      for (const { index, seq, stampUs } of read) sink.reply(index, seq, stampUs)
      stats.received += read.length
      return read.length
    },
    sleep(us) {
      nowUs += us
    },
    pause: async (us) => {
      nowUs += us
    },
    dropped: () => 3,
    reporterAddress: (reporter) => `inner ${reporter}`,
    close() {
      answers.length = 0
    },
  }
  return {
    socket,
    pass: (us: number) => {
      nowUs += us
    },
    step: (us: number) => {
      steppedUs += us
    },
  }
}

function fault(from: number, to: number, addresses: readonly string[], effect: FaultEffect): Fault {
  return { id: effect.kind, title: effect.kind, from, to, addresses, ...effect }
}

function rig(faults: readonly Fault[], medianMs = 0, spread = 0) {
  const inner = instantSocket()
  const socket = injectFaults(inner.socket, ADDRESSES, {
    seed: 1,
    startedAt: START_MS,
    script: { periodS: 100, faults },
    rtt: {
      addresses: ADDRESSES,
      medianUs: new Float32Array(3).fill(medianMs * 1000),
      spread: new Float32Array(3).fill(spread),
    },
  })
  const replies: { index: number; seq: number; stampUs: number }[] = []
  const errors: (readonly [number, number, number, number, string])[] = []
  const sink = {
    reply: (index: number, seq: number, stampUs: number) => replies.push({ index, seq, stampUs }),
    error: (index: number, seq: number, type: number, code: number, reporter: number) =>
      errors.push([index, seq, type, code, socket.reporterAddress(reporter)]),
  }
  return {
    ...inner,
    fault: socket,
    replies,
    errors,
    drain: () => socket.drain(sink),
    ask(seq: number): void {
      socket.send(Int32Array.of(0, 1, 2), 0, 3, seq, new Float64Array(3))
      socket.drain(sink)
    },
  }
}

test('with no fault every answer comes through, once, as it was', () => {
  const { ask, replies, fault: socket, pass, drain } = rig([])
  ask(7)
  pass(WIRE_US)
  drain()
  expect(replies.toSorted((a, b) => a.index - b.index)).toEqual(
    [0, 1, 2].map((index) => ({ index, seq: 7, stampUs: WIRE_US })),
  )
  expect(socket.stats).toMatchObject({ sent: 3, received: 3, errors: 0 })
  expect([socket.kind, socket.blocking, socket.limits, socket.dropped()]).toEqual([
    'simulated',
    true,
    ['made by hand'],
    3,
  ])
  expect(socket.reporterAddress(5)).toBe('inner 5')
})

describe('an answer is held back until its round-trip time has passed', () => {
  test('not before, and stamped with it however late it is fetched', async () => {
    const { ask, replies, fault: socket, drain } = rig([], 5)
    ask(1)
    socket.sleep(5000)
    expect(drain()).toBe(0)
    await socket.pause(5000)
    expect(drain()).toBe(3)
    expect(replies.map(({ stampUs }) => stampUs)).toEqual([5020, 5020, 5020])
  })

  test('a clock that is set meanwhile moves the stamp as it moves the clock, not the time', () => {
    const { ask, replies, pass, drain, step } = rig([], 5)
    ask(1)
    step(3_600_000_000)
    pass(6000)
    expect(drain()).toBe(3)
    expect(replies[0]?.stampUs).toBe(3_600_005_020)
  })

  test('with jitter that repeats and never runs away', () => {
    const times = [1, 2].map(() => {
      const { ask, replies, pass, drain } = rig([], 10, 0.5)
      for (let n = 0; n < 200; n++) ask(n)
      pass(1_000_000)
      drain()
      return replies.map(({ stampUs }) => stampUs)
    })
    expect(times[0]).toEqual(times[1])
    const sorted = (times[0] ?? []).toSorted((a, b) => a - b)
    expect(sorted).toHaveLength(600)
    expect(sorted[599]).toBeLessThanOrEqual(40_020)
    expect((sorted[300] ?? 0) / 10_000).toBeCloseTo(1, 0)
  })
})

test('a cut silences its addresses from its first second to its last, every day', () => {
  const { ask, replies, pass, drain } = rig([fault(10, 20, ['127.16.0.2'], { kind: 'cut' })])
  const seen: string[] = []
  for (let second = 0; second < 200; second++) {
    ask(second)
    pass(WIRE_US)
    drain()
    seen.push(replies.splice(0).some(({ index }) => index === 1) ? 'up' : 'down')
    pass(1_000_000 - WIRE_US)
  }
  const down = seen.flatMap((state, second) => (state === 'down' ? [second] : []))
  const days = [0, 100].flatMap((day) => Array.from({ length: 10 }, (_, n) => day + 10 + n))
  expect(down).toEqual(days)
})

test('a flapping line goes down and up', () => {
  const flap: FaultEffect = { kind: 'flap', downS: 2, upS: 3 }
  const { ask, replies, pass, drain } = rig([fault(10, 22, ['127.16.0.1'], flap)])
  const down: number[] = []
  for (let second = 0; second < 30; second++) {
    ask(second)
    pass(WIRE_US)
    drain()
    if (!replies.splice(0).some(({ index }) => index === 0)) down.push(second)
    pass(1_000_000 - WIRE_US)
  }
  expect(down).toEqual([10, 11, 15, 16, 20, 21])
})

test('loss loses its share, delay adds, duplicates double: each only where it strikes', () => {
  const {
    ask,
    replies,
    pass,
    drain,
    fault: socket,
  } = rig([
    fault(0, 50, ['127.16.0.1'], { kind: 'loss', share: 0.25 }),
    fault(0, 50, ['127.16.0.2'], { kind: 'delay', addedMs: 200 }),
    fault(0, 50, ['127.16.0.3'], { kind: 'duplicates', share: 0.5 }),
  ])
  for (let n = 0; n < 2000; n++) ask(n)
  pass(1_000_000)
  drain()
  const count = (index: number): number => replies.filter((reply) => reply.index === index).length
  expect(count(0) / 2000).toBeCloseTo(0.75, 1)
  expect(count(1)).toBe(2000)
  expect(count(2) / 2000).toBeCloseTo(1.5, 1)
  expect(new Set(replies.filter(({ index }) => index === 1).map(({ stampUs }) => stampUs))).toEqual(
    new Set([200_020]),
  )
  expect(socket.stats.received).toBe(replies.length)
})

test('a refusal comes in the place of the answer, with type, code and reporter', () => {
  const refused: FaultEffect = { kind: 'refused', type: 3, code: 1, reporter: '127.30.0.9' }
  const {
    ask,
    replies,
    errors,
    pass,
    drain,
    fault: socket,
  } = rig([fault(0, 50, ['127.16.0.3'], refused)])
  ask(65_535)
  pass(1000)
  drain()
  expect(replies.map(({ index }) => index).sort()).toEqual([0, 1])
  expect(errors).toEqual([[2, 65_535, 3, 1, '127.30.0.9']])
  expect(socket.stats).toMatchObject({ received: 2, errors: 1 })
})

test('an address that the table does not know is left as it is; close forgets what is held', () => {
  const { ask, pass, drain, fault: socket } = rig([fault(0, 9, ['10.9.9.9'], { kind: 'cut' })], 5)
  ask(1)
  socket.close()
  pass(1_000_000)
  expect(drain()).toBe(0)
})
