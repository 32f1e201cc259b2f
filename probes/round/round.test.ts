import { describe, expect, it } from 'vitest'
import {
  type SimulatedOptions,
  type SimulatedSocket,
  simulated,
} from '../../city/simulated-socket.ts'
import { CONFIRMED, INCONCLUSIVE, UNSENDABLE } from '../result.ts'
import {
  ROUND_DEFAULTS,
  type RoundGap,
  type RoundHealth,
  type RoundMessage,
  type RoundPlan,
} from './plan.ts'
import { RoundWalk } from './round.ts'
import { socketAddresses } from './walk.ts'
import { createMarks, mark } from './wishes.ts'

interface Look {
  index: number
  atMs: number
  decidedMs: number
  sent: number
  lost: number
  rttUs: number
  flags: number
  cause: number
}

interface Walked {
  readonly looks: Look[]
  readonly gaps: RoundGap[]
  readonly health: () => RoundHealth
  readonly socket: SimulatedSocket
  /** Walks until so many milliseconds after the start. */
  until(ms: number): void
  /** Wants positions looked at at once. */
  again(indices: readonly number[]): void
  of(index: number): Look[]
}

function walked(
  count: number,
  simulation: SimulatedOptions = {},
  more: Partial<Omit<RoundPlan, 'options'>> & { options?: Partial<RoundPlan['options']> } = {},
): Walked {
  const addresses = Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
  const plan: RoundPlan = {
    addresses,
    names: addresses,
    intervalMs: addresses.map(() => 10_000),
    anchors: ['192.0.2.1', '192.0.2.2'],
    ...more,
    options: { ...ROUND_DEFAULTS, ...more.options },
  }
  const socket = simulated(socketAddresses(plan), { clock: 'virtual', ...simulation })
  const originMs = socket.epochUs / 1000
  const looks: Look[] = []
  const gaps: RoundGap[] = []
  let health: RoundHealth | undefined
  const marks = createMarks(count)
  const emit = (message: RoundMessage): void => {
    if (message.type === 'gap') gaps.push(message.gap)
    else if (message.type === 'health') health = message.health
    else {
      const { columns } = message
      for (let k = 0; k < columns.count; k++) {
        looks.push({
          index: columns.index[k] as number,
          atMs: (columns.at[k] as number) - originMs,
          decidedMs: (columns.decidedAt[k] as number) - originMs,
          sent: columns.sent[k] as number,
          lost: columns.lost[k] as number,
          rttUs: columns.rttUs[k] as number,
          flags: columns.flags[k] as number,
          cause: columns.cause[k] as number,
        })
      }
    }
  }
  const round = new RoundWalk(plan, socket, emit, marks)
  return {
    looks,
    again: (indices) => mark(marks, indices),
    gaps,
    socket,
    health: () => health as RoundHealth,
    until(ms) {
      while (socket.monotonic() < ms * 1000) socket.sleep(round.step())
      round.finish()
    },
    of: (index) => looks.filter((look) => look.index === index),
  }
}

const DEAD = '10.0.0.7'
const dead = (fromMs: number, toMs?: number) => [
  { addresses: [DEAD], fromMs, ...(toMs === undefined ? {} : { toMs }) },
]

describe('a round over a quiet city', () => {
  it('asks everyone once an interval, spread over it, with one row each', () => {
    const walk = walked(500)
    walk.until(30_000)
    for (let i = 0; i < 500; i++) expect(walk.of(i).length).toBeGreaterThanOrEqual(2)
    expect(walk.looks.every((look) => look.sent === 1 && look.lost === 0)).toBe(true)
    expect(walk.health()).toMatchObject({ rounds: 3, overruns: 0, lost: 0, late: 0, blind: false })
    const perTenth = new Map<number, number>()
    for (const { atMs } of walk.looks) {
      const tenth = Math.floor(atMs / 100)
      perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1)
    }
    expect(Math.max(...perTenth.values())).toBeLessThan(0.03 * 500)
    expect(walk.gaps).toEqual([])
  })

  it('gives the round-trip time that the socket measured', () => {
    const walk = walked(50, { rttMs: [20, 20] })
    walk.until(12_000)
    for (const { rttUs } of walk.looks) {
      expect(rttUs).toBeGreaterThanOrEqual(20_000)
      expect(rttUs).toBeLessThan(21_001)
    }
  })
})

