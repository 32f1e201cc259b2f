// What may stand in the body of an act: suspend, maintain, resume, acknowledge, replay. Times are ISO 8601 with their offset.
import { z } from 'zod'
import { TARGET_KINDS } from '../../fleet/model.ts'
import type { ScopeQuery, Weekday } from '../../fleet/planned/planned.ts'
import {
  type MaintenanceRequest,
  type ReplayRequest,
  SPAN_REPLAY_TIERS,
  type SuspendRequest,
} from '../actions.ts'

/** A whole estate by id, and some room. */
const MOST_IDS = 100_000
const MOST_VALUES = 1000
const MINUTES_OF_AN_HOUR = 60

/** As Date counts them. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** One line of at most `most` characters; what a terminal would obey has no place in it. */
export const lineSchema = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(most, `is longer than ${most} characters`)
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'has control characters in it')

/** A name as a person gives it. */
export const nameSchema = lineSchema(80)

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is no id')
const instant = z.iso
  .datetime({ offset: true, error: 'is no time in ISO 8601 with its offset' })
  .transform((text) => Date.parse(text))
const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day')
  .transform((text) => {
    const [hours = 0, minutes = 0] = text.split(':').map(Number)
    return hours * MINUTES_OF_AN_HOUR + minutes
  })
const values = z.array(lineSchema(64)).min(1, 'is empty').max(MOST_VALUES)

const querySchema = z
  .strictObject({
    kind: values.optional().describe(TARGET_KINDS.join(', ')),
    owner: values.optional(),
    isp: values.optional(),
    model: values.optional(),
    vendor: values.optional(),
    class: values.optional(),
    area: values.optional(),
  })
  .refine((query) => Object.values(query).some(Boolean), 'names nothing to look for')

const ids = z.array(id).min(1, 'is empty').max(MOST_IDS, `has more than ${MOST_IDS} ids`)

const scopeSchema = z
  .strictObject({
    targets: ids.optional().describe('Ids, each with everything that hangs on it'),
    query: querySchema
      .optional()
      .describe('Every field given must match; a field matches any of its values'),
    except: ids.optional().describe('Ids that are left out, with what hangs on them'),
  })
  .refine(({ targets, query }) => Boolean(targets ?? query), 'covers nothing')

const by = nameSchema.default('token').describe('Who does it')

const plannedShape = {
  scope: scopeSchema,
  reason: lineSchema(300),
  owner: id.describe('Owner of the estate who is told when it ends and something is still dead'),
  reference: lineSchema(100).optional().describe('Number of a letter or a ticket'),
  confirm: z.int().positive().optional().describe('How many targets the act is meant to cover'),
  dryRun: z.boolean().optional().describe('Count and check only'),
  by,
}

export const suspendBodySchema = z.strictObject({
  ...plannedShape,
  from: instant.optional().describe('Default now'),
  until: instant,
})

export const maintainBodySchema = z.strictObject({
  ...plannedShape,
  time: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('once'), from: instant, until: instant }),
    z.strictObject({
      type: z.literal('weekly'),
      days: z.array(z.enum(WEEKDAYS)).min(1, 'is empty').max(WEEKDAYS.length),
      from: clock.describe('HH:MM by the clock of `timezone`'),
      to: clock.describe('HH:MM; not after `from`: on the next day'),
      timezone: lineSchema(64).describe('IANA name'),
    }),
  ]),
})

export const resumeBodySchema = z.strictObject({
  targets: ids.optional().describe('Only these, with what hangs on them; absent: all of it'),
  by,
})

export const ackBodySchema = z.strictObject({ note: lineSchema(500).optional(), by })

export const replayBodySchema = z
  .strictObject({
    target: lineSchema(64).optional().describe('Name of a database; absent: all of them'),
    deadLetters: z.boolean().default(false).describe('Send the dead letters again too'),
    from: instant.optional().describe('Write a span once more out of the local store: its begin'),
    to: instant.optional().describe('Its end'),
    tiers: z
      .array(z.enum(SPAN_REPLAY_TIERS))
      .min(1, 'is empty')
      .max(SPAN_REPLAY_TIERS.length)
      .optional()
      .describe('Of the span; absent: all of them'),
    by,
  })
  .superRefine(({ target, from, to, tiers }, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (from === undefined && to !== undefined) fault('from', 'is missing')
    if (to === undefined && from !== undefined) fault('to', 'is missing')
    if (from !== undefined && to !== undefined && to <= from) fault('to', 'is not after from')
    if (tiers !== undefined && from === undefined && to === undefined)
      fault('from', 'is missing: tiers are of a span')
    if (target !== undefined && from !== undefined)
      fault('target', 'a span is written once more to all databases: leave the name out')
  })

export function toReplayRequest(body: z.output<typeof replayBodySchema>): ReplayRequest {
  const { target, deadLetters, from, to, tiers } = body
  return {
    ...(target === undefined ? {} : { target }),
    deadLetters,
    ...(from === undefined || to === undefined
      ? {}
      : { span: { from, to, tiers: [...new Set(tiers ?? SPAN_REPLAY_TIERS)] } }),
  }
}

export function toSuspendRequest(body: z.output<typeof suspendBodySchema>): SuspendRequest {
  const { by: _, ...rest } = body
  return given({ ...rest, scope: scopeOf(body.scope) }) as SuspendRequest
}

export function toMaintenanceRequest(
  body: z.output<typeof maintainBodySchema>,
): MaintenanceRequest {
  const { by: _, ...rest } = body
  const scope = scopeOf(body.scope)
  return given({ ...rest, scope, time: timeOf(body.time) }) as MaintenanceRequest
}

function scopeOf(scope: z.output<typeof scopeSchema>): SuspendRequest['scope'] {
  const { targets, query, except } = scope
  return {
    ...(targets ? { targets: [...new Set(targets)] } : {}),
    ...(query ? { query: given(query) as ScopeQuery } : {}),
    ...(except ? { except: [...new Set(except)] } : {}),
  }
}

function timeOf(time: z.output<typeof maintainBodySchema>['time']): MaintenanceRequest['time'] {
  if (time.type === 'once') return time
  const { type, timezone } = time
  const days = [...new Set(time.days)].map((day) => WEEKDAYS.indexOf(day) as Weekday)
  return { type, days, fromMinute: time.from, toMinute: time.to, timezone }
}

function given(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}
