// The estate as messages name it: targets, areas, owners, and what is known of a cause.
import type { Fleet, Target } from '../../fleet/model.ts'
import { areaIdOf, type Topology } from '../../fleet/topology.ts'
import type { Cause, SharedAttribute } from '../../incidents/incident.ts'
import type { ToldCause } from '../../texts/incident-sentence.ts'
import type { ListedTarget } from '../notification.ts'
import { writeRow } from './list-json.ts'

export interface Names {
  /** A row of a list; of an id that the estate has no more, the id. */
  readonly listed: (id: string) => ListedTarget
  area(id: string): string
  owner(id: string): string
  /** A cause with the names by which people know it. */
  cause(cause: Cause): ToldCause
  /** See ToldIncident.labels. They depend on the cause only, so that they stay the same for an incident's whole life. */
  labels(cause: Cause): Readonly<Record<string, string>>
}

export function createNames(fleet: Fleet, topology: Topology): Names {
  const owners = new Map<string, string>(fleet.owners.map(({ id, name }) => [id, name]))
  const rows = new Map<string, ListedTarget>()
  // A city has far fewer areas than targets, and the way up is long.
  const kecamatan = new Map<string, string>()
  const area = (id: string): string => topology.area(id)?.name ?? id
  const owner = (id: string): string => owners.get(id) ?? id

  function kecamatanOf(target: Target): string {
    const own = areaIdOf(target) ?? ''
    const known = kecamatan.get(own) ?? topology.areaPath(target)[0]?.name ?? ''
    kecamatan.set(own, known)
    return known
  }

  function sharedName(attribute: SharedAttribute, value: string): string {
    if (attribute === 'kelurahan') return area(value)
    if (attribute === 'owner') return owner(value)
    return attribute === 'nvr' ? (topology.byId(value)?.name ?? value) : value
  }

  // All at the start: the first page of a city must not wait for it.
  for (const target of topology.targets) {
    const { id, kind, name } = target
    const row = { id, kind, name, kecamatan: kecamatanOf(target), owner: owner(target.owner) }
    rows.set(id, row)
    writeRow(row)
  }

  return {
    area,
    owner,
    listed: (id) => rows.get(id) ?? { id, kind: '', name: id, kecamatan: '', owner: '' },
    cause(cause) {
      if (cause.kind === 'target') {
        const target = topology.byId(cause.targetId)
        return { ...cause, targetKind: target?.kind, name: target?.name }
      }
      if (cause.kind === 'shared')
        return { ...cause, value: sharedName(cause.attribute, cause.value) }
      return cause
    },
    labels: (cause) => labelsOf(cause, topology),
  }
}

function labelsOf(cause: Cause, topology: Topology): Record<string, string> {
  switch (cause.kind) {
    case 'probe':
      return { kind: 'probe' }
    case 'planned':
      return { kind: 'planned', owner: cause.owner }
    case 'target': {
      const target = topology.byId(cause.targetId)
      if (target === undefined) return { kind: 'target', target: cause.targetId }
      const isp = ispOf(target, topology)
      return {
        kind: target.kind,
        target: target.id,
        ...(isp === undefined ? {} : { isp }),
        ...kecamatanLabel(topology.areaPath(target)[0]?.id),
        owner: target.owner,
      }
    }
    case 'shared': {
      const { attribute, value } = cause
      const ward = attribute === 'kelurahan' ? topology.area(value) : undefined
      const nvr = attribute === 'nvr' ? topology.byId(value) : undefined
      const owner = attribute === 'owner' ? value : nvr?.owner
      return {
        kind: 'shared',
        attribute,
        value,
        ...(attribute === 'isp' ? { isp: value } : {}),
        ...kecamatanLabel(nvr ? topology.areaPath(nvr)[0]?.id : ward?.parent),
        ...(owner === undefined ? {} : { owner }),
      }
    }
  }
}

function kecamatanLabel(id: string | undefined): Record<string, string> {
  return id === undefined ? {} : { kecamatan: id }
}

/** Of a camera or NVR the one of its line. */
function ispOf(target: Target, topology: Topology): string | undefined {
  for (const one of [target, ...topology.ancestors(target.id)]) {
    if ((one.kind === 'uplink' || one.kind === 'node') && one.isp !== undefined) return one.isp
  }
  return undefined
}
