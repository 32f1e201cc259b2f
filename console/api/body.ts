// Reads the body of an act, and says what is wrong with it: every problem, its field, and how to mend it.
import type { Context } from 'hono'
import type { z } from 'zod'
import { didYouMean } from '../../fleet/suggest.ts'
import type { Refusal } from '../actions.ts'

/** A list of thousands of wrong ids is not wrong in a thousand ways. */
const MOST_PROBLEMS = 100

const REMEDIES: Readonly<Record<string, string>> = {
  from: 'write it as in 2026-12-31T18:00:00+07:00; of a weekly window as in 01:00',
  until: 'write it as in 2026-12-31T18:00:00+07:00',
  to: 'write it as in 2026-12-31T18:00:00+07:00; of a weekly window as in 05:00',
  tiers: 'one or more of m1, h1, d1, ev',
  scope: 'name targets, a query, or both',
  query: 'give at least one of kind, owner, isp, model, vendor, class, area',
  targets: 'write the ids of targets as the estate has them',
  except: 'write the ids of targets as the estate has them',
}
const REMEDY = 'docs/openapi.json describes every field'

/** A body that cannot be taken; `status` and `code` are those of the answer. */
export class BodyError extends Error {
  readonly status: 400 | 415 | 422
  readonly code: string
  readonly problems: readonly Refusal[]

  constructor(
    status: 400 | 415 | 422,
    code: string,
    message: string,
    problems: readonly Refusal[] = [],
  ) {
    super(message)
    this.name = 'BodyError'
    this.status = status
    this.code = code
    this.problems = problems
  }
}

/** The body by `schema`. Throws BodyError that names every problem. */
export async function readBody<S extends z.ZodObject>(c: Context, schema: S): Promise<z.output<S>> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new BodyError(415, 'media_type', 'the body must be JSON: content-type: application/json')
  }
  let body: unknown
  try {
    body = JSON.parse(await c.req.text())
  } catch {
    throw new BodyError(400, 'bad_request', 'the body is not JSON')
  }
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, schema))
  throw new BodyError(422, 'refused', sentenceOf(problems), problems.slice(0, MOST_PROBLEMS))
}

/** The answer to a body that cannot be taken. */
export function refuseBody(c: Context, { status, code, message, problems }: BodyError): Response {
  c.header('cache-control', 'no-store')
  const error = problems.length > 0 ? { code, message, problems } : { code, message }
  return c.json({ error }, status)
}

/** All problems in one line, for who reads only the message. */
export function sentenceOf(problems: readonly Refusal[]): string {
  const [first] = problems
  if (first === undefined) return 'nothing was changed'
  const rest = problems.length - 1
  return `${first.field}: ${first.what}${rest > 0 ? `; and ${rest} more` : ''}; nothing was changed`
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodObject): readonly Refusal[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const close = path.length === 0 ? didYouMean(key, Object.keys(schema.shape)) : undefined
      const remedy = close ? `did you mean "${close}"?` : REMEDY
      return { field: shown([...path, key].join('.')), what: 'is no field of this', remedy }
    })
  }
  const name = path.findLast((part) => Number.isNaN(Number(part))) ?? ''
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  const what = missing ? 'is missing' : lower(issue.message)
  return [{ field: path.join('.') || 'body', what, remedy: REMEDIES[name] ?? REMEDY }]
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

// A name comes from the writer and goes back to them, perhaps on a terminal.
const shown = (name: string): string => name.slice(0, 80).replace(/[^\x20-\x7e]/g, '?')
