// What of an estate makes a stack large.
import type { Fleet } from '../fleet/model.ts'
import type { EstateCounts } from './plan/sizes.ts'

/** Nodes count as pinged only where they have an address. */
export function estateCounts(fleet: Fleet): EstateCounts {
  const { nodes, uplinks, nvrs, cameras, portals } = fleet
  const asked = nodes.filter(({ address }) => address !== undefined)
  return {
    targets: [nodes, uplinks, nvrs, cameras, portals].reduce((sum, { length }) => sum + length, 0),
    pinged: asked.length + uplinks.length + nvrs.length,
    nvrs: nvrs.length,
    cameras: cameras.length,
  }
}
