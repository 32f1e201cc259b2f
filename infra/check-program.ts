// What can be said of ronda.yaml without the program itself: its YAML, its secrets, its alerts, and what a stack contradicts.
import { isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { alertsSchema } from '../alerts/policy/config.ts'
import { grafanaSchema } from '../dashboards/config.ts'
import { messageOf } from '../fleet/error.ts'
import type { Problem } from '../fleet/problem.ts'
import { isSecretReference } from '../fleet/secret.ts'
import { valueWords } from '../fleet/value-words.ts'
import { TIERS } from '../store/schema/tiers.ts'
import { KEEP_DAYS, type KeepDays } from './plan/database-size.ts'
import { contradictions } from './worker/program.ts'

export interface CheckedProgram {
  readonly problems: readonly Problem[]
  /** Of the time series, as the file has them. */
  readonly keepDays: KeepDays
}

const MAX_ALIASES = 10
/** Sections whose schema is known here; of the others only the secrets are looked at. */
const SECTIONS: Readonly<Record<string, z.ZodType>> = {
  alerts: alertsSchema,
  grafana: grafanaSchema,
}
const SECRET_KEYS = new Set(['password', 'token', 'secret'])

/** All problems, by line. The worker reads the file whole when it starts, and `ronda doctor` says more. */
export function checkProgram(text: string, hasEstate: boolean, file: string): CheckedProgram {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors.map(({ message, pos }) => ({
    file,
    line: lines.linePos(pos[0]).line,
    what: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'no YAML',
    remedy: 'mend the YAML',
  }))
  if (broken.length > 0) return { problems: broken, keepDays: KEEP_DAYS }
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    const problem = { file, line: 0, what: messageOf(error), remedy: 'use fewer YAML aliases' }
    return { problems: [problem], keepDays: KEEP_DAYS }
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const found = contradictions(text, hasEstate, file)
  for (const [section, schema] of Object.entries(SECTIONS)) {
    const value = isSection(plain) ? plain[section] : undefined
    if (value === undefined) continue
    const issues =
      schema.safeParse(value, { error: (issue) => valueWords(issue)?.what, reportInput: true })
        .error?.issues ?? []
    for (const issue of issues) {
      const path = [section, ...issue.path]
      const [where, words] = [path.join('.'), valueWords(issue)]
      const remedy = words?.what === issue.message ? words.remedy : `mend ${where}`
      found.push({ file, line: lineOf(path), what: `${where}: ${issue.message}`, remedy })
    }
  }
  visit(document, {
    Pair(_, { key, value }, above) {
      const isKnown = above.length === 2 && isScalar(key) && String(key.value) in SECTIONS
      if (isKnown) return visit.SKIP
      if (!isScalar(key) || !SECRET_KEYS.has(String(key.value)) || !isScalar(value))
        return undefined
      if (typeof value.value === 'string' && isSecretReference(value.value)) return undefined
      const line = value.range ? lines.linePos(value.range[0]).line : 0
      const what = `${String(key.value)}: a secret stands here by reference, never itself`
      found.push({ file, line, what, remedy: 'write aws-sm:NAME and keep it in Secrets Manager' })
      return undefined
    },
  })
  return {
    problems: found.toSorted((a, b) => a.line - b.line),
    keepDays: keepDaysIn(plain),
  }
}

function keepDaysIn(plain: unknown): KeepDays {
  const influx = isSection(plain) ? plain['influx'] : undefined
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
