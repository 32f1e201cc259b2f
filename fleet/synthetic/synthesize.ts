// Makes the synthetic estate: the reference city's shape, filled by a seed.
import type { Fleet } from '../model.ts'
import { seededRandom } from '../random.ts'
import { addressIn } from './addresses.ts'
import { buildAreas } from './areas.ts'
import { attachLines } from './isp-nodes.ts'
import { buildLines } from './lines.ts'
import { buildNodes, buildPortals } from './nodes.ts'
import { buildOwners } from './owners.ts'
import { countsAt, SHAPE } from './shape.ts'
import { placeLines } from './sites.ts'

export interface SynthesisOptions {
  readonly seed: number
  /** 0.001 to 1, default 1: 5,569 uplinks, 7,862 NVRs, 14,000 cameras. Kecamatan and kelurahan are always all there. */
  readonly scale?: number
}

/** The same options give an equal Fleet on every machine. */
export function synthesizeFleet({ seed, scale = 1 }: SynthesisOptions): Fleet {
  const counts = countsAt(scale)
  const { areas, wards } = buildAreas(counts, seededRandom(seed, 'areas'))
  const sites = placeLines(wards, counts, seededRandom(seed, 'sites'))
  const attachments = attachLines(sites, counts, seededRandom(seed, 'isps'))
  const nodes = buildNodes()
  return {
    city: SHAPE.city,
    timezone: SHAPE.timezone,
    areas,
    owners: buildOwners(),
    nodes,
    ...buildLines(sites, attachments, seededRandom(seed, 'lines')),
    portals: buildPortals(nodes),
    planned: [],
    intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
    anchors: [0, 1, 2].map((n) => addressIn('anchors', n)),
    synthetic: true,
  }
}
