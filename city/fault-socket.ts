// An echo socket around another one that gives its answers the faults and the distances of a city.
import { seededRandom } from '../fleet/random.ts'
import type { EchoSink, EchoSocket, EchoStats } from '../probes/icmp/echo-socket.ts'
import { createArrivals } from './arrivals.ts'
import { createEffects, type Effects } from './effects.ts'
import type { RttTable } from './rtt.ts'
import type { FaultOptions } from './script.ts'

/** Above every number that a socket gives its own reporters. */
const OWN_REPORTERS = 1_000_000
/** Sequence numbers are below this: what is above says which refusal comes in the answer's place. */
const SEQ_SPAN = 65_536
/** A second answer comes this long after the first, in microseconds. */
const TWIN_US = 900
/** The log-normal tail is cut here, so that jitter alone never looks like loss. */
const MOST_TIMES_MEDIAN = 4

/**
 * Everything is really sent and really answered; answers are then held back until their time, lost, doubled, or
 * replaced by an ICMP error. What is held is given out by the first `drain` after it is due, and stamped with the time
 * at which it was due. The day's clock starts at `startedAt` and never steps.
 */
export function injectFaults(
  inner: EchoSocket,
  addresses: readonly string[],
  options: FaultOptions,
): EchoSocket {
  const effects = createEffects(options.script, addresses)
  const stats = createStats(inner)
  const holding = createHolding(effects, createDelays(options.rtt, addresses, options.seed), stats)
  const bornUs = inner.monotonic()
  const bornS = (inner.now() + inner.epochUs) / 1e6 - options.startedAt / 1000
  return {
    kind: inner.kind,
    blocking: inner.blocking,
    limits: inner.limits,
    epochUs: inner.epochUs,
    stats: stats.view,
    now: () => inner.now(),
    monotonic: () => inner.monotonic(),
    send: (targets, from, n, seq, sentAt) => inner.send(targets, from, n, seq, sentAt),
    drain(sink, max = Number.MAX_SAFE_INTEGER) {
      const nowUs = inner.monotonic()
      effects.update(bornS + (nowUs - bornUs) / 1e6)
      holding.begin(sink, inner.now() - nowUs)
      const read = inner.drain(holding.catcher, max)
      return Math.max(read, holding.giveOut(inner.monotonic(), max))
    },
    sleep: (us) => inner.sleep(us),
    pause: (us) => inner.pause(us),
    dropped: () => inner.dropped(),
    reporterAddress: (reporter) =>
      effects.refusals[reporter - OWN_REPORTERS]?.reporter ?? inner.reporterAddress(reporter),
    close() {
      holding.clear()
      inner.close()
    },
  }
}

interface Delays {
  /** Microseconds by which this answer of an address is held back. */
  next(index: number): number
  /** 0 to 1. */
  draw(): number
}

/** Answers between their arrival here and the time at which they are given out. */
function createHolding(effects: Effects, delays: Delays, stats: FaultStats) {
  const held = createArrivals()
  let out: EchoSink = { reply: () => {}, error: () => {} }
  /** `now() - monotonic()` of the present drain. */
  let offsetUs = 0

  const catcher: EchoSink = {
    reply(index, seq, stampUs) {
      const refusal = effects.refusal[index] as number
      if (refusal === 0 && delays.draw() < (effects.loss[index] as number)) return
      const delayUs = delays.next(index) + (effects.addedUs[index] as number)
      const atUs = stampUs - offsetUs + delayUs
      held.push(atUs, index, seq + refusal * SEQ_SPAN)
      if (delays.draw() < (effects.duplicates[index] as number)) {
        held.push(atUs + TWIN_US, index, seq)
      }
    },
    error: (index, seq, type, code, reporter) => out.error(index, seq, type, code, reporter),
  }

  function giveFirst(): void {
    const stampUs = held.firstUs() + offsetUs
    const index = held.firstIndex()
    const marked = held.firstSeq()
    held.shift()
    const refusal = Math.floor(marked / SEQ_SPAN) - 1
    const cause = effects.refusals[refusal]
    if (cause) {
      stats.refused++
      out.error(index, marked % SEQ_SPAN, cause.type, cause.code, OWN_REPORTERS + refusal)
    } else {
      stats.given++
      out.reply(index, marked, stampUs)
    }
  }

  return {
    catcher,
    begin(sink: EchoSink, nowOffsetUs: number): void {
      out = sink
      offsetUs = nowOffsetUs
    },
    giveOut(nowUs: number, max: number): number {
      let given = 0
      for (; given < max && held.firstUs() <= nowUs; given++) giveFirst()
      return given
    },
    clear: () => held.clear(),
  }
}

/** Each address's median with the jitter of the packet. */
function createDelays(rtt: RttTable, addresses: readonly string[], seed: number): Delays {
  const row = new Map(rtt.addresses.map((address, position) => [address, position]))
  const rows = Int32Array.from(addresses, (address) => row.get(address) ?? -1)
  const random = seededRandom(seed, 'faults')
  return {
    next(index) {
      const at = rows[index] as number
      if (at < 0) return 0
      const times = Math.exp((rtt.spread[at] as number) * random.normal())
      return (rtt.medianUs[at] as number) * Math.min(times, MOST_TIMES_MEDIAN)
    },
    draw: () => random.next(),
  }
}

interface FaultStats {
  readonly view: EchoStats
  given: number
  refused: number
}

/** The inner socket's counters, but answers as they were given out. */
function createStats(inner: EchoSocket): FaultStats {
  const counts = { given: 0, refused: 0 }
  const view: EchoStats = {
    get sent() {
      return inner.stats.sent
    },
    get received() {
      return counts.given
    },
    get stray() {
      return inner.stats.stray
    },
    get errors() {
      return inner.stats.errors + counts.refused
    },
    get blocked() {
      return inner.stats.blocked
    },
  }
  return Object.assign(counts, { view })
}
