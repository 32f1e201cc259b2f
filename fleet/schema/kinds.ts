// Every kind of record that an estate folder may hold.
import { areaKind } from './area.ts'
import { cameraKind } from './camera.ts'
import { nodeKind } from './node.ts'
import { nvrKind } from './nvr.ts'
import { ownerKind } from './owner.ts'
import { portalKind } from './portal.ts'
import { uplinkKind } from './uplink.ts'

/** By the name of the list in `Fleet`, which is the stem of its files too. */
export const KINDS = {
  areas: areaKind,
  owners: ownerKind,
  nodes: nodeKind,
  uplinks: uplinkKind,
  nvrs: nvrKind,
  cameras: cameraKind,
  portals: portalKind,
} as const
export type KindName = keyof typeof KINDS

export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[]
