// portals.csv: the public pages and playlists that residents look at.
import { z } from 'zod'
import type { OwnerId, Portal, TargetId } from '../model.ts'
import { id, label, url } from './fields.ts'
import { defineKind } from './kind.ts'

const schema = z.strictObject({
  id,
  name: label.optional(),
  owner: id,
  url: url(['https', 'http'], false),
  parent: id.optional(),
})

export const portalKind = defineKind(
  'portals',
  'portal',
  schema,
  (row): Portal => ({
    kind: 'portal',
    id: row.id as TargetId,
    name: row.name ?? row.id,
    owner: row.owner as OwnerId,
    url: row.url,
    ...(row.parent === undefined ? {} : { parent: row.parent as TargetId }),
  }),
)
