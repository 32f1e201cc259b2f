// Finds out which lines of a frame a database refuses, by sending parts of it; whatever is refused, all others get there.
import type { Precision } from '../../spool/spool.ts'
import type { Action } from './classify.ts'
import { atOfLine } from './frame-lines.ts'
import { numberedLines, quotedLines, suspectOf } from './named-lines.ts'

export interface BadLine {
  readonly line: string
  readonly status: number
  readonly message: string
}

export interface Sorted {
  readonly bad: readonly BadLine[]
  /** Lines older than the retention. */
  readonly expired: number
  /** What ended it before every line was sorted; then nothing of it counts, and it is done again later. */
  readonly stoppedBy?: Extract<Action, { do: 'wait' | 'hold' }>
}

/**
 * Sends `lines`, and parts of what is refused, until each line is stored, refused by itself, or expired. The parts of
 * one answer have fewer lines in all than what was sent, or are two: n lines take at most 2n - 1 requests, and b bad
 * ones about 2b·log2(n/b); lines that are refused all together, for the same reason, take one.
 */
export async function sortLines(
  lines: readonly string[],
  precision: Precision,
  send: (part: readonly string[]) => Promise<Action>,
): Promise<Sorted> {
  const bad: BadLine[] = []
  let expired = 0
  const waiting: (readonly string[])[] = [lines]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part.length === 0) continue
    const action = await send(part)
    if (action.do === 'wait' || action.do === 'hold') return { bad, expired, stoppedBy: action }
    if (action.do === 'acknowledge') continue
    if (action.do === 'smaller' && part.length === 1 && !action.isForGood) {
      const { said } = action
      return { bad, expired, stoppedBy: { do: 'wait', problem: 'server-error', said, halve: true } }
    }
    const sorted = sortOne(part, precision, action)
    bad.push(...sorted.bad)
    expired += sorted.expired
    // The end of the list is taken first: the halves go out in their order.
    waiting.push(...[...sorted.again].reverse())
  }
  return { bad, expired }
}

interface Step {
  readonly bad: readonly BadLine[]
  readonly expired: number
  readonly again: readonly (readonly string[])[]
}

type Refused = Exclude<Action, { do: 'wait' | 'hold' | 'acknowledge' }>

function sortOne(part: readonly string[], precision: Precision, action: Refused): Step {
  if (action.do === 'expire') return withoutOldest(part, precision, action.dropped ?? 0)
  const { status, said: message } = action
  if (action.do === 'bury') return withoutNamed(part, action)
  const dropped = action.do === 'bisect' ? action.dropped : undefined
  // That many and no fewer were sent: none of them was stored, each is refused.
  if (part.length === 1 || dropped === part.length)
    return { bad: part.map((line) => ({ line, status, message })), expired: 0, again: [] }
  return {
    bad: [],
    expired: 0,
    again: action.do === 'bisect' ? parts(part, message) : halves(part),
  }
}

/** The answer hides what else is wrong with the younger ones, so these go out once more. */
function withoutOldest(part: readonly string[], precision: Precision, dropped: number): Step {
  if (part.length === 1) return { bad: [], expired: 1, again: [] }
  const dated = part
    .map((line, index) => ({ index, at: atOfLine(line, precision) }))
    .filter((one): one is { index: number; at: number } => one.at !== undefined)
  if (dropped === 0 || dated.length < dropped) return { bad: [], expired: 0, again: halves(part) }
  const old = new Set(
    dated
      .sort((a, b) => a.at - b.at)
      .slice(0, dropped)
      .map(({ index }) => index),
  )
  return { bad: [], expired: dropped, again: [part.filter((_, index) => !old.has(index))] }
}

function withoutNamed(
  part: readonly string[],
  { status, said, named: numbered, isComplete }: Extract<Action, { do: 'bury' }>,
): Step {
  const quoted = quotedLines(part, said)
  const named = numbered.length > 0 ? numberedLines(part.length, numbered) : quoted.named
  if (part.length === 1)
    return { bad: [{ line: part[0] as string, status, message: said }], expired: 0, again: [] }
  if (named.length === 0) return { bad: [], expired: 0, again: halves(part) }
  const indexes = new Set(named.map(({ index }) => index))
  const others = part.filter((_, index) => !indexes.has(index))
  const bad = named.map(({ index, message }) => ({ line: part[index] as string, status, message }))
  if (numbered.length > 0 && others.length > 0) {
    // A number is no proof which line is meant: those alone must be refused too.
    const meant = part.filter((_, index) => indexes.has(index))
    return { bad: [], expired: 0, again: [meant, others] }
  }
  return { bad, expired: 0, again: isComplete && quoted.isAll ? [] : [others] }
}

/** Those that the answer seems to speak of, and the others; halves where it speaks of all or none. */
function parts(part: readonly string[], said: string): readonly (readonly string[])[] {
  const suspect = suspectOf(said)
  if (suspect === undefined) return halves(part)
  const [meant, others] = [part.filter(suspect), part.filter((line) => !suspect(line))]
  return meant.length === 0 || others.length === 0 ? halves(part) : [meant, others]
}

function halves(part: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(part.length / 2)
  return [part.slice(0, middle), part.slice(middle)]
}
