// Writes one point to each tier and reads it back: the only proof that a database keeps what it takes, in the right unit
// of time, under the right name, and that its clock is ours.
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { TIERS, type Tier } from '../../schema/tiers.ts'
import type { Precision } from '../../spool/spool.ts'
import type { Dialect } from '../dialect.ts'
import { lineOfPoint } from '../lines/point-line.ts'
import type { Problem, ProblemCode } from '../problem.ts'
import type { InfluxTarget } from '../target.ts'
import { DELAYS } from './backoff.ts'
import { classify } from './classify.ts'
import { type Answer, type Exchange, httpExchange } from './exchange.ts'
import { bodyOf } from './frame-lines.ts'
import { printable, saidOf } from './said.ts'

/** Between its clock and ours: beyond that points go where nobody looks, or are refused as too old. */
export const MOST_SKEW_MS = 600_000

export interface ContractOptions {
  /** Name of the machine: the tag of the test's points. */
  readonly host: string
  /** Epoch milliseconds; default Date.now. */
  readonly now?: () => number
  /** Default: connections of its own, closed at the end. */
  readonly exchange?: Exchange
  /** Between two attempts to read a point back. Default 200 ms. */
  readonly readBackMs?: number
}

/** A problem, the server's words still as it said them. */
export interface Fault {
  readonly code: ProblemCode
  readonly said: string
  readonly seconds?: number
}

export interface ContractFaults {
  /** Of the whole database; absent where there is none. */
  readonly whole?: Fault
  /** Of single tiers. */
  readonly tiers: ReadonlyMap<Tier, Fault>
}

const READ_TRIES = 4
const MOST_NUMBER = 2 ** 31
/** Lines of people and events have nanoseconds, all others seconds. */
const PRECISIONS: Readonly<Record<Tier, Precision>> = {
  raw: 's',
  m1: 's',
  h1: 's',
  d1: 's',
  ev: 'ns',
}
const NS_DIGITS = 9

/** The first problem, undefined where all is well. Takes ten requests (fifteen where writing makes databases), each at most the target's `timeoutMs`. Never throws. */
export async function contractTest(
  target: InfluxTarget,
  dialect: Dialect,
  options: ContractOptions,
): Promise<Problem | undefined> {
  const { whole, tiers } = await contractFaults(target, dialect, options)
  const [tier, ofTier] = [...tiers][0] ?? []
  const fault = whole ?? ofTier
  if (fault === undefined) return undefined
  const { url, database } = target
  const since = (options.now ?? Date.now)()
  const values = {
    url,
    database,
    said: printable(fault.said, target),
    ...(whole === undefined && tier !== undefined ? { tier } : {}),
    ...(fault.seconds === undefined ? {} : { seconds: fault.seconds }),
  }
  return { code: fault.code, values, since }
}

/** As `contractTest`, every tier by itself, for the sender. */
export async function contractFaults(
  target: InfluxTarget,
  dialect: Dialect,
  options: ContractOptions,
): Promise<ContractFaults> {
  const exchange = options.exchange ?? httpExchange(target)
  const tiers = new Map<Tier, Fault>()
  try {
    for (const tier of TIERS) {
      const fault = await tierFault(tier, { target, dialect, exchange, options })
      if (fault === undefined) continue
      if (!fault.isOfTier) return { whole: fault, tiers: new Map() }
      tiers.set(tier, fault)
    }
    return { tiers }
  } finally {
    if (options.exchange === undefined) exchange.close()
  }
}

interface Trial {
  readonly target: InfluxTarget
  readonly dialect: Dialect
  readonly exchange: Exchange
  readonly options: ContractOptions
}

type TierFault = Fault & { readonly isOfTier?: boolean }