describe('a target that falls silent', () => {
  it('is confirmed with 7 echoes in about 4 s, then asked once an interval, then confirmed back', () => {
    const walk = walked(100, { silences: dead(12_000, 55_000) })
    walk.until(90_000)
    const looks = walk.of(7)
    const down = looks.find((look) => look.lost > 0) as Look
    expect(down).toMatchObject({ sent: 7, lost: 7, flags: CONFIRMED, rttUs: Number.NaN })
    expect(down.decidedMs - down.atMs).toBeGreaterThan(3900)
    expect(down.decidedMs - down.atMs).toBeLessThan(4100)
    const silent = looks.filter((look) => look.atMs > down.decidedMs && look.atMs < 55_000)
    expect(silent.length).toBeGreaterThanOrEqual(3)
    expect(silent.every((look) => look.sent === 1 && look.lost === 1 && look.flags === 0)).toBe(
      true,
    )
    const back = looks.find((look) => look.atMs >= 55_000) as Look
    expect(back).toMatchObject({ sent: 7, lost: 0, flags: CONFIRMED })
    expect(looks.at(-1)).toMatchObject({ sent: 1, lost: 0, flags: 0 })
  })

  it('that is known to be silent from the start is asked one echo until it answers', () => {
    const walk = walked(100, { silences: dead(0, 15_000) }, { silent: [7] })
    walk.until(40_000)
    expect(walk.of(7).map(({ sent, lost, flags }) => [sent, lost, flags])).toEqual([
      [1, 1, 0],
      ...(walk.of(7).length > 4 ? [[1, 1, 0]] : []),
      [7, 0, CONFIRMED],
      ...walk
        .of(7)
        .slice(-2)
        .map(() => [1, 0, 0]),
    ])
  })

  it('for less than the confirm is part lost', () => {
    const walk = walked(
      200,
      { silences: [{ addresses: 'all', fromMs: 20_000, toMs: 22_000 }] },
      {
        anchors: [],
      },
    )
    walk.until(40_000)
    const part = walk.looks.filter((look) => look.flags === CONFIRMED)
    expect(walk.looks.some((look) => look.flags === CONFIRMED && look.lost === look.sent)).toBe(
      false,
    )
    expect(
      [...part, ...walk.looks.filter((look) => look.flags === INCONCLUSIVE)].length,
    ).toBeGreaterThan(20)
  })
})

describe('what is asked again', () => {
  it('is looked at at once and once, however often it is wished for', () => {
    const walk = walked(200)
    walk.until(15_000)
    const before = walk.looks.length
    for (let k = 0; k < 5; k++) walk.again([7, 9, 7, 400, -1])
    walk.until(15_300)
    const asked = walk.looks.slice(before).filter(({ index }) => index === 7 || index === 9)
    expect(asked.map(({ index }) => index).sort()).toEqual([7, 9])
    expect(asked.every(({ sent, atMs }) => sent === 1 && atMs >= 15_000)).toBe(true)
  })

  it('and known to be silent gets a whole confirm, at a pace', () => {
    const silent = Array.from({ length: 150 }, (_, i) => i)
    const addresses = silent.map((i) => `10.0.0.${i}`)
    const walk = walked(200, { silences: [{ addresses, fromMs: 0 }] }, { silent })
    walk.until(12_000)
    walk.again(silent)
    walk.until(26_000)
    const asked = walk.looks.filter(({ sent, lost }) => sent === 7 && lost === 7)
    expect(asked.map(({ index }) => index).sort((a, b) => a - b)).toEqual(silent)
    const at = asked.map(({ atMs }) => atMs)
    // 20 a second after a burst of 64.
    expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(3000)
  })

  it('while it is being looked at is looked at once more afterwards', () => {
    const walk = walked(100, { silences: dead(12_000) })
    const start = walk.looks.length
    walk.until(12_000)
    while (walk.health().confirming === 0) walk.until(walk.socket.monotonic() / 1000 + 100)
    const wishedMs = walk.socket.monotonic() / 1000
    walk.again([7])
    walk.until(wishedMs + 9000)
    const whole = walk.looks.slice(start).filter(({ index, sent }) => index === 7 && sent === 7)
    expect(whole).toHaveLength(2)
    expect(whole[0]?.atMs).toBeLessThan(wishedMs)
    expect(whole[1]?.atMs).toBeGreaterThan(wishedMs)
  })
})

