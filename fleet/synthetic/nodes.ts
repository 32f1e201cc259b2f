// The few things above all uplinks of the synthetic city: city link, core switch, relay, ISP nodes; and the portals.
import type { Node, NodeKind, OwnerId, Portal, TargetId } from '../model.ts'
import { addressIn, FEED_PORT } from './addresses.ts'
import { CITY_OWNER, ispOwner } from './owners.ts'
import { SHAPE } from './shape.ts'

const CITY_LINK = 'city-link' as TargetId
const RELAY = 'relay' as TargetId

/** `isp-nusa-1`; 0 is the first node of the first ISP. */
export function ispNodeId(isp: number, node: number): TargetId {
  return `isp-${SHAPE.isps[isp]?.id}-${node + 1}` as TargetId
}

/** The ISP node that has exactly `behindLargestNode` targets (4,470 at scale 1) behind it. */
export const LARGEST_NODE = ispNodeId(0, 0)

export function buildNodes(): Node[] {
  let count = 0
  const node = (
    id: TargetId,
    nodeKind: NodeKind,
    name: string,
    owner: OwnerId,
    more: { parent?: TargetId; isp?: string },
  ): Node => ({
    kind: 'node',
    id,
    name,
    owner,
    nodeKind,
    address: addressIn('nodes', count++),
    ...more,
  })
  const core = 'core-switch' as TargetId
  return [
    node(CITY_LINK, 'city_link', 'City link', CITY_OWNER, {}),
    node(core, 'switch', 'Core switch', CITY_OWNER, { parent: CITY_LINK }),
    node(RELAY, 'relay', 'Relay', CITY_OWNER, { parent: core }),
    ...SHAPE.isps.flatMap((isp, ispIndex) =>
      Array.from({ length: isp.nodes }, (_, n) =>
        node(ispNodeId(ispIndex, n), 'isp_node', `${isp.name} ${n + 1}`, ispOwner(isp.id), {
          parent: CITY_LINK,
          isp: isp.id,
        }),
      ),
    ),
  ]
}

/** Both are served by the relay, on its loopback address and the port of the city's feeds. */
export function buildPortals(nodes: readonly Node[]): Portal[] {
  const relay = nodes.find(({ id }) => id === RELAY)
  const portal = (id: string, name: string, path: string): Portal => ({
    kind: 'portal',
    id: id as TargetId,
    name,
    owner: CITY_OWNER,
    url: `http://${relay?.address}:${FEED_PORT}${path}`,
    parent: RELAY,
  })
  return [
    portal('portal-page', 'Public page', '/'),
    portal('portal-hls', 'Relay playlist', '/hls/master.m3u8'),
  ]
}
