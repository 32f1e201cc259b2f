// Looks at the databases of time series: is it one, of which version, does it keep what it takes, and for how long.
import { hostname } from 'node:os'
import type { Dialect, InitStep } from '../../store/influx/dialect.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { type FoundProblem, InfluxError } from '../../store/influx/dialects/influx-error.ts'
import { type ServerFound, serverOf } from '../../store/influx/dialects/server-of.ts'
import { contractTest } from '../../store/influx/sender/contract-test.ts'
import type { InfluxTarget, KeepDays } from '../../store/influx/target.ts'
import { seriesProblemText } from '../../texts/series.ts'
import type { Config } from '../config.ts'
import { influxOf, isLoginInClear } from '../run/influx.ts'
import { findRunning } from '../running.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import { spool } from './spool.ts'

/** A doctor does not wait as long as the program may. */
const MOST_MS = 5_000

/** Throws what `ronda run` would throw for secrets and certificates. Writes a point of `selftest` to each tier. */
export async function influx(config: Config): Promise<readonly Finding[]> {
  const settings = influxOf(config)
  if (settings === undefined) {
    return [ok('influx', 'no time series database: history stays in the local store')]
  }
  const { targets, keepDays } = settings
  const isRunning = findRunning(config.data) !== undefined
  const found = await Promise.all(targets.map((target) => examine(target, keepDays)))
  return [...spool(settings, isRunning), ...found.flat()]
}

async function examine(target: InfluxTarget, keep: KeepDays): Promise<readonly Finding[]> {
  const what = `influx ${target.name}`
  const quick = { ...target, timeoutMs: Math.min(target.timeoutMs, MOST_MS) }
  const inClear = isLoginInClear(target) ? [clearText(what, target)] : []
  try {
    const server = await serverOf(quick)
    const dialect = createDialect(quick)
    const steps = await stepsOf(dialect, keep)
    // Before anything is written, which may make what is missing.
    const missing = steps?.find((step) => step.did === 'would-make')
    if (missing !== undefined) return [failed(what, target, lack(target, missing)), ...inClear]
    if (steps !== undefined || !dialect.makesByWriting) {
      const problem = await contractTest(quick, dialect, { host: hostname() })
      if (problem !== undefined) return [failed(what, target, problem), ...inClear]
    }
    return [kept(what, { target, dialect, keep, server, steps }), ...inClear]
  } catch (error) {
    if (!(error instanceof InfluxError)) throw error
    return [failed(what, target, error.problem), ...inClear]
  }
}

/** A dry run of `ronda store init`; undefined where it takes rights that this login has not. */
async function stepsOf(dialect: Dialect, keep: KeepDays): Promise<readonly InitStep[] | undefined> {
  try {
    return await dialect.init(keep, { dryRun: true })
  } catch (error) {
    if (error instanceof InfluxError && error.problem.code === 'unauthorised') return undefined
    throw error
  }
}

/** `what` of a step ends with the name of what is missing. */
function lack({ url, database }: InfluxTarget, { what }: InitStep): FoundProblem {
  const name = what.slice(what.lastIndexOf(' ') + 1)
  return what.startsWith('retention policy')
    ? { code: 'no-retention', values: { url, database, tier: name } }
    : { code: 'no-database', values: { url, database: name } }
}

function failed(what: string, { name }: InfluxTarget, { code, values }: FoundProblem): Finding {
  const text = seriesProblemText('en', { code, values: { ...values, name } })
  return fail(what, text.what, text.remedy)
}

function clearText(what: string, { url }: InfluxTarget): Finding {
  return warn(
    what,
    `user and password, or token, go to ${url} in clear text: anybody on the way can read them`,
    'use https there (InfluxDB: https-enabled, or a proxy in front), and caFile for a certificate of your own',
  )
}

interface Kept {
  readonly target: InfluxTarget
  readonly dialect: Dialect
  readonly keep: KeepDays
  readonly server: ServerFound
  readonly steps: readonly InitStep[] | undefined
}

function kept(what: string, { target, dialect, keep, server, steps }: Kept): Finding {
  const is = `${target.url}, InfluxDB ${server.version ?? target.dialect}`
  if (steps === undefined) {
    const tried = dialect.makesByWriting ? 'it answers' : 'writes and reads back'
    return ok(what, `${is}, ${tried}; for how long it keeps may not be looked at with this login`)
  }
  const others = steps.filter((step) => step.did === 'would-change')
  if (others.length === 0) {
    const days = Object.entries(keep).map(([tier, count]) => `${tier} ${count} d`)
    return ok(what, `${is}, writes and reads back; keeps ${days.join(', ')}`)
  }
  const list = others.map((step) => `${step.what} ${step.detail}`).join('; ')
  const seen = `${is}, writes and reads back; not as ronda.yaml wants it, to be changed: ${list}`
  return warn(what, seen, target.dialect === '3' ? FIXED_REMEDY : 'ronda store init changes that')
}

const FIXED_REMEDY =
  'InfluxDB 3 Core fixes a retention when a database is made: set keepDays to what is there, or take another name as database'
