// A small estate of a stated shape on the loopback, with ids that can be guessed: node-1, ul-1-2, nvr-1-2-1, cam-1-2-1-1.
import type {
  Area,
  AreaId,
  Camera,
  Fleet,
  Node,
  Nvr,
  Owner,
  OwnerId,
  PingedKind,
  TargetId,
  Uplink,
} from '../../fleet/model.ts'
import { addressIn } from '../../fleet/synthetic/addresses.ts'

export interface EstateShape {
  /** 0: lines hang on nothing, and their ids are ul-1, ul-2, ... */
  readonly nodes: number
  /** On each node, or in all where there is none. */
  readonly uplinks: number
  /** On each uplink. */
  readonly nvrs: number
  /** On each NVR, 0 to 4. */
  readonly cameras: number
  /** Nodes take them in turn; where there is no node, lines do. */
  readonly isps: readonly string[]
  /** Ids of kecamatan; lines take them in turn. Each has one kelurahan. */
  readonly kecamatan: readonly string[]
  readonly intervalMs: Readonly<Record<PingedKind, number>>
}

/**
 * Owners: `isp-<isp>` of nodes, `diskominfo` of lines, `kecamatan-<id>` of NVRs and cameras. Every address and the two
 * anchors are on the loopback.
 */
export function scenarioEstate(shape: EstateShape): Fleet {
  const { isps, kecamatan } = shape
  const nodes = Array.from({ length: shape.nodes }, (_, i) => nodeOf(shape, i))
  const uplinks = (nodes.length > 0 ? nodes : [undefined]).flatMap((node, n) =>
    Array.from({ length: shape.uplinks }, (_, i) => uplinkOf(shape, node, n, i)),
  )
  const nvrs = uplinks.flatMap((uplink, n) =>
    Array.from({ length: shape.nvrs }, (_, i) => nvrOf(uplink, n * shape.nvrs + i, i)),
  )
  const cameras = nvrs.flatMap((nvr) =>
    Array.from({ length: shape.cameras }, (_, i) => cameraOf(nvr, i + 1)),
  )
  const owners = ['diskominfo', ...isps.map(ispOwner), ...kecamatan.map(kecamatanOwner)]
  return {
    city: 'Skenario',
    timezone: 'Asia/Jakarta',
    areas: kecamatan.flatMap(areasOf),
    owners: owners.map((id): Owner => ({ id: id as OwnerId, name: id, looksAfter: 'its own' })),
    nodes,
    uplinks,
    nvrs,
    cameras,
    portals: [],
    planned: [],
    intervalMs: shape.intervalMs,
    anchors: [addressIn('anchors', 0), addressIn('anchors', 1)],
    synthetic: false,
  }
}

function nodeOf({ isps }: EstateShape, i: number): Node {
  const isp = inTurn(isps, i)
  return {
    kind: 'node',
    id: `node-${i + 1}` as TargetId,
    name: `Simpul ${i + 1}`,
    owner: ispOwner(isp) as OwnerId,
    nodeKind: 'isp_node',
    address: addressIn('nodes', i),
    isp,
  }
}

function uplinkOf(shape: EstateShape, node: Node | undefined, n: number, i: number): Uplink {
  const { isps, kecamatan, uplinks } = shape
  const turn = node ? i : Math.floor(i / isps.length)
  const name = node ? `${n + 1}-${i + 1}` : `${i + 1}`
  return {
    kind: 'uplink',
    id: `ul-${name}` as TargetId,
    name: `Jalur ${name}`,
    owner: 'diskominfo' as OwnerId,
    isp: node?.isp ?? inTurn(isps, i),
    tech: 'fiber',
    address: addressIn('uplinks', n * uplinks + i),
    area: kelurahanOf(inTurn(kecamatan, turn)) as AreaId,
    anchors: [],
    ...(node ? { parent: node.id } : {}),
  }
}

const MODELS = ['DS-7104NI-Q1', 'NVR1104HS-S3', 'NVS-04']

function nvrOf(uplink: Uplink, position: number, i: number): Nvr {
  const name = `${uplink.id.slice('ul-'.length)}-${i + 1}`
  return {
    kind: 'nvr',
    id: `nvr-${name}` as TargetId,
    name: `NVR ${name}`,
    owner: kecamatanOwner(uplink.area.split('.')[0] ?? '') as OwnerId,
    vendor: 'other',
    model: inTurn(MODELS, position),
    address: addressIn('nvrs', position),
    area: uplink.area,
    uplink: uplink.id,
    slots: 4,
    rtspPort: 554,
    httpPort: 80,
    tls: false,
  }
}

function cameraOf(nvr: Nvr, slot: number): Camera {
  const name = `${nvr.id.slice('nvr-'.length)}-${slot}`
  return {
    kind: 'camera',
    id: `cam-${name}` as TargetId,
    name: `Kamera ${name}`,
    owner: nvr.owner,
    class: 'rt',
    nvr: nvr.id,
    slot,
    area: nvr.area,
  }
}

function areasOf(id: string): Area[] {
  const kecamatan: Area = { id: id as AreaId, level: 'kecamatan', name: capital(id) }
  const kelurahan: Area = {
    id: kelurahanOf(id) as AreaId,
    level: 'kelurahan',
    name: `${capital(id)} Lor`,
    parent: kecamatan.id,
  }
  return [kecamatan, kelurahan]
}

function inTurn(names: readonly string[], turn: number): string {
  return names[turn % names.length] ?? ''
}

function kelurahanOf(kecamatan: string): string {
  return `${kecamatan}.lor`
}

function ispOwner(isp: string): string {
  return `isp-${isp}`
}

function kecamatanOwner(kecamatan: string): string {
  return `kecamatan-${kecamatan}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
