// The shapes that the API answers with; docs/openapi.json and the page's types both come from here.
import { z } from 'zod'
import { CONDITIONS } from '../../fleet/condition.ts'
import { STATES } from '../../fleet/state.ts'
import { feedSchema, feedsSchema, pictureSchema, recorderSchema } from './feed-response.ts'
import { incidentRowSchema } from './incident-response.ts'
import { count, evidence, pathSchema, state, time } from './words.ts'

const counts = z.record(state, count).describe('Targets by state')

export const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string() }),
})

export const areaSummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  level: z.string(),
  parent: z.string().optional(),
  counts,
})

export const areaListSchema = z.strictObject({
  areas: z
    .array(areaSummarySchema.omit({ counts: true }))
    .describe('Kecamatan, each followed by its kelurahan'),
})

export const storeHealthSchema = z.strictObject({
  writable: z.boolean(),
  lastError: z.string().optional(),
  failingSince: time.optional(),
  pendingTransitions: count,
  droppedTransitions: count.optional(),
  pendingMinutes: count.optional(),
  droppedMinutes: count,
  fileBytes: count,
  schemaVersion: count,
})

export const summarySchema = z.strictObject({
  city: z.string(),
  timezone: z.string().describe('IANA name of the zone in which the page shows times'),
  synthetic: z.boolean(),
  pinger: z.strictObject({ socket: z.string(), limits: z.array(z.string()) }),
  startedAt: time,
  at: time,
  rounds: count,
  state: z.enum(['starting', 'walking', 'blind']),
  stateSince: time,
  counts: z.record(z.string(), counts).describe('By kind of target, then by state'),
  areas: z.array(areaSummarySchema).describe('The kecamatan'),
  round: z.strictObject({
    lagP99Ms: z.number(),
    packetsPerSecond: z.number(),
    overruns: count,
    stray: count,
    dropped: count,
  }),
  store: storeHealthSchema,
  openIncidents: count.describe('Open or recovering'),
  receivers: z
    .array(
      z.strictObject({
        id: z.string(),
        channel: z.string().describe('webhook, telegram, email, alertmanager or http'),
        waiting: count.describe('Messages'),
        oldestAt: time.optional().describe('When the oldest waiting message was made'),
        failingSince: time.optional().describe('Absent while the last attempt worked'),
        lastError: z.string().optional(),
        lastSentAt: time.optional().describe('Absent where it has taken nothing since the start'),
      }),
    )
    .optional()
    .describe('Of the policy; empty where nobody is told'),
  refused: count
    .optional()
    .describe('Messages that their receivers will never take; absent where nobody is told'),
  planned: z
    .strictObject({
      active: count.describe('Suspensions and maintenance windows that hold'),
      targets: count.describe('Targets of all kinds that are off by them'),
      nextEnd: z
        .strictObject({ id: z.string(), kind: z.enum(['suspension', 'maintenance']), at: time })
        .optional()
        .describe('The one that ends first'),
    })
    .optional(),
  feeds: feedsSchema.optional(),
  notices: z.array(
    z.strictObject({
      level: z.enum(['info', 'warning', 'error']),
      text: z.string().describe('A key of a text, or a plain sentence'),
      values: z
        .record(z.string(), z.union([z.string(), z.number()]))
        .optional()
        .describe('For the placeholders of the text; `since` is epoch milliseconds'),
    }),
  ),
})

export const boardSchema = z.strictObject({
  seq: count.describe('Of the last change of state that this board contains'),
  groups: z.array(
    z.strictObject({
      areaId: z.string(),
      name: z.string(),
      ids: z.array(z.string()),
      kinds: z.string().describe('One letter for each id: U uplink, N NVR, O node'),
      states: z.string().describe(`One digit for each id, its position in ${STATES.join(', ')}`),
    }),
  ),
})