describe('an answer that takes long', () => {
  it('after confirmAfterMs cancels the confirm', () => {
    const walk = walked(20, { rttMs: [700, 700] })
    walk.until(30_000)
    expect(walk.looks.every((look) => look.lost === 0 && look.flags === 0)).toBe(true)
    expect(walk.looks.every((look) => look.sent <= 3)).toBe(true)
  })

  it('after the timeout is counted late and still shows that the target lives', () => {
    const walk = walked(20, { rttMs: [1300, 1300] }, { anchors: [] })
    walk.until(30_000)
    expect(walk.health().late).toBeGreaterThan(0)
    expect(walk.looks.length).toBeGreaterThan(20)
    expect(walk.looks.some((look) => look.lost === look.sent)).toBe(false)
  })

  it('from a target that was down leads to a recovery confirm', () => {
    const walk = walked(20, { rttMs: [1300, 1300] }, { silent: [7], anchors: [] })
    walk.until(40_000)
    const [first, second] = walk.of(7)
    expect(first).toMatchObject({ sent: 1, lost: 1, flags: 0 })
    expect(second).toMatchObject({ sent: 7, flags: CONFIRMED })
    expect(second?.lost).toBeLessThanOrEqual(1)
  })
})

describe('an address that cannot be sent to', () => {
  it('is told as such after a confirm, and costs nobody else an echo', () => {
    const walk = walked(300)
    refuse(walk.socket, 7)
    walk.until(30_000)
    expect(walk.of(7)[0]).toMatchObject({ sent: 7, lost: 7, flags: CONFIRMED | UNSENDABLE })
    expect(walk.of(7).at(-1)).toMatchObject({ sent: 1, lost: 1, flags: UNSENDABLE })
    expect(walk.looks.every((look) => look.index === 7 || look.lost === 0)).toBe(true)
    expect(walk.health().rounds).toBe(3)
  })

  it('and may be sent to later, yet is silent, gets a confirm', () => {
    const walk = walked(300, { silences: dead(0) })
    const allow = refuse(walk.socket, 7)
    walk.until(25_000)
    expect(walk.of(7).at(-1)?.flags).toBe(UNSENDABLE)
    allow()
    walk.until(60_000)
    expect(walk.of(7).some((look) => look.flags === CONFIRMED && look.lost === 7)).toBe(true)
    expect(walk.of(7).at(-1)).toMatchObject({ sent: 1, lost: 1, flags: 0 })
  })

  it('is no verdict on anybody when nothing can be sent', () => {
    const walk = walked(300)
    for (let i = 0; i < 302; i++) refuse(walk.socket, i)
    walk.until(30_000)
    expect(walk.health().blind).toBe(true)
    expect(walk.looks.every((look) => look.flags === INCONCLUSIVE)).toBe(true)
  })
})

