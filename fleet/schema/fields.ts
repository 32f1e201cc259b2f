// The kinds of cell that an estate is made of. Every cell arrives as text, from CSV and from YAML alike.
import { z } from 'zod'
import { isSecretReference } from '../secret.ts'
import { parseAddress } from './address.ts'
import { fault, looksSecret, MISSING, orList, secretParts, shown } from './fault.ts'

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const CONTROL = /\p{Cc}/u
const LONGEST_TEXT = 200

const text = z.string({
  error: (issue) =>
    issue.input === undefined
      ? MISSING
      : fault('a list or a map where one value is wanted', 'write a single value'),
})

/** An id, or a reference to one. */
export const id = text.regex(ID, {
  error: (issue) =>
    fault(
      `bad id ${shown(issue.input)}`,
      'use letters, digits, ".", "_" and "-", starting with a letter or digit, at most 64 in all',
    ),
})

/** A text for people: 1 to 200 characters without control characters. */
export const label = text
  .max(LONGEST_TEXT, {
    error: () => fault(`text longer than ${LONGEST_TEXT} characters`, 'shorten it'),
  })
  .refine((value) => !CONTROL.test(value), {
    error: () => fault('text with a control character', 'remove it'),
  })

/** One of a fixed list of words. */
export function word<const T extends readonly [string, ...string[]]>(allowed: T) {
  return z.enum(allowed, {
    error: (issue) =>
      issue.input === undefined
        ? MISSING
        : fault(`${shown(issue.input)} is not allowed here`, `use ${orList(allowed)}`),
  })
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number) {
  return text.transform((value, context) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    const message = fault(
      `${shown(value)} is out of range`,
      `write a whole number, ${least} to ${most}`,
    )
    context.issues.push({ code: 'custom', message, input: value })
    return z.NEVER
  })
}

/** Decimal degrees from -`limit` to `limit`. */
export function degrees(limit: number) {
  return text.transform((value, context) => {
    const number = /^[-+]?\d{1,3}(\.\d{1,15})?$/.test(value) ? Number(value) : Number.NaN
    if (Math.abs(number) <= limit) return number
    const message = fault(
      `bad coordinate ${shown(value)}`,
      `write decimal degrees, -${limit} to ${limit}`,
    )
    context.issues.push({ code: 'custom', message, input: value })
    return z.NEVER
  })
}

export const address = text.transform((value, context) => {
  const parsed = parseAddress(value)
  if ('address' in parsed) return parsed.address
  context.issues.push({ code: 'custom', message: parsed.fault, input: value })
  return z.NEVER
})

/** A user name: never with a password behind a colon. */
export const user = label.refine((value) => !value.includes(':') && !looksSecret(value), {
  error: () =>
    fault(
      'secret written in clear in "user"',
      'write only the name here and the reference in "password"',
    ),
})

/** Where the password is to be read; the password itself is refused and never shown. */
export const secretReference = text.refine(isSecretReference, {
  error: () =>
    fault(
      'secret written in clear in "password"',
      'write where to read it: env:NAME, file:/path or aws-sm:NAME',
    ),
})

/** A URL with one of `schemes` and no credentials in it; with `orPath` also a path that starts with a slash. */
export function url(schemes: readonly string[], orPath: boolean) {
  return label.superRefine((value, context) => {
    const message = urlFault(value, schemes, orPath)
    if (message !== undefined) context.addIssue({ code: 'custom', message, input: value })
  })
}

function urlFault(value: string, schemes: readonly string[], orPath: boolean): string | undefined {
  const isPath = orPath && value.startsWith('/')
  const parsed = isPath ? undefined : URL.parse(value)
  if (looksSecret(value) || parsed?.username || parsed?.password) {
    return fault('secret written in clear in a URL', `take ${secretParts(value)} out of the URL`)
  }
  if (isPath) return undefined
  if (parsed?.hostname && schemes.includes(parsed.protocol.slice(0, -1))) return undefined
  const forms = schemes.map((scheme) => `${scheme}://...`)
  return fault(
    `bad URL ${shown(value)}`,
    `write ${orList(orPath ? ['a path such as /Streaming/Channels/101', ...forms] : forms)}`,
  )
}
