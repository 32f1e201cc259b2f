// owners.csv: who mends what.
import { z } from 'zod'
import type { Owner, OwnerId } from '../model.ts'
import { id, label } from './fields.ts'
import { defineKind } from './kind.ts'

const schema = z.strictObject({ id, name: label.optional(), looks_after: label.optional() })

export const ownerKind = defineKind(
  'owners',
  'owner',
  schema,
  (row): Owner => ({
    id: row.id as OwnerId,
    name: row.name ?? row.id,
    looksAfter: row.looks_after ?? '',
  }),
)
