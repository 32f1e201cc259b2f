// What stands of each target in the tags of its series, and which dead target above it is the topmost.
import type { Fleet, Target } from '../../fleet/model.ts'
import type { State } from '../../fleet/state.ts'
import { pingedTargets, type Topology } from '../../fleet/topology.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'

/** In the order of `topology.targets`, which is that of `registeredTargets`. */
export function seriesEstate(fleet: Fleet, topology: Topology): readonly SeriesTarget[] {
  const pinged = new Set<string>(pingedTargets(fleet).map((target) => target.id))
  return topology.targets.map((target) => {
    const { id, kind } = target
    const path = topology.areaPath(target)
    const kec = path.find(({ level }) => level === 'kecamatan')?.id
    const kel = path.find(({ level }) => level === 'kelurahan')?.id
    return {
      id,
      kind,
      ...(kec === undefined ? {} : { kec }),
      ...(kel === undefined ? {} : { kel }),
      ...ownTags(target),
      pinged: pinged.has(id),
    }
  })
}

/** Id of the topmost target above `position` that is down, or its own. */
export function topmostDead(
  { targets, parents }: Pick<Topology, 'targets' | 'parents'>,
  stateOf: (position: number) => State,
  position: number,
): string {
  let found = position
  for (let above = parents[position] ?? -1; above >= 0; above = parents[above] ?? -1) {
    if (stateOf(above) === 'down') found = above
  }
  return targets[found]?.id ?? ''
}

function ownTags(target: Target): Pick<SeriesTarget, 'isp' | 'nvr'> {
  if (target.kind === 'camera') return { nvr: target.nvr }
  const isp = target.kind === 'node' || target.kind === 'uplink' ? target.isp : undefined
  return isp === undefined ? {} : { isp }
}