async function tierFault(tier: Tier, trial: Trial): Promise<TierFault | undefined> {
  const { dialect, exchange, options } = trial
  const now = options.now ?? Date.now
  const at = Math.floor(now() / 1000) * 1000
  const n = randomInt(MOST_NUMBER)
  const q = `SELECT n FROM selftest WHERE host = ${quoted(options.host)} AND time = ${at}ms`
  if (dialect.makesByWriting) {
    const absent = readFault(await exchange.ask(dialect.query(tier, q)), trial, { n, at }, now())
    // All waits for it: the next frame of a tier that is held alone would make its database, without a retention.
    if (absent?.code === 'no-database') return { ...absent, isOfTier: false }
  }
  const precision = PRECISIONS[tier]
  const tags = { host: options.host }
  const line = lineOfPoint({ measurement: 'selftest', tags, fields: { n }, at }, tier) ?? ''
  const sent = precision === 'ns' ? line : line.slice(0, -NS_DIGITS)
  const answer = await exchange.ask(dialect.write(tier, precision), bodyOf([sent]))
  const fault = clockFault(answer, now()) ?? writeFault(answer, trial, now())
  if (fault !== undefined) return fault
  for (let tries = 1; ; tries++) {
    const read = readFault(await exchange.ask(dialect.query(tier, q)), trial, { n, at }, now())
    if (read?.code !== 'not-kept' || tries === READ_TRIES) return read
    await wait(options.readBackMs ?? DELAYS.readBackMs)
  }
}

/** The server's clock by its header Date. */
export function clockFault(answer: Answer, now: number): Fault | undefined {
  const skewMs = 'lost' in answer || answer.dateMs === undefined ? 0 : answer.dateMs - now
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return undefined
  const seconds = Math.round(skewMs / 1000)
  return { code: 'clock', said: `its clock is ${seconds} s before ours`, seconds }
}

function writeFault(answer: Answer, { target }: Trial, now: number): TierFault | undefined {
  const action = classify(answer, target.dialect, now)
  switch (action.do) {
    case 'acknowledge':
      return undefined
    case 'wait':
      return { code: action.problem, said: action.said }
    case 'hold':
      return { code: action.problem, said: action.said, isOfTier: action.scope !== 'target' }
    case 'bury':
    case 'bisect':
    case 'expire':
    case 'smaller':
      return { code: 'not-kept', said: `${action.status} ${action.said}` }
  }
}

function readFault(
  answer: Answer,
  { target }: Trial,
  wanted: { readonly n: number; readonly at: number },
  now: number,
): TierFault | undefined {
  if ('lost' in answer || answer.status !== 200) {
    const action = classify(answer, target.dialect, now)
    if (action.do === 'wait') return { code: action.problem, said: action.said }
    if (action.do === 'hold')
      return { code: action.problem, said: action.said, isOfTier: action.scope !== 'target' }
    const said = 'lost' in answer ? answer.why : `${answer.status} ${saidOf(answer.text).text}`
    return { code: 'strange-answer', said }
  }
  const result = resultOf(answer.text)
  if (result === undefined) return { code: 'wrong-dialect', said: answer.text }
  if (result.error !== undefined) {
    const code = missingBy(result.error)
    return { code, said: result.error, isOfTier: code !== 'not-kept' }
  }
  const isThere = result.rows.some(
    (row) => row[result.columns.indexOf('n')] === wanted.n && row[0] === wanted.at,
  )
  if (isThere) return undefined
  const said = `it took ${wanted.n} and gives ${JSON.stringify(result.rows)}`
  return { code: 'not-kept', said }
}

function missingBy(error: string): ProblemCode {
  if (/retention policy/i.test(error)) return 'no-retention'
  return /(database|bucket|mapping).*not found/i.test(error) ? 'no-database' : 'not-kept'
}

interface Rows {
  readonly error?: string
  readonly columns: readonly unknown[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Of the first statement; undefined where it is no answer of InfluxQL. */
function resultOf(text: string): Rows | undefined {
  try {
    const { results } = JSON.parse(text) as {
      results?: readonly {
        error?: unknown
        series?: readonly { columns?: unknown; values?: unknown }[]
      }[]
    }
    const first = results?.[0]
    if (first === undefined) return undefined
    if (typeof first.error === 'string') return { error: first.error, columns: [], rows: [] }
    const { columns, values } = first.series?.[0] ?? {}
    return {
      columns: Array.isArray(columns) ? columns : [],
      rows: Array.isArray(values) ? values.filter((row) => Array.isArray(row)) : [],
    }
  } catch {
    return undefined
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
