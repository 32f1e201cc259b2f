// The words of a scenario file and what may stand behind each: docs/scenarios.md tells them to people.
import { z } from 'zod'
import { MESSAGE_TYPES, SEVERITIES } from '../../alerts/notification.ts'
import { STATES } from '../../fleet/state.ts'
import { SINK_ANSWERS } from '../rigs/scenario-sink.ts'

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const
const LONGEST_MS = 2 * 60 * 60_000

/** `5s`, `250ms`, `2m`; at most two hours. Milliseconds. */
const time = z.string('write a time such as 5s, 250ms or 2m').transform((text, context) => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const ms = Number(number) * UNITS[(unit ?? 's') as keyof typeof UNITS]
  if (ms <= LONGEST_MS) return ms
  context.issues.push({
    code: 'custom',
    message: `"${text}" is no time from 0s to 120m; write 5s, 250ms or 2m`,
    input: text,
  })
  return z.NEVER
})

const span = z
  .tuple([time, time], 'write it as [5s, 30s]')
  .refine(([from, until]) => from < until, 'the span ends before it begins')
  .transform(([from, until]) => ({ from, until }))

const word = z.string().min(1)
const ids = z.union([word.transform((id) => [id]), z.array(word).min(1)], {
  error: 'write an id, or a list of ids',
})

/** `3`: exactly. `[1, 3]`: from, to. */
const count = z.union(
  [
    z
      .int()
      .min(0)
      .transform((n) => [n, n] as const),
    z.tuple([z.int().min(0), z.int().min(0)]).refine(([least, most]) => least <= most),
  ],
  { error: 'write a whole number, or [least, most]' },
)

const which = z.preprocess(
  (value) => (value === 'everything' ? { everything: true } : value),
  z.strictObject(
    {
      everything: z.literal(true).optional(),
      behind: ids.optional(),
      only: ids.optional(),
      isp: word.optional(),
      lines: z.int().min(1).optional(),
      except: ids.optional(),
    },
    { error: (issue) => notAMap(issue, 'write everything, {behind: ID} or {only: [IDS]}') },
  ),
)

const nothing = z.literal(true, 'write true')

/** What may stand beside `at`. */
export const ACTIONS = {
  cut: which,
  restore: which,
  toggle: z.strictObject({ which, every: time, for: time }),
  kill: nothing,
  stop: nothing,
  start: nothing,
  receiver: z.strictObject({ id: word, answers: z.enum(SINK_ANSWERS) }),
  suspend: z.strictObject({ which, owner: word, reason: word, for: time }),
  resume: nothing,
  ack: nothing,
} as const

const details = {
  to: ids.optional(),
  cause: word.optional(),
  text: word.optional(),
  severity: z.enum(SEVERITIES).optional(),
  affected: which.optional(),
  incidents: count.optional(),
}
const counts = Object.fromEntries(MESSAGE_TYPES.map((type) => [type, count.optional()])) as {
  [type in (typeof MESSAGE_TYPES)[number]]: z.ZodOptional<typeof count>
}
const messages = z.strictObject({ ...counts, ...details })
const whole = z.strictObject({ ...counts, to: ids.optional(), incidents: count.optional() })

/** What may stand beside `between`. */
export const WANTS = {
  want: messages.refine(
    (wanted) => MESSAGE_TYPES.some((type) => wanted[type] !== undefined),
    `name how many of which: ${MESSAGE_TYPES.join(', ')}`,
  ),
  states: z.record(word, z.enum(STATES)),
  incidents: z.strictObject({
    open: z.int().min(0).optional(),
    closed: z.int().min(0).optional(),
    cause: word.optional(),
    affected: z.int().min(0).optional(),
  }),
} as const

/** The third kind of step: everything that came since the start; types that are not named must not have come. */
export const WANT_IN_ALL = whole

export const AT = time
export const BETWEEN = span

const extras = z.record(z.string(), z.unknown())
const small = z.int().min(0).max(500)

export const headSchema = z.strictObject({
  title: z.string().min(1).max(120),
  /** The estate of test/rigs/scenario-estate.ts, or the full synthetic city. */
  estate: z
    .strictObject({
      nodes: small.default(1),
      uplinks: small.min(1).default(3),
      nvrs: small.default(1),
      cameras: z.int().min(0).max(4).default(1),
      isps: z.array(word).min(1).default(['nusa']),
      kecamatan: z.array(word).min(1).default(['genuk', 'tugu']),
      intervals: z
        .strictObject({
          node: time.default(1_000),
          uplink: time.default(1_000),
          nvr: time.default(1_000),
        })
        .prefault({}),
    })
    .prefault({}),
  city: z.literal('synthetic').optional(),
  config: extras.default({}),
  receivers: z
    .union([z.array(word).transform((names) => fromNames(names)), z.record(word, extras)], {
      error: 'write a list of ids, or a map from id to what its entry has beside id and webhook',
    })
    .default({ noc: {} }),
  /** Added to the end of every span in which something is wanted, for a machine that is busy. */
  tolerance: time.default(2_000),
  steps: z.array(z.record(z.string(), z.unknown(), 'write a step as a map')).min(1),
})

function fromNames(names: readonly string[]): Record<string, Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, {}]))
}

function notAMap(issue: { readonly code?: string | undefined }, form: string): string | undefined {
  return issue.code === 'invalid_type' ? form : undefined
}
