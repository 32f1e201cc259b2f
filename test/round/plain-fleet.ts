// A fleet of uplinks with nothing above or below them, and what the bare host of a round is told and says.
import type { AreaId, Fleet, OwnerId, TargetId } from '../../fleet/model.ts'
import type { Transition } from '../../fleet/state.ts'
import type { RoundGap, RoundHealth, RoundOptions } from '../../probes/round/plan.ts'

/** The first line on the child's stdin. */
export interface ChildOrder {
  readonly addresses: readonly string[]
  readonly intervalMs: number
  readonly anchors: readonly string[]
  readonly options: RoundOptions
  /** A SocketPlan. */
  readonly socket: unknown
}

/** A line on the child's stdout. First answers (`unknown` to `up`) are left out. */
export type ChildLine =
  | { readonly type: 'started'; readonly at: number }
  | { readonly type: 'transition'; readonly transition: Transition; readonly toldAt: number }
  | {
      readonly type: 'looks'
      readonly count: number
      readonly lost: number
      readonly inconclusive: number
    }
  | { readonly type: 'gap'; readonly gap: RoundGap }
  | { readonly type: 'health'; readonly health: RoundHealth }

/** One uplink for each address, named after it. */
export function fleetOf(addresses: readonly string[]): Fleet {
  const owner = 'city' as OwnerId
  const area = 'a' as AreaId
  return {
    city: 'Rig',
    timezone: 'Asia/Jakarta',
    areas: [{ id: area, level: 'kecamatan', name: 'A' }],
    owners: [{ id: owner, name: 'City', looksAfter: 'all' }],
    nodes: [],
    uplinks: addresses.map((address) => ({
      kind: 'uplink',
      id: address as TargetId,
      name: address,
      owner,
      isp: 'X',
      tech: 'fiber',
      area,
      address,
      anchors: [],
    })),
    nvrs: [],
    cameras: [],
    portals: [],
    planned: [],
    intervalMs: { node: 10_000, uplink: 10_000, nvr: 10_000 },
    anchors: [],
    synthetic: false,
  }
}
