// The kinds of value that the `alerts:` part of ronda.yaml is made of, each with a message that says how to mend it.
import { z } from 'zod'
import type { Weekday } from '../../fleet/planned/planned.ts'
import { looksSecret, shown, splitFault } from '../../fleet/schema/fault.ts'
import { isTimezone, unknownTimezone } from '../../fleet/schema/timezone.ts'
import { isSecretReference, type SecretReference } from '../../fleet/secret.ts'
import { didYouMean } from '../../fleet/suggest.ts'

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const DAY_MINUTES = 1440
const LONGEST_TEXT = 500
const LONGEST_LIST = 100

export const CLEAR_SECRET = 'a secret must be a reference, never the secret itself'
export const WRITE_REFERENCE = 'write where to read it: env:NAME, file:/path or aws-sm:NAME'

/** What an issue needs: `params.remedy` says how to mend it, for the caller to print behind the message. */
export interface Complaint {
  readonly path?: readonly (string | number)[]
  readonly what: string
  readonly remedy: string
}

interface Complaints {
  addIssue(issue: {
    code: 'custom'
    path: (string | number)[]
    message: string
    params: { remedy: string }
  }): void
}

export function complain(context: Complaints, { path = [], what, remedy }: Complaint): void {
  context.addIssue({ code: 'custom', path: [...path], message: what, params: { remedy } })
}

export const text = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a text') })
  .min(1, 'must not be empty')
  .max(LONGEST_TEXT, `longer than ${LONGEST_TEXT} characters`)

/** An id, or the name of something in the estate. */
export const id = text.superRefine((value, context) => {
  if (ID.test(value)) return
  const remedy = 'use letters, digits, ".", "_" and "-", starting with a letter or digit'
  complain(context, { what: `bad id ${shown(value)}`, remedy })
})

/** A list that may be written as a single value; `most` at most. */
export function list<S extends z.ZodType>(member: S, least = 1, most = LONGEST_LIST) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z
      .array(member, {
        error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a list: [a, b]'),
      })
      .min(least, 'must not be empty')
      .max(most, `more than ${most}`),
  )
}

/** One of a fixed list of words. */
export function word<const T extends readonly [string, ...string[]]>(allowed: T) {
  return z.enum(allowed, {
    error: ({ input }) => {
      if (input === undefined) return `is missing: one of ${allowed.join(', ')}`
      const near = typeof input === 'string' ? didYouMean(input, allowed) : undefined
      const hint = near ? `did you mean "${near}"?` : `use one of ${allowed.join(', ')}`
      return `unknown word ${shown(input)}: ${hint}`
    },
  })
}

/** `15m` to milliseconds, `least` to `most` as they are written in the message. */
export function duration(least: string, most: string) {
  return text.transform((value, context) => {
    const ms = durationMs(value)
    if (ms >= durationMs(least) && ms <= durationMs(most)) return ms
    const remedy = `write a number and s, m, h or d, such as 30s or 15m, from ${least} to ${most}`
    complain(context, { what: `bad duration ${shown(value)}`, remedy })
    return z.NEVER
  })
}

function durationMs(value: string): number {
  const match = /^(\d{1,7})\s*([smhd])$/.exec(value)
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : Number.NaN
}

/** `22:00` to minutes after midnight. `24:00` is 1,440. */
export const timeOfDay = text.transform((value, context) => {
  const match = /^(\d{1,2}):(\d{2})$/.exec(value)
  const minute = match && Number(match[2]) < 60 ? Number(match[1]) * 60 + Number(match[2]) : -1
  if (minute >= 0 && minute <= DAY_MINUTES) return minute
  complain(context, {
    what: `bad time ${shown(value)}`,
    remedy: 'write hours and minutes in quotes, "00:00" to "24:00"',
  })
  return z.NEVER
})

export const weekday = word(WEEKDAYS).transform((day) => WEEKDAYS.indexOf(day) as Weekday)

export const timezone = text.superRefine((value, context) => {
  if (isTimezone(value)) return
  complain(context, splitFault(unknownTimezone(value)))
})

/** Where a secret is to be read; the secret itself is refused and never shown. */
export const secret = text.transform((value, context) => {
  if (isSecretReference(value)) return value
  complain(context, { what: CLEAR_SECRET, remedy: WRITE_REFERENCE })
  return z.NEVER
})

/** An http(s) URL without a secret in it. */
export const plainUrl = text.superRefine(refuseBadUrl)

/** An http(s) URL, or where a whole URL with a secret in it is to be read. */
export const url = text.transform((value, context): SecretReference | string => {
  if (!isSecretReference(value)) refuseBadUrl(value, context)
  return value
})

function refuseBadUrl(value: string, context: Complaints): void {
  const parsed = URL.parse(value)
  if (looksSecret(value) || parsed?.username || parsed?.password) {
    const remedy = 'put the whole URL where secrets are and write url: env:NAME or file:/path'
    complain(context, { what: 'a secret in clear in a URL', remedy })
  } else if (!isWebUrl(value)) {
    const remedy = 'write http://... or https://...'
    complain(context, { what: `bad URL ${shown(value)}`, remedy })
  }
}

export function isWebUrl(value: string): boolean {
  const parsed = URL.parse(value)
  return (
    (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') && parsed.hostname.length > 0
  )
}
