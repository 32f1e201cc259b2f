// What a server said in the body of its answer, as words that may stand in logs and dead letters.
import type { InfluxTarget } from '../target.ts'

/** A line that InfluxDB 3 refused. */
export interface RefusedLine {
  /** 1 is the first line of the request. */
  readonly number: number
  readonly message: string
}

export interface Said {
  /** The server's sentence; the whole body where it is no JSON of InfluxDB. */
  readonly text: string
  /** It is JSON with a sentence, as every InfluxDB answers. */
  readonly isInflux: boolean
  /** Of InfluxDB 3 only. */
  readonly lines: readonly RefusedLine[]
}

const HIDDEN = '[secret]'
/** Shorter secrets would make every text unreadable. */
const SHORTEST_SECRET = 4
const LONGEST = 300
const SENTENCE = /^\s*\{\s*(?:"code"\s*:\s*"[^"]*"\s*,\s*)?"(?:error|message)"\s*:\s*"/
/** The longest escape in JSON is `\u0000`. */
const LONGEST_ESCAPE = 6

/** `text`: latin1, as an answer has it. */
export function saidOf(text: string): Said {
  const body = parse(text)
  if (body === undefined) return { text, isInflux: false, lines: [] }
  const { error, message, data } = body
  const words = [error, message].find((one) => typeof one === 'string')
  if (words === undefined) return { text, isInflux: false, lines: [] }
  const items: readonly unknown[] = Array.isArray(data) ? data : data === undefined ? [] : [data]
  const lines = items.map(refusedLine).filter((line) => line !== undefined)
  return { text: words, isInflux: true, lines }
}

/** `404 page not found`, also where the server's words begin with their status. */
export function statusAnd(status: number, said: string): string {
  return new RegExp(`^\\s*${status}\\b`).test(said) ? said : `${status} ${said}`
}

/** One line of at most 300 characters, readable, without the secrets of the target. */
export function printable(text: string, { username, password, token }: InfluxTarget): string {
  const key = password?.reveal()
  const secrets = [key, token?.reveal(), key && btoaOf(`${username}:${key}`)]
  let clean = Buffer.from(text, 'latin1').toString('utf8')
  for (const secret of secrets) {
    if (secret !== undefined && secret.length >= SHORTEST_SECRET) {
      clean = clean.replaceAll(secret, HIDDEN).replaceAll(encodeURIComponent(secret), HIDDEN)
    }
  }
  return clean
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
}

function btoaOf(text: string): string {
  return Buffer.from(text).toString('base64')
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
  } catch {
    return beginning(text)
  }
}

/** The sentence of a body that was too long to be read to its end. */
function beginning(text: string): { readonly error: string } | undefined {
  const start = SENTENCE.exec(text)
  if (start === null) return undefined
  const rest = text.slice(start[0].length)
  for (let cut = 0; cut < LONGEST_ESCAPE; cut++) {
    try {
      return { error: JSON.parse(`"${rest.slice(0, rest.length - cut)}"`) as string }
    } catch {
      // It was cut inside an escape.
    }
  }
  return undefined
}

function refusedLine(item: unknown): RefusedLine | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const { line_number: number, error_message: message } = item as Record<string, unknown>
  return typeof number === 'number' && typeof message === 'string' ? { number, message } : undefined
}
