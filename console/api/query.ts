// What may stand behind the question mark of an address, and what is said when something else stands there.
import { z } from 'zod'
import { CONDITIONS } from '../../fleet/condition.ts'
import { CAMERA_CLASSES, TARGET_KINDS } from '../../fleet/model.ts'
import { STATES } from '../../fleet/state.ts'
import { type IncidentPageQuery, ORDERS, type TargetQuery } from '../live.ts'

const list = <T extends readonly [string, ...string[]]>(words: T) =>
  z
    .string()
    .max(400)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words)).min(1))

const whole = (from: number, to: number, digits = 6) =>
  z
    .string()
    .regex(new RegExp(`^[0-9]{1,${digits}}$`), 'a whole number is wanted')
    .transform(Number)
    .pipe(z.int().min(from).max(to))

export const targetQuerySchema = z.strictObject({
  state: list(STATES).optional(),
  kind: list(TARGET_KINDS).optional(),
  condition: list(CONDITIONS).optional(),
  class: list(CAMERA_CLASSES).optional(),
  area: z.string().min(1).max(64).optional(),
  q: z.string().max(200).optional(),
  order: z.enum(ORDERS).optional(),
  cursor: z.string().min(1).max(200).optional(),
  limit: whole(1, 1000).optional(),
})

export const areaQuerySchema = targetQuerySchema.omit({ area: true })

export const historyQuerySchema = z.strictObject({ hours: whole(1, 720).optional() })

/** Of the picture that an answer named: without it, the newest. */
export const pictureQuerySchema = z.strictObject({ at: z.iso.datetime().optional() })

export const incidentQuerySchema = z.strictObject({
  open: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  cursor: z.string().min(1).max(300).optional(),
  limit: whole(1, 1000).optional(),
})

/** Of lists that a file can be made of. */
export const formatQuerySchema = z.strictObject({
  format: z.enum(['json', 'csv']).optional(),
})

export const auditQuerySchema = z.strictObject({
  subject: z.string().max(300).optional(),
  limit: whole(1, 10_000).optional(),
})

export const deadLetterQuerySchema = z.strictObject({
  target: z.string().max(64).optional(),
  after: whole(0, Number.MAX_SAFE_INTEGER, 16).optional(),
  limit: whole(1, 1000).optional(),
})

export const noQuerySchema = z.strictObject({})

/** A query that cannot be answered; `message` names each parameter and what is wrong with it. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'QueryError'
  }
}

/** Reads `url`'s query by `schema`; throws QueryError that names every problem at once. */
export function readQuery<S extends z.ZodType>(schema: S, url: string): z.output<S> {
  const search = new URL(url).searchParams
  const found: Record<string, string> = {}
  const problems: string[] = []
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name)
    if (values.length > 1) problems.push(`${shown(name)}: given ${values.length} times`)
    // An empty parameter is what a form sends for "any".
    else if (values[0] !== '') found[name] = values[0] ?? ''
  }
  const result = schema.safeParse(found)
  if (result.success && problems.length === 0) return result.data
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0] ?? '')
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) problems.push(`${shown(key)}: unknown parameter`)
    } else problems.push(`${name}: ${issue.message}`)
  }
  throw new QueryError(problems.join('; '))
}

/** The query as Live wants it: without the keys that were not given. */
export function toTargetQuery(
  query: z.output<typeof targetQuerySchema> | z.output<typeof areaQuerySchema>,
): TargetQuery {
  return given(query) as TargetQuery
}

export function toIncidentQuery(query: z.output<typeof incidentQuerySchema>): IncidentPageQuery {
  return given(query) as IncidentPageQuery
}

function given(query: object): object {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

// A name comes from the reader and goes back to them: short, and without anything that a terminal would obey.
const shown = (name: string): string => name.slice(0, 40).replace(/[^\x20-\x7e]/g, '?')
