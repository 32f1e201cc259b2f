// The scripted day: which faults the synthetic city has, when, and at which addresses. Plain data.
import type { Fleet } from '../fleet/model.ts'
import { seededRandom } from '../fleet/random.ts'
import { buildTopology } from '../fleet/topology.ts'
import {
  chooseIsp,
  chooseLossyUplinks,
  chooseNode,
  chooseRefused,
  chooseSwitchedOff,
  chooseUplink,
  pingedBelow,
} from './choose.ts'
import { type RttTable, rttTable } from './rtt.ts'

export type FaultEffect =
  /** Nothing comes back. */
  | { readonly kind: 'cut' }
  /** Of all exchanges this share (0 to 1) is lost, each by itself. */
  | { readonly kind: 'loss'; readonly share: number }
  | { readonly kind: 'delay'; readonly addedMs: number }
  /** Cut for `downS` seconds, back for `upS`, and so on. */
  | { readonly kind: 'flap'; readonly downS: number; readonly upS: number }
  /** A router answers instead, with an ICMP error. */
  | {
      readonly kind: 'refused'
      readonly type: number
      readonly code: number
      readonly reporter: string
    }
  /** This share (0 to 1) of answers comes twice. */
  | { readonly kind: 'duplicates'; readonly share: number }

export type Fault = FaultEffect & {
  readonly id: string
  /** For people, in English. */
  readonly title: string
  /** Seconds since the day began: from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  readonly addresses: readonly string[]
}

export interface CityScript {
  /** The day begins again after so many seconds. */
  readonly periodS: number
  readonly faults: readonly Fault[]
}

/** What `injectFaults` is given; survives structured cloning. */
export interface FaultOptions {
  readonly seed: number
  /** Epoch milliseconds of the day's beginning. */
  readonly startedAt: number
  readonly script: CityScript
  readonly rtt: RttTable
}

/** Length of the scripted day in seconds; that of the feeds begins again with it. */
export const PERIOD_S = 660
/** ICMP destination unreachable, host unreachable (RFC 792). */
const UNREACHABLE = 3
const HOST = 1

/** The scripted day and the round-trip times of a synthetic fleet. */
export function faultOptions(fleet: Fleet, startedAt: number, seed = 1): FaultOptions {
  return { seed, startedAt, script: scriptedDay(fleet, { seed }), rtt: rttTable(fleet, seed) }
}

/**
 * Eleven minutes in which everything is seen once, with pauses in which it recovers. In October 2025 a letter switched
 * 4,470 camera points of the real city off at a stroke: the mass switch-off is that day, in two minutes.
 */
export function scriptedDay(fleet: Fleet, { seed }: { readonly seed: number }): CityScript {
  const topology = buildTopology(fleet)
  const random = seededRandom(seed, 'day')
  const cut = chooseUplink(topology, fleet.uplinks, 8)
  const flapping = chooseUplink(topology, fleet.uplinks, 3)
  const lossy = chooseLossyUplinks(fleet.uplinks, random)
  const node = chooseNode(topology, fleet.nodes, 500)
  const loop = chooseNode(topology, fleet.nodes, 130)
  const refused = chooseRefused(topology, fleet)
  const slowIsp = chooseIsp(fleet)
  const off = chooseSwitchedOff(topology, fleet, random)
  const below = (ids: readonly string[]): string[] => [
    ...new Set(ids.flatMap((id) => pingedBelow(topology, id))),
  ]
  const at = (id: string, from: number, to: number, title: string) => ({ id, from, to, title })
  const all: readonly Fault[] = [
    { ...at('uplink-cut', 40, 100, `Uplink ${cut} is cut`), kind: 'cut', addresses: below([cut]) },
    {
      ...at('lossy-uplinks', 70, 230, `${lossy.length} uplinks lose a quarter of all packets`),
      kind: 'loss',
      share: 0.25,
      addresses: below(lossy),
    },
    {
      ...at('isp-node-cut', 120, 190, `ISP node ${node} is cut`),
      kind: 'cut',
      addresses: below([node]),
    },
    {
      ...at('flapping', 210, 330, `Uplink ${flapping} goes down and up every half minute`),
      kind: 'flap',
      downS: 30,
      upS: 30,
      addresses: below([flapping]),
    },
    {
      ...at('refused', 240, 310, `Router ${refused.reporter} reports an area unreachable`),
      kind: 'refused',
      type: UNREACHABLE,
      code: HOST,
      reporter: refused.reporter,
      addresses: below(refused.uplinks),
    },
    {
      ...at('slow-isp', 330, 400, `All lines of ISP ${slowIsp.isp} are slow`),
      kind: 'delay',
      addedMs: 220,
      addresses: below(slowIsp.nodes),
    },
    {
      ...at('loop', 340, 390, `Answers by ISP node ${loop} come twice`),
      kind: 'duplicates',
      share: 0.3,
      addresses: below([loop]),
    },
    {
      ...at('switch-off', 420, 540, `${off.points} camera points are switched off by a letter`),
      kind: 'cut',
      addresses: off.addresses,
    },
  ]
  return { periodS: PERIOD_S, faults: all.filter(({ addresses }) => addresses.length > 0) }
}

/** Faults that are on so many seconds after the day began. A flapping line is on only while it is down. */
export function activeFaults({ periodS, faults }: CityScript, elapsedS: number): Fault[] {
  const nowS = elapsedS % periodS
  return faults.filter((fault) => {
    if (nowS < fault.from || nowS >= fault.to) return false
    return fault.kind !== 'flap' || (nowS - fault.from) % (fault.downS + fault.upS) < fault.downS
  })
}

/** Seconds until a fault begins, ends, or flaps, or the day begins again; always above 0. */
export function untilNextChange({ periodS, faults }: CityScript, elapsedS: number): number {
  const nowS = elapsedS % periodS
  let next = periodS
  for (const edge of faults.flatMap(edgesOf)) if (edge > nowS && edge < next) next = edge
  return next - nowS
}

function edgesOf(fault: Fault): number[] {
  const edges = [fault.from, fault.to]
  if (fault.kind !== 'flap') return edges
  for (let at = fault.from; at < fault.to; at += fault.downS + fault.upS) {
    edges.push(at, Math.min(fault.to, at + fault.downS))
  }
  return edges
}
