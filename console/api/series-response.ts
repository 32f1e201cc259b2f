// The shapes of how writing the time series goes, of dead letters and of a replay in the API.
import { z } from 'zod'
import { TIERS } from '../../store/schema/tiers.ts'
import { WORTHS } from '../../store/spool/spool.ts'
import { SERIES_PROBLEMS, SERIES_STATES } from '../../texts/series.ts'
import { SPAN_REPLAY_TIERS } from '../actions.ts'
import { count, time } from './words.ts'

const milliseconds = z.number().nonnegative().describe('Milliseconds')

const targetSchema = z.strictObject({
  name: z.string(),
  url: z.string(),
  dialect: z.string().describe('Major version of InfluxDB: 1, 2 or 3'),
  state: z
    .enum(SERIES_STATES)
    .describe(
      '`waiting`: tried again by itself; `held`: nothing is sent until somebody mends `problem`',
    ),
  since: time,
  backlog: z
    .strictObject({
      frames: count,
      points: count,
      bytes: count.describe('Compressed'),
      oldestAt: time.optional().describe('Of the oldest point; absent where nothing is owed'),
      waitingSince: time.optional().describe('When what waits longest began to wait'),
    })
    .describe('What is owed to it'),
  lagMs: milliseconds.describe('How long the oldest has waited; 0 where nothing does'),
  written: count.describe('Points that it has taken since the start of the program'),
  lastWrittenAt: time.optional(),
  liveP50Ms: milliseconds.optional().describe('From measuring to taken, of new points'),
  liveP99Ms: milliseconds.optional(),
  problem: z
    .strictObject({
      code: z.enum(SERIES_PROBLEMS),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
      since: time,
      what: z.string().describe('A sentence, in English'),
      remedy: z.string(),
    })
    .optional()
    .describe('That lasts'),
  losses: z
    .strictObject({
      dropped: z.record(z.enum(WORTHS), count).describe('By the cap of the spool'),
      expired: count.describe('Older than they would have been kept'),
      future: count.describe('Dated ahead of the clock'),
      deadLetters: count.describe('Refused, and kept as dead letters'),
      deadLettersDropped: count.describe('Refused, and too many to keep'),
    })
    .describe('Points, ever'),
  deadLetters: count.describe('That are kept now'),
})

export const seriesSchema = z
  .discriminatedUnion('configured', [
    z.strictObject({ configured: z.literal(false) }),
    z.strictObject({
      configured: z.literal(true),
      at: time,
      spool: z.strictObject({
        bytes: count.describe('That count against `maxBytes`'),
        fileBytes: count.describe('On the disk, with free pages and log'),
        maxBytes: count,
        frames: count.describe('That are owed to any database'),
        points: count,
        failingSince: time.optional().describe('Absent while it can be written'),
        lastError: z.string().optional(),
        inMemory: count.describe('Frames that wait for the disk'),
        lostInMemory: count.describe('Points for which there was no room in memory'),
      }),
      targets: z.array(targetSchema),
      rolledTo: z
        .partialRecord(z.enum(TIERS), time)
        .describe('End of the last span of each tier that was written ahead'),
    }),
  ])
  .describe('`configured` is false where ronda.yaml names no database')

export const deadLettersSchema = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        n: count,
        at: time.describe('Of the refusal'),
        target: z.string(),
        tier: z.enum(TIERS),
        status: count.describe('HTTP status of the refusal'),
        message: z.string().describe('What the database said'),
        line: z.string().describe('In line protocol; its first 2,000 characters'),
        cut: z.boolean().describe('The line is longer'),
      }),
    )
    .describe('Oldest first'),
  next: count.optional().describe('`after` of the next page; absent on the last one'),
})

export const replayedSchema = z.strictObject({
  frames: count.describe('That waited and are tried at once'),
  deadLetters: count.describe('That go out again'),
  span: z
    .strictObject({ from: time, to: time, tiers: z.array(z.enum(SPAN_REPLAY_TIERS)) })
    .optional()
    .describe('That is written once more, and goes on by itself'),
})

export type ApiSeries = z.infer<typeof seriesSchema>
export type ApiSeriesStatus = Extract<ApiSeries, { configured: true }>
export type ApiSeriesTarget = ApiSeriesStatus['targets'][number]
export type ApiDeadLetters = z.infer<typeof deadLettersSchema>
export type ApiReplayed = z.infer<typeof replayedSchema>