export const targetRowSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  area: z.string().optional(),
  owner: z.string(),
  address: z.string().optional(),
  parent: z.string().optional(),
  state,
  reason: z.string(),
  since: time,
  rttUs: z.number().optional().describe('Microseconds'),
  condition: z
    .enum(CONDITIONS)
    .optional()
    .describe('Of a camera, while the picture round is switched on'),
  slot: z.int().positive().optional().describe('With the condition'),
  kecamatan: z.string().optional().describe('Its name; with the condition'),
})

export const targetPageSchema = z.strictObject({
  total: count.describe('All that the query finds, not only this page'),
  rows: z.array(targetRowSchema),
  next: z.string().optional().describe('Cursor of the next page; absent on the last one'),
})

const availabilitySchema = z.strictObject({
  availableMs: z.number(),
  unavailableMs: z.number(),
  outsideMs: z.number().describe('Unknown, maintenance, suspended and gaps: outside the SLA'),
  ratio: z.number().optional().describe('available / (available + unavailable)'),
})

export const areaPageSchema = z.strictObject({
  area: areaSummarySchema,
  path: pathSchema,
  children: z.array(areaSummarySchema),
  availability24h: availabilitySchema,
  targets: targetPageSchema,
})

export const transitionSchema = z.strictObject({
  targetId: z.string(),
  at: time.describe('When the evidence began'),
  decidedAt: time,
  from: state,
  to: state,
  reason: z.string(),
  evidence,
})

export const historyPointSchema = z.strictObject({
  at: time.describe('Start of the step'),
  sent: count,
  lost: count,
  rttMinUs: z.number().optional(),
  rttAvgUs: z.number().optional(),
  rttMaxUs: z.number().optional(),
})

export const targetViewSchema = z.strictObject({
  target: targetRowSchema.extend({
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  path: pathSchema,
  parents: z.array(targetRowSchema).describe('Declared parents, nearest first'),
  children: z.array(targetRowSchema),
  transitions: z.array(transitionSchema).describe('Newest first'),
  history: z.strictObject({
    from: time,
    to: time,
    stepSeconds: z.int().positive().describe('60 up to 24 hours, more beyond'),
    points: z.array(historyPointSchema),
  }),
  availability24h: availabilitySchema,
  lastEvidence: evidence.optional(),
  incident: incidentRowSchema.optional().describe('The open incident that it belongs to'),
  feed: feedSchema.optional().describe('Of a camera: the last look since the start'),
  pictures: z
    .array(pictureSchema)
    .optional()
    .describe('Of a camera: what /api/targets/{id}/picture/good and /bad have'),
  recorder: recorderSchema.optional().describe('Of an NVR: what it said of itself last'),
})

export const healthSchema = z.strictObject({ ok: z.literal(true) })
export const readySchema = z.strictObject({ ready: z.boolean(), why: z.string() })

/** Data of the `states` event. */
export const statesEventSchema = z.strictObject({
  seq: count.describe('Board.seq after this change; each event raises it by one'),
  changes: z.array(z.strictObject({ id: z.string(), state, reason: z.string(), at: time })),
})
/** Data of the `hello` event, first on each connection. */
export const helloEventSchema = z.strictObject({ seq: count })

export type ApiError = z.infer<typeof errorSchema>
export type ApiSummary = z.infer<typeof summarySchema>
export type ApiAreaSummary = z.infer<typeof areaSummarySchema>
export type ApiAreaList = z.infer<typeof areaListSchema>
export type ApiBoard = z.infer<typeof boardSchema>
export type ApiTargetRow = z.infer<typeof targetRowSchema>
export type ApiTargetPage = z.infer<typeof targetPageSchema>
export type ApiAreaPage = z.infer<typeof areaPageSchema>
export type ApiTransition = z.infer<typeof transitionSchema>
export type ApiHistoryPoint = z.infer<typeof historyPointSchema>
export type ApiTargetView = z.infer<typeof targetViewSchema>
export type ApiAvailability = z.infer<typeof availabilitySchema>
export type ApiStatesEvent = z.infer<typeof statesEventSchema>
export type ApiHelloEvent = z.infer<typeof helloEventSchema>
