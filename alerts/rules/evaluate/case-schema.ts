// The keys of a file of rule cases, as people write them; what they name is checked in case-file.ts.
import { z } from 'zod'
import { id, list, text, word } from '../../policy/fields.ts'
import { DELIVERIES } from '../config.ts'
import { CASE_KINDS } from './rule-case.ts'

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const DAY_MS = 86_400_000
const LONGEST_MS = 7 * DAY_MS
const EARLIEST_MS = -60 * DAY_MS
const MOST_CASES = 500
const MOST_SERIES = 2000
const MOST_EXPECTED = 500
const MOST_ALERTS = 1000
const DEFAULT_BEGIN = '2026-03-02T00:00:00Z'

const issue = (message: string, remedy: string) =>
  ({ code: 'custom', message, params: { remedy } }) as const

/** `1h30m` to milliseconds. */
const span = (leastMs: number, mostMs: number) =>
  text.transform((written, context) => {
    const ms = spanMs(written)
    if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms
    const range = `from ${days(leastMs)} to ${days(mostMs)}`
    context.issues.push({
      ...issue(`bad time "${written.slice(0, 40)}"`, `write it as 90s, 5m, 1h30m or 2d, ${range}`),
      input: written,
    })
    return z.NEVER
  })

function spanMs(written: string): number | undefined {
  const match = /^(-?)((?:\d{1,7}[smhd])+|0)$/.exec(written)
  if (match === null) return undefined
  let ms = 0
  for (const [, count, unit] of written.matchAll(/(\d+)([smhd])/g)) {
    ms += Number(count) * UNITS[unit as keyof typeof UNITS]
  }
  return match[1] === '-' ? -ms : ms
}

function days(ms: number): string {
  return ms === 0 ? '0s' : ms % DAY_MS === 0 ? `${ms / DAY_MS}d` : `${ms / 1000}s`
}

const moment = text.transform((written, context) => {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(written)
    ? Date.parse(written)
    : Number.NaN
  if (at >= 0 && at % 60_000 === 0) return at
  context.issues.push({
    ...issue(`bad time "${written.slice(0, 40)}"`, `write a whole minute: ${DEFAULT_BEGIN}`),
    input: written,
  })
  return z.NEVER
})

const offset = span(0, LONGEST_MS)
/** Tags and labels are text; a number or a truth that YAML reads is taken as it stands there. */
const plainText = z.union([z.string().max(500), z.number(), z.boolean()]).transform(String)
const labels = z.record(z.string().max(100), plainText)

const series = z.strictObject({
  measurement: text,
  tier: text.optional(),
  tags: labels.default({}),
  every: span(1000, 30 * DAY_MS).optional(),
  from: span(EARLIEST_MS, LONGEST_MS).default(0),
  /** As text: what YAML takes for a number may stand for something else here (cli/alerts-test/case-yaml.ts). */
  fields: z.record(z.string(), z.string()),
})

const silent = z.strictObject({ silent: z.strictObject({ from: offset, until: offset }) })

const expectation = z.strictObject({
  at: offset.optional(),
  from: offset.optional(),
  until: offset.optional(),
  firing: z
    .array(labels, { error: 'must be a list of labels: [{cause: a}], or []' })
    .max(MOST_ALERTS),
})

/** Each read by itself: what is wrong with one hides nothing of the others. */
export const caseSchema = z.strictObject({
  name: text,
  kind: word(CASE_KINDS),
  begin: moment.prefault(DEFAULT_BEGIN),
  settings: z.record(z.string(), z.unknown()).default({}),
  delivery: word(DELIVERIES).optional(),
  until: offset.optional(),
  series: z.array(series).max(MOST_SERIES).default([]),
  database: z.array(silent).max(100).default([]),
  expect: z.array(expectation).min(1, 'must not be empty').max(MOST_EXPECTED),
})

export const caseFileSchema = z.strictObject({
  rule: id.optional(),
  rules: list(id).optional(),
  cases: z.array(z.unknown()).min(1, 'must not be empty').max(MOST_CASES),
})

export type WrittenFile = z.output<typeof caseFileSchema>
export type WrittenCase = z.output<typeof caseSchema>
export type WrittenSeries = WrittenCase['series'][number]

const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(caseFileSchema.shape),
  cases: Object.keys(caseSchema.shape),
  'cases.series': Object.keys(series.shape),
  'cases.database': Object.keys(silent.shape),
  'cases.database.silent': ['from', 'until'],
  'cases.expect': Object.keys(expectation.shape),
}

/** Keys that may stand at a place, for "did you mean". */
export function caseKeys(path: readonly PropertyKey[]): readonly string[] {
  return KEYS[path.filter((key) => typeof key === 'string').join('.')] ?? []
}
