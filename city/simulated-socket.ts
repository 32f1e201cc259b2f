// An echo socket without a network: for those who may not ping, and for tests that walk an hour in seconds.
import { setTimeout as wait } from 'node:timers/promises'
import { hash32, seededRandom } from '../fleet/random.ts'
import type { EchoSocket, EchoStats } from '../probes/icmp/echo-socket.ts'
import { createArrivals } from './arrivals.ts'

/** Plain data, so that it crosses to the thread of the round. */
export interface SimulatedOptions {
  /** Default 1. The same seed gives the same times and losses to the same questions. */
  readonly seed?: number
  /** Share of exchanges lost, 0 to 1, each by itself. Default 0. */
  readonly loss?: number
  /** Round-trip times lie between these, log-normal about their geometric mean. Default 2 to 60. */
  readonly rttMs?: readonly [least: number, most: number]
  /** `real`: sleeping takes time (default). `virtual`: sleeping sets the clock on at once. */
  readonly clock?: 'real' | 'virtual'
  /** Who does not answer, and when. */
  readonly silences?: readonly Silence[]
}

/** Echoes sent to `addresses` in [fromMs, toMs) after the socket was made are lost; without `toMs` for good. */
export interface Silence {
  readonly addresses: readonly string[] | 'all'
  readonly fromMs: number
  readonly toMs?: number
}

/** What a test may do to it on the way. */
export interface SimulatedSocket extends EchoSocket {
  readonly kind: 'simulated'
  /** Sets the receive clock on (or back) as somebody who sets the time would. */
  stepClock(us: number): void
  /** Lets time pass in which nobody slept: a stopped process. Virtual clock only. */
  passTime(us: number): void
  /** Counts so many packets as dropped on our side. */
  drop(packets: number): void
}

const DAY_US = 86_400_000_000
/** One standard deviation in log space; the range is about five of them wide. */
const SPREAD = 0.2
const JITTER = 0.05

/** Every address answers, but for losses and silences. Not privileged, never unsendable. */
export function simulated(
  addresses: readonly string[],
  options: SimulatedOptions = {},
): SimulatedSocket {
  const virtual = options.clock === 'virtual'
  const random = seededRandom(options.seed ?? 1, 'echoes')
  const loss = options.loss ?? 0
  const baseUs = baseTimes(addresses, options)
  const silences = placeSilences(addresses, options.silences ?? [])
  const arrivals = createArrivals()
  const stats: EchoStats = { sent: 0, received: 0, stray: 0, errors: 0, blocked: 0 }
  const originUs = virtual ? 0 : performance.now() * 1000
  const doorbell = new Int32Array(new SharedArrayBuffer(4))
  let virtualUs = 0
  let steppedUs = 0
  let dropped = 0
  const epochUs = virtual ? 20_000 * DAY_US : (performance.timeOrigin + performance.now()) * 1000

  const monotonic = (): number => (virtual ? virtualUs : performance.now() * 1000 - originUs)
  const pass = (us: number): void => {
    virtualUs += Math.max(1, us)
  }
  const isSilent = (i: number, atUs: number): boolean =>
    silences.some((silence) => atUs >= silence.fromUs && atUs < silence.toUs && silence.has(i))

  return {
    kind: 'simulated',
    blocking: true,
    limits: ['no packet leaves this machine: every answer is made up'],
    stats,
    epochUs,
    monotonic,
    now: () => monotonic() + steppedUs,
    send(targets, from, n, seq, sentAt) {
      const atUs = monotonic()
      for (let k = from; k < from + n; k++) {
        const i = targets[k] as number
        sentAt[k] = atUs + steppedUs
        const lost = random.next() < loss || isSilent(i, atUs)
        const rttUs = (baseUs[i] as number) * (1 + JITTER * random.next())
        if (!lost) arrivals.push(atUs + rttUs, i, seq)
      }
      stats.sent += n
      return n
    },
    drain(sink, max = Number.POSITIVE_INFINITY) {
      const atUs = monotonic()
      let read = 0
      while (read < max && arrivals.firstUs() <= atUs) {
        const stampUs = arrivals.firstUs() + steppedUs
        const index = arrivals.firstIndex()
        const seq = arrivals.firstSeq()
        arrivals.shift()
        stats.received++
        read++
        sink.reply(index, seq, stampUs)
      }
      return read
    },
    sleep(us) {
      if (virtual) pass(us)
      else Atomics.wait(doorbell, 0, 0, us / 1000)
    },
    async pause(us) {
      if (virtual) pass(us)
      else await wait(us / 1000)
    },
    dropped: () => dropped,
    reporterAddress: () => '',
    close() {
      arrivals.clear()
    },
    stepClock(us) {
      steppedUs += us
    },
    passTime: pass,
    drop(packets) {
      dropped += packets
    },
  }
}

function baseTimes(addresses: readonly string[], options: SimulatedOptions): Float64Array {
  const [least, most] = options.rttMs ?? [2, 60]
  const middle = (Math.log(least) + Math.log(most)) / 2
  const width = Math.log(most) - Math.log(least)
  return Float64Array.from(addresses, (address) => {
    const { normal } = seededRandom(hash32(address), `rtt ${options.seed ?? 1}`)
    const ms = Math.exp(middle + width * SPREAD * normal())
    return Math.min(most, Math.max(least, ms)) * 1000
  })
}

function placeSilences(addresses: readonly string[], silences: readonly Silence[]) {
  return silences.map(({ addresses: silent, fromMs, toMs }) => {
    const named = silent === 'all' ? undefined : new Set(silent)
    const places = new Set(
      addresses.flatMap((address, i) => (!named || named.has(address) ? [i] : [])),
    )
    return {
      fromUs: fromMs * 1000,
      toUs: toMs === undefined ? Number.POSITIVE_INFINITY : toMs * 1000,
      has: (i: number) => places.has(i),
    }
  })
}
