// The shapes of incidents in the API.
import { z } from 'zod'
import { INCIDENT_REASONS, INCIDENT_STATES, SHARED_ATTRIBUTES } from '../../incidents/incident.ts'
import { count, evidence, pathSchema, state, time } from './words.ts'

const what = z.enum([
  'opened',
  'settled',
  'grown',
  'shrunk',
  'recovering',
  'reopened',
  'flapping',
  'stable',
  'acknowledged',
  'closed',
])

const partsSchema = z
  .array(z.strictObject({ id: z.string(), name: z.string(), count }))
  .describe('The largest first; of a closed incident, when the most were affected')

const causeSchema = z.union([
  z.strictObject({ kind: z.literal('target'), targetId: z.string() }),
  z.strictObject({
    kind: z.literal('shared'),
    attribute: z.enum(SHARED_ATTRIBUTES),
    value: z.string(),
    failed: count,
    total: count,
  }),
  z.strictObject({
    kind: z.literal('planned'),
    planned: z.enum(['suspension', 'maintenance']),
    plannedId: z.string(),
    owner: z.string(),
    why: z.string(),
  }),
  z.strictObject({ kind: z.literal('probe') }),
])

export const incidentRowSchema = z.strictObject({
  id: z.string(),
  cause: causeSchema,
  target: z
    .strictObject({ id: z.string(), kind: z.string(), name: z.string(), path: pathSchema })
    .optional()
    .describe('The target that is the cause'),
  reason: z.enum(INCIDENT_REASONS),
  state: z.enum(INCIDENT_STATES),
  flapping: z.boolean(),
  settled: z
    .boolean()
    .describe('All below the cause was looked at since it fell: the list is whole'),
  openedAt: time.describe('First lost echo of the cause'),
  decidedAt: time,
  closedAt: time.optional(),
  acknowledged: z
    .strictObject({ at: time, by: z.string(), note: z.string().optional() })
    .optional(),
  affected: count.describe('Now, the cause itself included'),
  peak: count.describe('The most that were affected at one time'),
  byKecamatan: partsSchema,
  byKind: partsSchema,
  byOwner: partsSchema,
  evidence,
})

export const incidentPageSchema = z.strictObject({
  open: count.describe('All that are open or recovering, not only those on this page'),
  rows: z.array(incidentRowSchema).describe('The one that opened last comes first'),
  next: z.string().optional().describe('Cursor of the next page; absent on the last one'),
})

export const incidentViewSchema = z.strictObject({
  incident: incidentRowSchema,
  steps: z
    .array(z.strictObject({ at: time, what, affected: count.describe('How many after this step') }))
    .describe('Its life, oldest first'),
  told: z
    .array(z.strictObject({ receiver: z.string(), at: time }))
    .optional()
    .describe('Who was told of it, first to last; absent of a closed one'),
})

export const affectedSchema = z.strictObject({
  total: count,
  rows: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: z.string(),
        name: z.string(),
        kecamatan: z.string().describe('Name; empty where it lies in no area'),
        owner: z.string(),
        state,
        now: z.boolean().describe('Affected now; if not, it was when the most were'),
      }),
    )
    .describe('Every target of it by id, never cut'),
})

/** Data of the `incidents` event. */
export const incidentsEventSchema = z.strictObject({
  open: count.describe('Open or recovering after these changes'),
  changes: z.array(
    z.strictObject({
      id: z.string(),
      at: time,
      what,
      state: z.enum(INCIDENT_STATES),
      affected: count,
    }),
  ),
})

export type ApiIncidentRow = z.infer<typeof incidentRowSchema>
export type ApiIncidentPage = z.infer<typeof incidentPageSchema>
export type ApiIncidentView = z.infer<typeof incidentViewSchema>
export type ApiAffected = z.infer<typeof affectedSchema>
export type ApiIncidentsEvent = z.infer<typeof incidentsEventSchema>
