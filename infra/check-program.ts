// What the stack itself wants of ronda.yaml: the city that it names, how long it keeps, and what cannot hold on a worker.
import { dirname, isAbsolute, join } from 'node:path'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../fleet/problem.ts'
import { TIERS } from '../store/schema/tiers.ts'
import { KEEP_DAYS, type KeepDays } from './plan/database-size.ts'
import { contradictions } from './worker/program.ts'

export interface ReadProgram {
  /** What is no YAML, and what follows from its being deployed; the program tells the rest (ask-program.ts). */
  readonly problems: readonly Problem[]
  /** Of the time series, as the file has them. */
  readonly keepDays: KeepDays
  /** Folder of the estate that the file names, beside which it lies. */
  readonly estate?: { readonly folder: string; readonly line: number }
  /** Of the synthetic city. */
  readonly seed?: number
}

const MAX_ALIASES = 10

/** `hasEstate`: the stack is told a folder of an estate. `file`: as problems name it. */
export function readProgram(text: string, hasEstate: boolean, file: string): ReadProgram {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const nothing = { problems: [], keepDays: KEEP_DAYS }
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      file,
      line: lines.linePos(pos[0]).line,
      what: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'no YAML',
      remedy: 'mend the YAML',
    }))
    return { ...nothing, problems }
  }
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch {
    return nothing
  }
  if (!isSection(plain)) return nothing
  const { estate: named, synthetic } = plain
  const node = document.getIn(['estate'], true)
  const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 0
  const seed = isSection(synthetic) ? synthetic['seed'] : undefined
  return {
    problems: contradictions(text, hasEstate, file),
    keepDays: keepDaysIn(plain['influx']),
    ...(typeof named === 'string' && named !== ''
      ? { estate: { folder: isAbsolute(named) ? named : join(dirname(file), named), line } }
      : {}),
    ...(Number.isSafeInteger(seed) ? { seed: seed as number } : {}),
  }
}

function keepDaysIn(influx: unknown): KeepDays {
  const days = isSection(influx) ? influx['keepDays'] : undefined
  if (!isSection(days)) return KEEP_DAYS
  const given = TIERS.flatMap((tier) => {
    const value = days[tier]
    return typeof value === 'number' && value > 0 ? [[tier, value] as const] : []
  })
  return { ...KEEP_DAYS, ...Object.fromEntries(given) }
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
