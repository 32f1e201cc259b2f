// A part of a city that is small enough for what is done a hundred times.
import type { Fleet } from '../../fleet/model.ts'

/** The city with only `count` of the lines of this node, and what hangs on them. */
export function fewLines(city: Fleet, nodeId: string, count: number): Fleet {
  const uplinks = city.uplinks.filter(({ parent }) => parent === nodeId).slice(0, count)
  const lines = new Set(uplinks.map(({ id }) => id))
  const nvrs = city.nvrs.filter(({ uplink }) => lines.has(uplink))
  const recorders = new Set(nvrs.map(({ id }) => id))
  const cameras = city.cameras.filter(({ nvr }) => recorders.has(nvr))
  return { ...city, uplinks, nvrs, cameras, portals: [] }
}
