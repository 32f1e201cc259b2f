// What a database answers to InfluxQL: checked, bounded, as plain records.
import { z } from 'zod'
import type { InfluxTarget } from '../target.ts'
import { askOrThrow, type Question } from './ask.ts'
import { InfluxError } from './influx-error.ts'

/** Columns by name; times are epoch milliseconds. Tags of a GROUP BY stand among them, `measurement` names the series. */
export type QueryRow = Readonly<Record<string, string | number | boolean | null>>

/** More would be a question that nobody meant. */
const MOST_ROWS = 100_000

const answerSchema = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            name: z.string().default(''),
            tags: z.record(z.string(), z.string()).default({}),
            columns: z.array(z.string()).max(1000),
            values: z
              .array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])))
              .default([]),
          }),
        )
        .default([]),
    }),
  ),
})

/**
 * Rows of all series of all statements. Throws InfluxError for what the server refuses, `strange-answer` for what is no
 * answer to a query, or more than 100,000 rows.
 */
export async function rowsOf(
  target: InfluxTarget,
  question: Question,
): Promise<readonly QueryRow[]> {
  const { text } = await askOrThrow(target, question)
  const rows: QueryRow[] = []
  for (const { error, series } of parse(target, text).results) {
    if (error !== undefined) throw errorOf(target, error)
    for (const { name, tags, columns, values } of series) {
      if (rows.length + values.length > MOST_ROWS) {
        throw new InfluxError(target, 'strange-answer', `more than ${MOST_ROWS} rows`)
      }
      for (const row of values) {
        const cells = columns.map((column, i) => [column, row[i] ?? null] as const)
        rows.push({ measurement: name, ...tags, ...Object.fromEntries(cells) })
      }
    }
  }
  return rows
}

function parse(target: InfluxTarget, text: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text))
  } catch (cause) {
    const said = `no answer to a query: ${text.slice(0, 100)}`
    throw new InfluxError(target, 'strange-answer', said, { cause })
  }
}

/** A statement that failed is told with status 200. */
export function errorOf(target: InfluxTarget, error: string): InfluxError {
  const code = /not authorized|authorization|privilege/i.test(error)
    ? 'unauthorised'
    : /retention policy not found/i.test(error)
      ? 'no-retention'
      : /database not found/i.test(error)
        ? 'no-database'
        : 'strange-answer'
  return new InfluxError(target, code, error)
}