it.each<[reporter: string, cause: number]>([
  ['192.0.2.9', 0x301],
  ['127.0.0.1', 0],
  ['127.9.9.9', 0],
])('an ICMP error from %s gives the cause %i', (reporter, cause) => {
  const walk = walked(100, { silences: dead(12_000) })
  reportUnreachable(walk.socket, 7, reporter)
  walk.until(40_000)
  const down = walk.of(7).find((look) => look.lost === 7) as Look
  expect(down).toMatchObject({ flags: CONFIRMED, cause })
})

describe('a socket that wants a rest', () => {
  it('gets what it refused a moment later, each echo once', () => {
    const walk = walked(300)
    const send = walk.socket.send.bind(walk.socket)
    let calls = 0
    walk.socket.send = (targets, from, n, seq, sentAt) =>
      calls++ % 3 === 0 ? send(targets, from, Math.min(n, 1), seq, sentAt) : 0
    walk.until(30_000)
    expect(walk.health()).toMatchObject({ rounds: 3, lost: 0, duplicates: 0, late: 0 })
    for (let i = 0; i < 300; i++) expect(walk.of(i).length).toBeGreaterThanOrEqual(2)
    expect(walk.looks.every((look) => look.sent === 1 && look.lost === 0)).toBe(true)
  })
})

describe('blindness', () => {
  it('is published with its true times, and nobody is declared down in it', () => {
    const walk = walked(500, { silences: [{ addresses: 'all', fromMs: 20_400, toMs: 50_300 }] })
    walk.until(80_000)
    expect(walk.gaps.map((gap) => gap.reason)).toEqual(['blind', 'blind'])
    const [begun, ended] = walk.gaps.map((gap) => ({
      from: gap.from - walk.socket.epochUs / 1000,
      to: (gap.to ?? Number.NaN) - walk.socket.epochUs / 1000,
    }))
    expect(begun?.from).toBeGreaterThan(20_300)
    expect(begun?.from).toBeLessThan(20_600)
    expect(begun?.to).toBeNaN()
    expect(ended?.from).toBe(begun?.from)
    expect(ended?.to).toBeGreaterThan(50_300)
    expect(ended?.to).toBeLessThan(51_500)
    const bad = walk.looks.filter((look) => look.lost > 0 && (look.flags & INCONCLUSIVE) === 0)
    expect(bad).toEqual([])
    expect(walk.health()).toMatchObject({ blind: false })
  })

  it('is told from an outage by one anchor that answers', () => {
    const walk = walked(500, { silences: [{ addresses: cut(500), fromMs: 20_000 }] })
    walk.until(40_000)
    expect(walk.gaps).toEqual([])
    expect(walk.looks.filter((look) => look.flags === CONFIRMED && look.lost === 7)).toHaveLength(
      500,
    )
  })

  it('without anchors is judged from nearly all of the targets', () => {
    const walk = walked(
      500,
      { silences: [{ addresses: 'all', fromMs: 20_000, toMs: 40_000 }] },
      {
        anchors: [],
      },
    )
    walk.until(60_000)
    expect(walk.gaps.map((gap) => gap.reason)).toEqual(['blind', 'blind'])
    expect(walk.looks.some((look) => look.flags === CONFIRMED && look.lost === 7)).toBe(false)
  })
})

