// How a schema says what is wrong: one string of zod that holds the fault and its remedy apart, and quotes input safely.

/** The text of a zod issue for a required value that is not there; the reader knows whether it is a cell or a key. */
export const MISSING = 'missing'

/** One message for zod, taken apart again by `splitFault`. Neither part may hold a line break. */
export function fault(what: string, remedy: string): string {
  return `${what}\n${remedy}`
}

export function splitFault(message: string): { readonly what: string; readonly remedy: string } {
  const cut = message.indexOf('\n')
  return cut < 0
    ? { what: message, remedy: 'see docs/estate.md' }
    : { what: message.slice(0, cut), remedy: message.slice(cut + 1) }
}

const LONGEST_SHOWN = 60
const PRINTABLE = /[^\p{L}\p{N}\p{P}\p{S} ]/gu
const CREDENTIALS = /[^\s/:@]*:[^\s@]*@/
const SECRET_KEYS = /(pass(?:word|wd)?|pwd|token|secret|auth|api_?key)["']?\s*[=:]/gi

/** True where a text carries `user:password@`, or `password=...` and its like. */
export function looksSecret(text: string): boolean {
  return CREDENTIALS.test(text) || text.search(SECRET_KEYS) >= 0
}

/** What looks secret in a text, for people: `user and password`, `"token=..."`. Names only, never a value. */
export function secretParts(text: string): string {
  const keys = [...text.replace(CREDENTIALS, '').matchAll(SECRET_KEYS)].map(
    ([, key = '']) => `"${key.toLowerCase()}=..."`,
  )
  const credentials = CREDENTIALS.test(text) || keys.length === 0 ? ['user and password'] : []
  return [...credentials, ...new Set(keys)].join(' and ')
}

/** A value as it may be printed: quoted, cut at 60 characters, without control characters; never what looks secret. */
export function shown(value: unknown): string {
  if (typeof value !== 'string') return `(${Array.isArray(value) ? 'a list' : typeof value})`
  if (looksSecret(value)) return '(not shown: it looks like a secret)'
  const cut = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}...` : value
  return `"${cut.replace(PRINTABLE, '?')}"`
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`
}
