// cameras.csv: which camera sits in which slot of which NVR.
import { z } from 'zod'
import { type AreaId, CAMERA_CLASSES, type Camera, type OwnerId, type TargetId } from '../model.ts'
import { fault } from './fault.ts'
import { id, label, url, whole, word } from './fields.ts'
import { defineKind } from './kind.ts'
import { mask, shareLeft } from './mask.ts'

const LEAST_LEFT = 0.25

const stream = url(['rtsp', 'rtsps'], true)

const masks = z
  .array(mask)
  .max(8, { error: () => fault('more than 8 masks', 'cover several overlays with one') })
  .refine((all) => shareLeft(all) >= LEAST_LEFT, {
    error: () =>
      fault('masks leave too little to look at', 'leave at least a quarter of the picture open'),
    // What is no mask is told by itself.
    when: ({ issues }) => issues.length === 0,
  })

const schema = z.strictObject({
  id,
  name: label.optional(),
  owner: id,
  class: word(CAMERA_CLASSES),
  nvr: id,
  slot: whole(1, 256),
  area: id,
  main: stream.optional(),
  sub: stream.optional(),
  masks: masks.optional(),
})

export const cameraKind = defineKind(
  'cameras',
  'camera',
  schema,
  (row): Camera => ({
    kind: 'camera',
    id: row.id as TargetId,
    name: row.name ?? row.id,
    owner: row.owner as OwnerId,
    class: row.class,
    nvr: row.nvr as TargetId,
    slot: row.slot,
    area: row.area as AreaId,
    ...(row.main === undefined ? {} : { main: row.main }),
    ...(row.sub === undefined ? {} : { sub: row.sub }),
    ...(row.masks === undefined ? {} : { masks: row.masks }),
  }),
)