describe('a small estate without anchors', () => {
  const few = { anchors: [] }
  const isDown = (look: Look) => look.flags === CONFIRMED && look.lost === look.sent

  it.each([2, 3, 5, 10, 20, 50, 150])('of %i targets knows a cut of its own line', (count) => {
    for (const fromMs of [20_000, 20_700, 23_300]) {
      const cutOff = [{ addresses: 'all' as const, fromMs, toMs: fromMs + 60_000 }]
      const walk = walked(count, { silences: cutOff }, few)
      walk.until(120_000)
      expect(walk.looks.filter(isDown)).toEqual([])
      expect(walk.gaps.map((gap) => gap.reason)).toEqual(['blind', 'blind'])
      const [from, to] = [walk.gaps[1]?.from, walk.gaps[1]?.to].map(
        (at) => (at as number) - walk.socket.epochUs / 1000,
      ) as [number, number]
      // As of the last answer before, until the first one after.
      expect(from).toBeGreaterThan(fromMs - 10_000)
      expect(from).toBeLessThan(fromMs + 200)
      expect(to).toBeGreaterThan(fromMs + 60_000)
      expect(to).toBeLessThan(fromMs + 71_000)
      expect(walk.health().blind).toBe(false)
    }
  })

  it.each([2, 3, 10, 50])('of %i targets finds the one that is dead', (count) => {
    const silences = [{ addresses: ['10.0.0.1'], fromMs: 20_000 }]
    const walk = walked(count, { silences }, few)
    walk.until(40_000)
    const down = walk.of(1).find(isDown) as Look
    expect(down.decidedMs - down.atMs).toBeLessThan(8000)
    expect(down.decidedMs).toBeLessThan(38_000)
    expect(walk.gaps).toEqual([])
    expect(walk.looks.some((look) => look.index !== 1 && look.lost > 0)).toBe(false)
  })

  it('and asked seldom is judged by the others, asked at once', () => {
    const hourly = { anchors: [], intervalMs: Array.from({ length: 10 }, () => 3_600_000) }
    const cut = [{ addresses: 'all' as const, fromMs: 600_000 }]
    const walk = walked(10, { silences: cut }, hourly)
    walk.until(3_600_000)
    expect(walk.looks.filter(isDown)).toEqual([])
    expect(walk.health().blind).toBe(true)
  })

  it('loses nobody to losses of 5 %, and is not blind for them', () => {
    const walk = walked(10, { loss: 0.05 }, few)
    walk.until(1_800_000)
    expect(walk.looks.some(isDown)).toBe(false)
    expect(walk.gaps).toEqual([])
  })

  it('of one target cannot tell: the target is called down', () => {
    const walk = walked(1, { silences: [{ addresses: 'all', fromMs: 20_000 }] }, few)
    walk.until(60_000)
    expect(walk.looks.some(isDown)).toBe(true)
    expect(walk.gaps).toEqual([])
  })

  it('finds a dead target although its only anchor is dead', () => {
    const silences = [{ addresses: ['10.0.0.1', '192.0.2.1'], fromMs: 20_000 }]
    const walk = walked(10, { silences }, { anchors: ['192.0.2.1'] })
    walk.until(60_000)
    expect(walk.of(1).some(isDown)).toBe(true)
    expect(walk.gaps).toEqual([])
  })
})

it('passes over an anchor on its own loopback, which always answers', () => {
  const fromMs = 20_000
  const addresses = Array.from({ length: 30 }, (_, i) => `10.0.0.${i}`)
  const anchors = ['127.0.0.1', '::1']
  const walk = walked(30, { silences: [{ addresses, fromMs }] }, { anchors })
  walk.until(60_000)
  expect(walk.health()).toMatchObject({ blind: true, anchors: [] })
  expect(walk.looks.some((look) => look.flags === CONFIRMED && look.lost === 7)).toBe(false)
})

