// An echo socket without a network: for those who may not ping, and for tests that walk an hour in seconds.
import { setTimeout as wait } from 'node:timers/promises'
import { hash32, type Random, seededRandom } from '../fleet/random.ts'
import type { EchoSink, EchoSocket, EchoStats } from '../probes/icmp/echo-socket.ts'
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

/** Where a virtual clock begins: in October 2024. */
const VIRTUAL_EPOCH_US = 20_000 * 86_400_000_000
/** One standard deviation in log space; the range is about five of them wide. */
const SPREAD = 0.2
const JITTER = 0.05

/** Every address answers, but for losses and silences. Not privileged, never unsendable. */
export function simulated(
  addresses: readonly string[],
  options: SimulatedOptions = {},
): SimulatedSocket {
  return new MadeUpSocket(addresses, options)
}

class MadeUpSocket implements SimulatedSocket {
  readonly kind = 'simulated'
  readonly blocking = true
  readonly limits = ['no packet leaves this machine: every answer is made up']
  readonly stats: EchoStats = { sent: 0, received: 0, stray: 0, errors: 0, blocked: 0 }
  readonly epochUs: number
  readonly #virtual: boolean
  readonly #random: Random
  readonly #loss: number
  readonly #baseUs: Float64Array
  readonly #silences: readonly PlacedSilence[]
  readonly #arrivals = createArrivals()
  readonly #originUs: number
  readonly #doorbell = new Int32Array(new SharedArrayBuffer(4))
  #virtualUs = 0
  #steppedUs = 0
  #dropped = 0

  constructor(addresses: readonly string[], options: SimulatedOptions) {
    this.#virtual = options.clock === 'virtual'
    this.#random = seededRandom(options.seed ?? 1, 'echoes')
    this.#loss = options.loss ?? 0
    this.#baseUs = baseTimes(addresses, options)
    this.#silences = placeSilences(addresses, options.silences ?? [])
    this.#originUs = this.#virtual ? 0 : performance.now() * 1000
    this.epochUs = this.#virtual ? VIRTUAL_EPOCH_US : performance.timeOrigin * 1000 + this.#originUs
  }

  monotonic(): number {
    return this.#virtual ? this.#virtualUs : performance.now() * 1000 - this.#originUs
  }

  now(): number {
    return this.monotonic() + this.#steppedUs
  }

  send(targets: Int32Array, from: number, n: number, seq: number, sentAt: Float64Array): number {
    const atUs = this.monotonic()
    for (let k = from; k < from + n; k++) {
      const i = targets[k] as number
      sentAt[k] = atUs + this.#steppedUs
      const lost = this.#random.next() < this.#loss || this.#isSilent(i, atUs)
      const rttUs = (this.#baseUs[i] as number) * (1 + JITTER * this.#random.next())
      if (!lost) this.#arrivals.push(atUs + rttUs, i, seq)
    }
    this.stats.sent += n
    return n
  }

  drain(sink: EchoSink, max = Number.POSITIVE_INFINITY): number {
    const arrivals = this.#arrivals
    const atUs = this.monotonic()
    let read = 0
    while (read < max && arrivals.firstUs() <= atUs) {
      const stampUs = arrivals.firstUs() + this.#steppedUs
      const index = arrivals.firstIndex()
      const seq = arrivals.firstSeq()
      arrivals.shift()
      this.stats.received++
      read++
      sink.reply(index, seq, stampUs)
    }
    return read
  }

  sleep(us: number): void {
    if (this.#virtual) this.passTime(us)
    else Atomics.wait(this.#doorbell, 0, 0, us / 1000)
  }

  async pause(us: number): Promise<void> {
    if (this.#virtual) this.passTime(us)
    else await wait(us / 1000)
  }

  dropped(): number {
    return this.#dropped
  }

  reporterAddress(): string {
    return ''
  }

  close(): void {
    this.#arrivals.clear()
  }

  stepClock(us: number): void {
    this.#steppedUs += us
  }

  passTime(us: number): void {
    this.#virtualUs += Math.max(1, us)
  }

  drop(packets: number): void {
    this.#dropped += packets
  }

  #isSilent(i: number, atUs: number): boolean {
    for (const { fromUs, toUs, places } of this.#silences) {
      if (atUs >= fromUs && atUs < toUs && places.has(i)) return true
    }
    return false
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

interface PlacedSilence {
  readonly fromUs: number
  readonly toUs: number
  readonly places: ReadonlySet<number>
}

function placeSilences(
  addresses: readonly string[],
  silences: readonly Silence[],
): PlacedSilence[] {
  return silences.map(({ addresses: silent, fromMs, toMs }) => {
    const named = silent === 'all' ? undefined : new Set(silent)
    const places = new Set(
      addresses.flatMap((address, i) => (!named || named.has(address) ? [i] : [])),
    )
    return {
      fromUs: fromMs * 1000,
      toUs: toMs === undefined ? Number.POSITIVE_INFINITY : toMs * 1000,
      places,
    }
  })
}
