// The shapes in which the API tells of feeds: the last look, its rungs, kept pictures, and what a recorder said.
import { z } from 'zod'
import { count, time } from './words.ts'

const seen = z.record(z.string(), z.union([z.string(), z.number()]))

const rungSchema = z.strictObject({
  rung: z.string(),
  result: z.enum(['ok', 'failed', 'skipped']),
  ms: z.number().optional().describe('Absent where nothing was waited for'),
  says: z.string().describe('English'),
  seen: seen.optional(),
})

export const feedSchema = z.strictObject({
  at: time,
  found: z.string().describe('Condition that this look alone found; unknown: our own fault'),
  detail: z.string().optional(),
  rungs: z.array(rungSchema).describe('As far as the ladder was climbed'),
  features: seen.describe('Raw, what the judge went by'),
})

export const pictureSchema = z.strictObject({
  kind: z.enum(['good', 'bad']),
  at: time,
  condition: z.string().describe('That it shows'),
})

export const recorderSchema = z.strictObject({
  at: time,
  slots: z.array(
    z.strictObject({
      slot: count,
      connected: z.enum(['yes', 'no', 'unknown']),
      reason: z.string().optional().describe('Why there is no video'),
      said: z.string().optional().describe("The recorder's own word"),
    }),
  ),
  storage: z
    .strictObject({
      state: z.enum(['ok', 'degraded', 'failed', 'unknown']),
      disks: z.array(z.strictObject({ id: z.string(), said: z.string(), ok: z.boolean() })),
      capacityMb: z.number().optional(),
      freeMb: z.number().optional(),
    })
    .optional(),
  clockSkewS: z.number().optional().describe('Seconds that its clock is ahead; negative: behind'),
  device: z
    .strictObject({
      model: z.string().optional(),
      firmware: z.string().optional(),
      serial: z.string().optional(),
    })
    .optional(),
  fault: z.string().optional().describe('Why it did not say more'),
  authUntil: time.optional().describe('It refused our password and is left alone until then'),
})

export const feedsSchema = z
  .strictObject({
    conditions: z.record(z.string(), count).describe('Cameras by condition'),
    looksPerMinute: z.number(),
    waiting: count.describe('Cameras whose look is due and waits'),
    unseen: count.describe('Cameras that were never looked at'),
    decoder: z
      .string()
      .optional()
      .describe('What decodes; absent where only bitstreams are judged'),
  })
  .describe('The picture round; absent while it is switched off')

export type ApiFeed = z.infer<typeof feedSchema>
export type ApiRung = z.infer<typeof rungSchema>
export type ApiPicture = z.infer<typeof pictureSchema>
export type ApiRecorder = z.infer<typeof recorderSchema>
export type ApiFeeds = z.infer<typeof feedsSchema>
