// Asks an influxd every query several times and says how long each took, and what went wrong.
import { median } from '../../../bench/median.ts'
import type { Influxd, QueryResult } from '../../rigs/influxd.ts'
import type { ReadyQuery } from './queries.ts'

export interface Asked {
  readonly of: string
  readonly pass: string
  readonly ql: string
  /** Milliseconds, the median of the rounds after the first. */
  readonly ms: number
  readonly rows: number
  readonly error?: string
}

/** The first round warms and its times do not count, unless it is the only one (`rounds` 0). */
export async function askAll(
  influxd: Pick<Influxd, 'query'>,
  queries: readonly ReadyQuery[],
  rounds: number,
): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const { of, pass, ql } of queries) {
    const times: number[] = []
    let answer: QueryResult | undefined
    for (let round = 0; round <= rounds; round++) {
      const begun = performance.now()
      ;[answer] = await influxd.query(ql, 'ronda')
      if (round > 0 || rounds === 0) times.push(performance.now() - begun)
    }
    const rows = (answer?.series ?? []).reduce((sum, { values }) => sum + values.length, 0)
    asked.push({
      of,
      pass,
      ql,
      ms: median(times),
      rows,
      ...(answer?.error ? { error: answer.error } : {}),
    })
  }
  return asked
}

/**
 * What must not be: errors, and nothing where the city has data: for every pass of a query. A value chosen of each variable
 * may have nothing of a kind (a camera has no round trips), so one pass that gives something is enough.
 */
export function faultsOf(asked: readonly Asked[]): string[] {
  const failed = asked.flatMap(({ of, pass, ql, error }) =>
    error === undefined ? [] : [`${of} (${pass}): ${error}: ${ql}`],
  )
  const filled = new Set(asked.filter(({ rows }) => rows > 0).map(({ of }) => of))
  const empty = asked.filter(({ of }) => !filled.has(of))
  const first = new Map(empty.map((one) => [one.of, one]))
  return [...failed, ...[...first.values()].map(({ of, ql }) => `${of}: nothing: ${ql}`)]
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