describe('trouble of our own', () => {
  it('a pause skips the missed phases, is a gap, and lets nobody down', () => {
    const walk = walked(1000, { silences: dead(19_500) })
    walk.until(21_000)
    walk.socket.passTime(5_000_000)
    const sentBefore = walk.socket.stats.sent
    walk.until(26_150)
    expect(walk.socket.stats.sent - sentBefore).toBeLessThan(0.03 * 1000)
    walk.until(60_000)
    expect(walk.gaps).toMatchObject([{ reason: 'paused' }])
    const { from, to } = walk.gaps[0] as RoundGap
    expect((to as number) - from).toBeCloseTo(5010, -2)
    expect(walk.health()).toMatchObject({ pauses: 1, clockSteps: 0 })
    expect(walk.health().overruns).toBeGreaterThan(450)
    const wrong = walk.looks.filter(
      (look) => look.index !== 7 && look.lost > 0 && !(look.flags & INCONCLUSIVE),
    )
    expect(wrong).toEqual([])
    expect(walk.of(7).some((look) => look.flags === CONFIRMED && look.lost === 7)).toBe(true)
  })

  it('a step of the clock costs the times in flight and nothing else', () => {
    const walk = walked(500, { rttMs: [50, 60] })
    walk.until(20_005)
    walk.socket.stepClock(3_600_000_000)
    walk.until(40_000)
    walk.socket.stepClock(-7_200_000_000)
    walk.until(60_000)
    expect(walk.gaps.map((gap) => gap.reason)).toEqual(['clock-step', 'clock-step'])
    const [on, back] = walk.gaps.map((gap) => (gap.to as number) - gap.from)
    expect(on).toBeGreaterThan(3_600_000)
    expect(back).toBeLessThan(50)
    expect(walk.looks.every((look) => look.lost === 0)).toBe(true)
    const known = walk.looks.filter((look) => !Number.isNaN(look.rttUs))
    expect(known.length).toBeLessThan(walk.looks.length)
    expect(known.every(({ rttUs }) => rttUs >= 50_000 && rttUs < 64_000)).toBe(true)
    expect(walk.health()).toMatchObject({ clockSteps: 2, pauses: 0 })
  })

  it('packets dropped here make losses inconclusive', () => {
    const walk = walked(500, { silences: [{ addresses: cut(40), fromMs: 20_000, toMs: 21_500 }] })
    walk.until(21_000)
    walk.socket.drop(10)
    walk.until(40_000)
    expect(walk.gaps).toMatchObject([{ reason: 'dropped-here' }])
    const touched = walk.looks.filter((look) => look.lost > 0 && look.atMs < 21_000)
    expect(touched.length).toBeGreaterThan(0)
    expect(touched.every((look) => look.flags === INCONCLUSIVE)).toBe(true)
  })
})

it('loses nobody to independent losses of 5 %', () => {
  const walk = walked(2000, { loss: 0.05 })
  walk.until(120_000)
  expect(walk.looks.some((look) => look.lost === look.sent)).toBe(false)
  expect(walk.health()).toMatchObject({ blind: false, overruns: 0 })
})

it('asks an anchor that is also a target both ways', () => {
  const walk = walked(50, {}, { anchors: ['10.0.0.3'] })
  walk.until(21_000)
  expect(walk.health().anchors).toEqual([{ address: '10.0.0.3', alive: true }])
  expect(walk.of(3)).toHaveLength(2)
})

function cut(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
}

/** From now on the kernel has no route to this position, until the function that is given is called. */
function refuse(socket: SimulatedSocket, index: number): () => void {
  const send = socket.send.bind(socket)
  socket.send = (targets, from, n, seq, sentAt) => {
    const at = targets.subarray(from, from + n).indexOf(index)
    if (at === 0) return -101
    return send(targets, from, at < 0 ? n : at, seq, sentAt)
  }
  return () => {
    socket.send = send
  }
}

/** Every echo to this position is answered by "host unreachable" of `reporter`. */
function reportUnreachable(socket: SimulatedSocket, index: number, reporter: string): void {
  const send = socket.send.bind(socket)
  const drain = socket.drain.bind(socket)
  const quoted: number[] = []
  socket.reporterAddress = () => reporter
  socket.send = (targets, from, n, seq, sentAt) => {
    if (targets.subarray(from, from + n).includes(index)) quoted.push(seq)
    return send(targets, from, n, seq, sentAt)
  }
  socket.drain = (sink, max) => {
    for (const seq of quoted.splice(0)) sink.error(index, seq, 3, 1, 0)
    return drain(sink, max)
  }
}
