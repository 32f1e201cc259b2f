// Which lines of a request an answer speaks of.
import type { RefusedLine } from './said.ts'

/** A line that is refused, by its position. */
export interface Named {
  readonly index: number
  readonly message: string
}

const MARK = "unable to parse '"
const END = "': "
/** A line may hold the end mark itself; nobody's line holds it that often. */
const MOST_ENDS = 50

/**
 * Lines that are quoted by `unable to parse '<line>': <why>` (InfluxDB 1 and 2). `isAll`: each quote is one of the
 * lines. A quote that runs over several lines, because one of them opens a string and does not close it, is none.
 */
export function quotedLines(
  lines: readonly string[],
  said: string,
): { readonly named: readonly Named[]; readonly isAll: boolean } {
  const positions = new Map<string, number[]>()
  lines.forEach((line, index) => {
    const same = positions.get(line)
    if (same === undefined) positions.set(line, [index])
    else same.push(index)
  })
  const named = new Map<number, string>()
  let isAll = true
  for (const quote of said.split(MARK).slice(1)) {
    const found = lineOfQuote(quote, positions)
    if (found === undefined) isAll = false
    for (const index of found?.indexes ?? []) named.set(index, `unable to parse: ${found?.why}`)
  }
  return { named: [...named].map(([index, message]) => ({ index, message })), isAll }
}

/** Lines that are named by their number (InfluxDB 3). */
export function numberedLines(count: number, refused: readonly RefusedLine[]): readonly Named[] {
  const named = new Map<number, string>()
  for (const { number, message } of refused)
    if (Number.isInteger(number) && number >= 1 && number <= count) named.set(number - 1, message)
  return [...named].map(([index, message]) => ({ index, message }))
}

function lineOfQuote(
  quote: string,
  positions: ReadonlyMap<string, readonly number[]>,
): { readonly indexes: readonly number[]; readonly why: string } | undefined {
  let end = quote.indexOf(END)
  for (let tries = 0; end >= 0 && tries < MOST_ENDS; tries++) {
    const indexes = positions.get(quote.slice(0, end))
    if (indexes !== undefined) return { indexes, why: quote.slice(end + END.length).trim() }
    end = quote.indexOf(END, end + 1)
  }
  return undefined
}

const CONFLICT = /input field "(.+)" on measurement "(.+)" is type (\w+), already exists as/
const TYPES: readonly (readonly [name: string, value: RegExp])[] = [
  ['string', /^"/],
  ['integer', /^-?\d+i$/],
  ['boolean', /^[tTfF]/],
  ['float', /^[-+\d.][\d.eE+-]*$/],
]

/** Whether a line may be one of those that a type conflict is about: it has that field, with a value of that type. */
export function suspectOf(said: string): ((line: string) => boolean) | undefined {
  const [, field, measurement, type] = CONFLICT.exec(said) ?? []
  const value = TYPES.find(([name]) => name === type)?.[1]
  if (field === undefined || measurement === undefined || value === undefined) return undefined
  const [first, key] = [escaped(measurement), escaped(field)]
  return (line) => {
    if (!line.startsWith(first)) return false
    for (const mark of [` ${key}=`, `,${key}=`]) {
      const at = line.indexOf(mark)
      if (at < 0) continue
      const rest = line.slice(at + mark.length)
      if (value.test(/^[^, ]*/.exec(rest)?.[0] ?? '')) return true
    }
    return false
  }
}

/** As the line has it; a key that is escaped in another way is no suspect, and found by halves. */
function escaped(name: string): string {
  return name.replace(/[, ]/g, '\\$&')
}
