// The error table: what each answer of a database means for the points that were sent, and what is to be done.
import type { Found, ProblemCode } from '../problem.ts'
import type { DialectName } from '../target.ts'
import type { Answer } from './exchange.ts'
import { retryAfterMs } from './retry-after.ts'
import { type RefusedLine, saidOf, statusAnd } from './said.ts'

/**
 * - `acknowledge`: they are stored.
 * - `bury`: the lines that the server names are refused for good; `isComplete`: it stored all others.
 * - `bisect`: some are refused for good, it does not say which. `dropped`: how many, where it says so.
 * - `expire`: `dropped` of them, the oldest, are older than the retention, and are gone.
 * - `smaller`: too much at once.
 * - `wait`: not now; `halve`: and less at once.
 * - `hold`: somebody has to mend something, for everything, for the points of the tier, or for these alone.
 */
export type Action =
  | { readonly do: 'acknowledge' }
  | {
      readonly do: 'bury'
      readonly status: number
      readonly said: string
      readonly named: readonly RefusedLine[]
      readonly isComplete: boolean
    }
  | Refusal<'bisect'>
  | Refusal<'expire'>
  | {
      readonly do: 'smaller'
      readonly status: number
      readonly said: string
      /** A single point that is too much is never going to be taken. */
      readonly isForGood: boolean
    }
  | {
      readonly do: 'wait'
      readonly problem: Extract<
        ProblemCode,
        'unreachable' | 'timeout' | 'overloaded' | 'server-error'
      >
      readonly said: string
      readonly found?: Found
      readonly halve: boolean
      readonly afterMs?: number
    }
  | {
      readonly do: 'hold'
      readonly problem: Exclude<ProblemCode, 'not-kept' | 'refused-points'>
      readonly scope: 'target' | 'tier' | 'frame'
      readonly said: string
      readonly found?: Found
    }

interface Refusal<Do> {
  readonly do: Do
  readonly status: number
  readonly said: string
  readonly dropped?: number
}

/** `now`: epoch milliseconds, for dates in Retry-After. */
export function classify(answer: Answer, dialect: DialectName, now: number): Action {
  if ('lost' in answer) {
    const { lost, ...found } = answer
    return lost === 'strange-answer'
      ? { do: 'hold', problem: lost, scope: 'target', said: '', found }
      : { do: 'wait', problem: lost, said: '', found, halve: true }
  }
  const { status } = answer
  const afterMs = retryAfterMs(answer.retryAfter, now)
  const wait = (problem: 'overloaded' | 'server-error', said: string, halve: boolean): Action => ({
    do: 'wait',
    problem,
    said,
    halve,
    ...(afterMs === undefined ? {} : { afterMs }),
  })
  const said = saidOf(answer.text)
  const words = statusAnd(status, said.text)
  const strange: Action = { do: 'hold', problem: 'strange-answer', scope: 'target', said: words }
  switch (status) {
    case 204:
      return { do: 'acknowledge' }
    case 400:
    case 422:
      return refusal(answer.status, answer.isCut, answer.text) ?? strange
    case 401:
    case 403:
      return { do: 'hold', problem: 'unauthorised', scope: 'target', said: words }
    case 404:
      return missing(said.text, said.isInflux, dialect, words)
    case 413:
      return { do: 'smaller', status, said: said.text, isForGood: true }
    case 429:
    case 503:
      return wait('overloaded', words, false)
    case 500:
      if (/retention policy not found/i.test(said.text))
        return { do: 'hold', problem: 'no-retention', scope: 'tier', said: words }
      if (/\btimeout\b|timed out/i.test(said.text))
        return { do: 'smaller', status, said: said.text, isForGood: false }
      return wait('server-error', words, false)
    case 502:
    case 504:
      return wait('server-error', words, true)
    default:
      return strange
  }
}

const ABOUT_POINTS =
  /partial write|unable to parse|field type conflict|points? beyond retention|outside retention policy|parsing failed|invalid line protocol|line protocol parsing/i
/** The points are fine, the server has no room for their series: it can be given more. */
const LIMIT = /limit exceeded|max-(series|values)-per/i
const BEYOND = /beyond retention policy|outside retention policy/i
const DROPPED = /dropped=(\d{1,9})\b/
const QUOTE = /unable to parse '/

/** A 400 or 422 about the points; undefined where it is about something else. */
function refusal(status: number, isCut: boolean, text: string): Action | undefined {
  const { text: said, isInflux, lines } = saidOf(text)
  if (!isInflux || !ABOUT_POINTS.test(said)) return undefined
  // A quoted line may hold any of these words.
  const head = said.slice(0, QUOTE.exec(said)?.index ?? said.length)
  if (LIMIT.test(head))
    return { do: 'hold', problem: 'strange-answer', scope: 'frame', said: statusAnd(status, said) }
  const number = head === said ? DROPPED.exec(said)?.[1] : undefined
  const dropped = number === undefined ? {} : { dropped: Number(number) }
  if (BEYOND.test(head)) return { do: 'expire', status, said, ...dropped }
  if (lines.length > 0) return { do: 'bury', status, said, named: lines, isComplete: false }
  if (head !== said) {
    const isComplete = /^partial write/i.test(said) && !isCut
    return { do: 'bury', status, said, named: [], isComplete }
  }
  return { do: 'bisect', status, said, ...dropped }
}

function missing(text: string, isInflux: boolean, dialect: DialectName, said: string): Action {
  if (isInflux && /retention policy/i.test(text))
    return { do: 'hold', problem: 'no-retention', scope: 'tier', said }
  if (
    isInflux &&
    /(database|bucket|dbrp|mapping|organi[sz]ation).*(not found|not exist)/i.test(text)
  )
    // Of InfluxDB 2 and 3 each tier is a bucket or a database of its own.
    return {
      do: 'hold',
      problem: 'no-database',
      scope: dialect === '1' ? 'target' : 'tier',
      said,
    }
  return { do: 'hold', problem: 'wrong-dialect', scope: 'target', said }
}
