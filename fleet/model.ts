// What is there: the estate as the rest of the house sees it, after it was read and found right.
import type { PlannedOutage } from './planned/planned.ts'
import type { SecretReference } from './secret.ts'

/** Unique over all kinds in one estate: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`. */
export type TargetId = string & { readonly __targetId: true }
export type AreaId = string & { readonly __areaId: true }
export type OwnerId = string & { readonly __ownerId: true }

/** Kept in Indonesian: district, ward, neighbourhood and household association have no exact English. */
export const AREA_LEVELS = ['kecamatan', 'kelurahan', 'rw', 'rt'] as const
export type AreaLevel = (typeof AREA_LEVELS)[number]

export interface Area {
  readonly id: AreaId
  readonly level: AreaLevel
  readonly name: string
  /** The area one level up; absent on a kecamatan. */
  readonly parent?: AreaId
  /** Degrees, WGS 84; for drawing. */
  readonly lat?: number
  readonly lon?: number
}

export interface Owner {
  readonly id: OwnerId
  readonly name: string
  readonly looksAfter: string
}

interface Point {
  readonly id: TargetId
  readonly name: string
  readonly owner: OwnerId
}

export const NODE_KINDS = ['isp_node', 'city_link', 'switch', 'relay'] as const
export type NodeKind = (typeof NODE_KINDS)[number]

/** Something that many uplinks hang on: an ISP's node, the city link, a switch, the relay. */
export interface Node extends Point {
  readonly kind: 'node'
  readonly nodeKind: NodeKind
  readonly parent?: TargetId
  /** Pinged when given. */
  readonly address?: string
  readonly isp?: string
  readonly area?: AreaId
}

export const UPLINK_TECHS = ['fiber', 'vdsl', 'cable', 'lte', 'wireless'] as const
export type UplinkTech = (typeof UPLINK_TECHS)[number]

/** An internet access line that the city pays. */
export interface Uplink extends Point {
  readonly kind: 'uplink'
  readonly isp: string
  readonly tech: UplinkTech
  readonly address: string
  readonly area: AreaId
  /** The node it hangs on. */
  readonly parent?: TargetId
  /** Further addresses on the far side of the line. While one answers, a silent `address` is `degraded`, not `down`. */
  readonly anchors: readonly string[]
}

export const NVR_VENDORS = ['hikvision', 'dahua', 'onvif', 'other'] as const
export type NvrVendor = (typeof NVR_VENDORS)[number]

/** A recorder with a number of slots; a slot is a place, and only an occupied one has a state. */
export interface Nvr extends Point {
  readonly kind: 'nvr'
  readonly vendor: NvrVendor
  readonly model: string
  readonly address: string
  readonly area: AreaId
  readonly uplink: TargetId
  readonly slots: number
  /** Where it serves RTSP and its own API. Default 554 and 80; with TLS 322 and 443. */
  readonly rtspPort: number
  readonly httpPort: number
  /** Both over TLS. */
  readonly tls: boolean
  /** User and password by reference, never in clear. */
  readonly credentials?: { readonly user: string; readonly password: SecretReference }
}

export const CAMERA_CLASSES = ['rt', 'traffic', 'flood', 'partner'] as const
export type CameraClass = (typeof CAMERA_CLASSES)[number]

/** The camera in one slot of one NVR. */
export interface Camera extends Point {
  readonly kind: 'camera'
  readonly class: CameraClass
  readonly nvr: TargetId
  /** 1-based. */
  readonly slot: number
  readonly area: AreaId
  /** Stream paths on the NVR, or full rtsp:// URLs without credentials. */
  readonly main?: string
  readonly sub?: string
  /** Parts of the picture that are not looked at, as a clock overlay. */
  readonly masks?: readonly Mask[]
}

/** Whole percents of width and height, from the top left. */
export interface Mask {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A public page or playlist that residents look at. */
export interface Portal extends Point {
  readonly kind: 'portal'
  readonly url: string
  readonly parent?: TargetId
}

export type Target = Node | Uplink | Nvr | Camera | Portal
export const TARGET_KINDS = ['node', 'uplink', 'nvr', 'camera', 'portal'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

/** Kinds that the ICMP round asks. */
export type PingedKind = 'node' | 'uplink' | 'nvr'

export interface Fleet {
  readonly city: string
  /** IANA name, for reports and maintenance windows. */
  readonly timezone: string
  readonly areas: readonly Area[]
  readonly owners: readonly Owner[]
  readonly nodes: readonly Node[]
  readonly uplinks: readonly Uplink[]
  readonly nvrs: readonly Nvr[]
  readonly cameras: readonly Camera[]
  readonly portals: readonly Portal[]
  /** Suspensions and maintenance windows of the estate's files, in their order; what ended is still among them. */
  readonly planned: readonly PlannedOutage[]
  /** Milliseconds between two routine echoes to one target, by kind; 1,000 to 3,600,000. Default 10,000. */
  readonly intervalMs: Readonly<Record<PingedKind, number>>
  /** Addresses near the probe (gateway, resolvers, own relay) that tell a blind probe from a dead city. */
  readonly anchors: readonly string[]
  /** True for the synthetic estate: every screen says so. */
  readonly synthetic: boolean
}
