// uplinks.csv: the internet access lines that the city pays.
import { z } from 'zod'
import { type AreaId, type OwnerId, type TargetId, UPLINK_TECHS, type Uplink } from '../model.ts'
import { fault } from './fault.ts'
import { address, id, label, word } from './fields.ts'
import { defineKind } from './kind.ts'

const MOST_ANCHORS = 8

const schema = z.strictObject({
  id,
  name: label.optional(),
  owner: id,
  isp: label,
  tech: word(UPLINK_TECHS),
  address,
  area: id,
  parent: id.optional(),
  anchors: z
    .array(address)
    .max(MOST_ANCHORS, {
      error: () => fault(`more than ${MOST_ANCHORS} anchors`, 'one or two are enough'),
    })
    .optional(),
})

export const uplinkKind = defineKind(
  'uplinks',
  'uplink',
  schema,
  (row): Uplink => ({
    kind: 'uplink',
    id: row.id as TargetId,
    name: row.name ?? row.id,
    owner: row.owner as OwnerId,
    isp: row.isp,
    tech: row.tech,
    address: row.address,
    area: row.area as AreaId,
    ...(row.parent === undefined ? {} : { parent: row.parent as TargetId }),
    anchors: row.anchors ?? [],
  }),
)
