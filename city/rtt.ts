// Round-trip times as a city has them: each address its own median by the kind of its line, with log-normal jitter.
import type { Fleet, UplinkTech } from '../fleet/model.ts'
import { hash32, seededRandom } from '../fleet/random.ts'

/** Row i belongs to `addresses[i]`; an address that is not in it is left as it is. */
export interface RttTable {
  readonly addresses: readonly string[]
  /** Microseconds. */
  readonly medianUs: Float32Array
  /** Standard deviation of the logarithm. */
  readonly spread: Float32Array
}

interface Line {
  /** Milliseconds. */
  readonly least: number
  readonly most: number
  readonly spread: number
}

/** Typical of access lines to a resolver in the same city. */
const LINES: Readonly<Record<UplinkTech | 'near' | 'core', Line>> = {
  near: { least: 0.3, most: 1, spread: 0.05 },
  core: { least: 1, most: 3, spread: 0.05 },
  fiber: { least: 2, most: 8, spread: 0.08 },
  vdsl: { least: 8, most: 20, spread: 0.1 },
  cable: { least: 10, most: 25, spread: 0.2 },
  wireless: { least: 8, most: 30, spread: 0.3 },
  lte: { least: 25, most: 60, spread: 0.35 },
}

/** What an NVR's own network adds to its uplink, milliseconds. */
const LOCAL_MS = 0.6

export function rttTable(fleet: Fleet, seed: number): RttTable {
  const rows: [address: string, medianMs: number, spread: number][] = []
  const ofUplink = new Map<string, { readonly medianMs: number; readonly spread: number }>()
  const median = (id: string, { least, most }: Line): number =>
    least + (most - least) * seededRandom(hash32(id), `rtt ${seed}`).next()
  for (const address of fleet.anchors) {
    rows.push([address, median(address, LINES.near), LINES.near.spread])
  }
  for (const { id, address } of fleet.nodes) {
    if (address !== undefined) rows.push([address, median(id, LINES.core), LINES.core.spread])
  }
  for (const { id, address, tech } of fleet.uplinks) {
    const line = LINES[tech]
    const medianMs = median(id, line)
    ofUplink.set(id, { medianMs, spread: line.spread })
    rows.push([address, medianMs, line.spread])
  }
  for (const { address, uplink } of fleet.nvrs) {
    const { medianMs, spread } = ofUplink.get(uplink) ?? { medianMs: 0, spread: 0 }
    rows.push([address, medianMs + LOCAL_MS, spread])
  }
  return {
    addresses: rows.map(([address]) => address),
    medianUs: Float32Array.from(rows, ([, medianMs]) => medianMs * 1000),
    spread: Float32Array.from(rows, ([, , spread]) => spread),
  }
}
