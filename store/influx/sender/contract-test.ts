// Writes one point to each tier and reads it back: the only proof that a database keeps what it takes, in the right unit
// of time, under the right name, and that its clock is ours.
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { literal } from '../../schema/influxql-text.ts'
import { TIERS, type Tier } from '../../schema/tiers.ts'
import type { Precision } from '../../spool/spool.ts'
import type { Dialect } from '../dialect.ts'
import { isOtherVersion } from '../dialects/server-version.ts'
import { lineOfPoint } from '../lines/point-line.ts'
import type { Found, Problem, ProblemCode } from '../problem.ts'
import type { InfluxTarget } from '../target.ts'
import { DELAYS } from './backoff.ts'
import { type Action, classify } from './classify.ts'
import { aboutOf, valuesOf } from './condition.ts'
import { type Answer, type Exchange, httpExchange } from './exchange.ts'
import { bodyOf } from './frame-lines.ts'
import { saidOf, statusAnd } from './said.ts'

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
  readonly found?: Found
  /** The tier whose bucket or database it is about. */
  readonly tier?: Tier
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

/** The first problem, undefined where all is well. Takes eleven requests (sixteen where writing makes databases), each at most the target's `timeoutMs`. Never throws. */
export async function contractTest(
  target: InfluxTarget,
  dialect: Dialect,
  options: ContractOptions,
): Promise<Problem | undefined> {
  const { whole, tiers } = await contractFaults(target, dialect, options)
  const [tier, ofTier] = [...tiers][0] ?? []
  const fault = whole ?? ofTier
  if (fault === undefined) return undefined
  const since = (options.now ?? Date.now)()
  const about = aboutOf(fault, whole === undefined ? tier : fault.tier)
  return { code: fault.code, values: valuesOf(target, about), since }
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
    const trial = { target, dialect, exchange, options }
    const other = await versionFault(trial)
    if (other !== undefined) return { whole: other, tiers }
    for (const tier of TIERS) {
      const fault = await tierFault(tier, trial)
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

/** Asked before anything is written: InfluxDB 3 would make a database at the first write of any dialect. */
async function versionFault(trial: Trial): Promise<Fault | undefined> {
  const { target, dialect, exchange, options } = trial
  const answer = await exchange.ask(dialect.ping)
  if ('lost' in answer) return writeFault(answer, trial, (options.now ?? Date.now)())
  const { version } = answer
  if (version === undefined || !isOtherVersion(version, target.dialect)) return undefined
  return { code: 'wrong-dialect', said: '', found: { why: 'other-version', version } }
}

type TierFault = Fault & { readonly isOfTier?: boolean }

async function tierFault(tier: Tier, trial: Trial): Promise<TierFault | undefined> {
  const { dialect, exchange, options } = trial
  const now = options.now ?? Date.now
  const at = Math.floor(now() / 1000) * 1000
  const n = randomInt(MOST_NUMBER)
  const q = `SELECT n FROM selftest WHERE host = ${literal(options.host)} AND time = ${at}ms`
  if (dialect.makesByWriting) {
    const absent = readFault(await exchange.ask(dialect.query(tier, q)), trial, { n, at }, now())
    // All waits for it: the next frame of a tier that is held alone would make its database, without a retention.
    if (absent?.code === 'no-database') return { ...absent, tier, isOfTier: false }
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
  return { code: 'clock', said: '', found: { seconds } }
}

function writeFault(answer: Answer, { target }: Trial, now: number): TierFault | undefined {
  const action = classify(answer, target.dialect, now)
  switch (action.do) {
    case 'acknowledge':
      return undefined
    case 'wait':
      return faultBy(action)
    case 'hold':
      return { ...faultBy(action), isOfTier: action.scope !== 'target' }
    case 'bury':
    case 'bisect':
    case 'expire':
    case 'smaller':
      return { code: 'not-kept', said: statusAnd(action.status, action.said) }
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
    if (action.do === 'wait') return faultBy(action)
    if (action.do === 'hold') return { ...faultBy(action), isOfTier: action.scope !== 'target' }
    const said = 'lost' in answer ? '' : statusAnd(answer.status, saidOf(answer.text).text)
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
  if (result.rows.length === 0)
    return { code: 'not-kept', said: '', found: { why: 'nothing-back' } }
  return { code: 'not-kept', said: JSON.stringify(result.rows), found: { why: 'other-back' } }
}

function faultBy({ problem, said, found }: Extract<Action, { do: 'wait' | 'hold' }>): Fault {
  return { code: problem, said, ...(found && { found }) }
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
