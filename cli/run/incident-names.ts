// Targets, areas and owners by name, for what is told of incidents.
import type { Fleet } from '../../fleet/model.ts'
import type { State } from '../../fleet/state.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { IncidentSource } from './incident-answers.ts'

type Names = Pick<IncidentSource, 'targetOf' | 'areaName' | 'ownerName'>

export function incidentNames(
  fleet: Fleet,
  topology: Topology,
  stateOf: (id: string) => State,
): Names {
  const owners = new Map<string, string>(fleet.owners.map(({ id, name }) => [id, name]))
  return {
    targetOf(id) {
      const target = topology.byId(id)
      if (target === undefined) return undefined
      const { kind, name, owner } = target
      const path = topology.areaPath(target)
      const named = path.map((area) => ({ id: area.id, name: area.name, level: area.level }))
      return { id, kind, name, owner, state: stateOf(id), path: named }
    },
    areaName: (id) => topology.area(id)?.name,
    ownerName: (id) => owners.get(id),
  }
}
