// nodes.csv: ISP nodes, the city link, switches and the relay.
import { z } from 'zod'
import { type AreaId, NODE_KINDS, type Node, type OwnerId, type TargetId } from '../model.ts'
import { address, id, label, word } from './fields.ts'
import { defineKind } from './kind.ts'

const schema = z.strictObject({
  id,
  name: label.optional(),
  owner: id,
  kind: word(NODE_KINDS),
  parent: id.optional(),
  address: address.optional(),
  isp: label.optional(),
  area: id.optional(),
})

export const nodeKind = defineKind(
  'nodes',
  'node',
  schema,
  (row): Node => ({
    kind: 'node',
    id: row.id as TargetId,
    name: row.name ?? row.id,
    owner: row.owner as OwnerId,
    nodeKind: row.kind,
    ...(row.parent === undefined ? {} : { parent: row.parent as TargetId }),
    ...(row.address === undefined ? {} : { address: row.address }),
    ...(row.isp === undefined ? {} : { isp: row.isp }),
    ...(row.area === undefined ? {} : { area: row.area as AreaId }),
  }),
)
