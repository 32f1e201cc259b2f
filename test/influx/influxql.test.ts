// Built queries, and those that docs/series.md shows, on a real InfluxDB: answers, and nobody's text becomes a query.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import { escapeTag } from '../../store/influx/lines/escape.ts'
import { type Condition, selectFrom, series, tagValues } from '../../store/schema/influxql.ts'
import { identifier, literal } from '../../store/schema/influxql-text.ts'
import type { Point } from '../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'
import { TIERS } from '../../store/schema/tiers.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { type Influxd, type QueryResult, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const PAGE = readFileSync(new URL('../../docs/series.md', import.meta.url), 'utf8')
const EXAMPLES = [...PAGE.matchAll(/```sql\n([^`]*)```/g)].map(([, q]) => q as string)
const MINUTE_MS = 60_000
const NOW = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
const PLACE = { kec: 'genuk', kel: 'genuksari' }
const ESTATE: readonly SeriesTarget[] = [
  { id: 'UPL-0001', kind: 'uplink', ...PLACE, isp: 'isp a', pinged: true },
  { id: 'NVR-0001', kind: 'nvr', ...PLACE, pinged: true },
]

describeWithRigs('InfluxQL on influxd', ['influxd'], () => {
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd()
    await influxd.query('CREATE DATABASE ronda')
    for (const tier of TIERS) {
      await influxd.query(`CREATE RETENTION POLICY "${tier}" ON "ronda" DURATION INF REPLICATION 1`)
    }
    await write(createEncoder(ESTATE).spanFrames(minute()))
    await write(createEncoder(ESTATE).spanFrames({ ...minute(), tier: 'h1' }))
    const encoder = createEncoder([])
    await write(encoder.pointFrames({ tier: 'raw', worth: 'raw', points: nowPoints() }))
    await write(encoder.pointFrames({ tier: 'ev', worth: 'state', points: events() }))
  })
  afterAll(() => influxd.close())

  test.each(EXAMPLES)('the page: %s', async (q) => {
    const [answer] = await influxd.query(q, 'ronda')
    expect(answer?.error).toBeUndefined()
    const rows = answer?.series?.flatMap(({ values }) => values) ?? []
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row.slice(1)).not.toContain(null)
  })

  test('built queries give what was written', async () => {
    const loss = selectFrom(
      series('uplink', 'm1'),
      ({ sum, mean, max }) => ({
        'loss %': sum('lost').over(sum('sent')).times(100),
        ms: mean('rtt_dms').over(10),
        most: max('rtt_max_dms').minus(1).plus(2),
      }),
      {
        where: [
          { tag: 'isp', is: 'isp a' },
          { tag: 'kec', isNot: '' },
        ],
        time: { fromMs: NOW - 10 * MINUTE_MS, toMs: NOW + 1 },
        by: ['kel'],
      },
    )
    const [answer] = await influxd.query(loss.ql, 'ronda')
    expect(answer?.series?.[0]).toMatchObject({
      columns: ['time', 'loss %', 'ms', 'most'],
      tags: { kel: 'genuksari' },
      values: [[expect.any(Number), 25, 12.3, 201]],
    })
    const newest = selectFrom(series('fleet', 'raw'), ({ last }) => ({ n: last('down') }), {
      time: { lastMs: 5 * MINUTE_MS },
      by: ['kec', 'kind'],
    })
    const total = selectFrom(newest, ({ sum }) => ({ n: sum('n') }))
    expect(rowsOf(await influxd.query(total.ql, 'ronda'))).toEqual([[0, 5]])
    const days = selectFrom(series('sla', 'h1'), ({ sum }) => ({ up: sum('up_s') }), {
      where: [{ field: 'span_s', sign: '>', value: 0 }],
      time: { lastMs: 3_600_000 },
      everyMs: 86_400_000,
      fill: 0,
      newestFirst: true,
      limit: 1,
      timezone: 'Asia/Jakarta',
    })
    expect(rowsOf(await influxd.query(days.ql, 'ronda'))).toHaveLength(1)
    const worst = selectFrom(series('worst', 'raw'), ({ top, field }) => ({
      loss: top('loss_ppm', 1),
      id: field('id'),
    }))
    expect(rowsOf(await influxd.query(worst.ql, 'ronda'))[0]?.slice(1)).toEqual([9_000, 'UPL-0001'])
    const all = selectFrom(series('uplink', 'm1'), (of) => ({
      a: of.count('sent'),
      b: of.median('sent'),
      c: of.spread('sent'),
      d: of.first('sent'),
      e: of.percentile('sent', 99.5),
    }))
    expect(rowsOf(await influxd.query(all.ql, 'ronda'))[0]?.slice(1)).toEqual([1, 4, 0, 4, 4])
  })

  test('the values of a tag, narrowed', async () => {
    const where = [{ tag: 'kec', is: 'genuk' }] as const
    const narrowed = tagValues(series('uplink', 'm1'), 'kel', where)
    expect(rowsOf(await influxd.query(narrowed, 'ronda'))).toEqual([['kel', 'genuksari']])
    const none = tagValues(series('uplink', 'm1', { qualified: false }), 'kel', [
      { tag: 'kec', is: "x' OR 'a' = 'a" },
    ])
    expect(rowsOf(await influxd.query(none, 'ronda'))).toEqual([])
  })

  test('any text is found as itself and as nothing else, in one request', async () => {
    const text = fc.string({
      unit: fc.constantFrom(...'\'"\\\n\t ;-,=/$ab', '😀', 'ü', '\u2028'),
      minLength: 1,
      maxLength: 12,
    })
    const names = [...new Set(fc.sample(text, 250).map((name) => name.replace(/[\n\t]/g, ' ')))]
      // A tag keeps no backslash before what has a meaning: those are not found as they were.
      .filter((name) => !/\\(?:[\\,= ]|$)/.test(name))
    const lines = names.map((name, i) => `found,kec=${escapeTag(name)} n=${i}i 1790000000`)
    await write([createEncoder([]).lineFrame('raw', 's', lines) as NewFrame])
    const queries = names.map(
      (name) =>
        `SELECT "n" AS ${identifier(name)} FROM "raw"."found" WHERE "kec" = ${literal(name)}`,
    )
    const answers = await influxd.query(queries.join(';'), 'ronda')
    expect(answers).toHaveLength(names.length)
    names.forEach((name, i) => {
      expect(answers[i]?.series?.[0]?.columns).toEqual(['time', name])
      expect(answers[i]?.series?.[0]?.values).toEqual([[1_790_000_000_000, i]])
    })
  })

  test('hostile text matches nothing and drops nothing', async () => {
    const hostile = ["x'; DROP DATABASE ronda; --", '" OR 1 = 1', "\\' OR 'a' = 'a", "'\n;"]
    for (const is of hostile) {
      const where: Condition<never, 'kec'>[] = [{ tag: 'kec', is }]
      const { ql } = selectFrom(series('nvr', 'm1'), ({ count }) => ({ [is]: count('sent') }), {
        where,
      })
      const answers = await influxd.query(ql, 'ronda')
      expect(answers).toEqual([{ statement_id: 0 }])
    }
    expect(rowsOf(await influxd.query('SHOW DATABASES'))).toContainEqual(['ronda'])
  })

  async function write(frames: readonly NewFrame[]): Promise<void> {
    for (const { tier, precision, body } of frames) {
      const path = `/write?db=ronda&rp=${tier}&precision=${precision}`
      const headers = { 'content-encoding': 'gzip' }
      const answer = await fetch(`${influxd.url}${path}`, { method: 'POST', headers, body })
      expect([answer.status, await answer.text()]).toEqual([204, ''])
    }
  }
})

function rowsOf(answers: readonly QueryResult[]) {
  return answers.flatMap((answer) => {
    expect(answer.error).toBeUndefined()
    return answer.series?.flatMap(({ values }) => values) ?? []
  })
}

function minute() {
  return {
    tier: 'm1',
    from: NOW - MINUTE_MS,
    to: NOW,
    sent: Uint32Array.of(4, 6),
    lost: Uint32Array.of(1, 0),
    rttMin: Uint16Array.of(110, 10),
    rttAvg: Uint16Array.of(123, 20),
    rttMax: Uint16Array.of(200, 30),
    availableMs: Uint32Array.of(50_000, 60_000),
    unavailableMs: Uint32Array.of(5_000, 0),
  } as const
}

function nowPoints(): Point[] {
  const at = Date.now()
  const counts = { total: 9, up: 1, degraded: 0, unreachable: 1, unknown: 0 }
  const fleet = (kind: string, down: number): Point<'fleet'> => ({
    measurement: 'fleet',
    tags: { kec: 'genuk', kind },
    fields: { ...counts, down, maintenance: 0, suspended: 0 },
    at,
  })
  const down: Point<'down'> = {
    measurement: 'down',
    tags: { kec: 'genuk', kind: 'uplink' },
    fields: { id: 'UPL-0001', code: 2, reason: 'all-lost', cause: 'UPL-0001', since_ms: at },
    at,
  }
  const worst: Point<'worst'> = {
    measurement: 'worst',
    tags: { kind: 'uplink', by: 'loss' },
    fields: { rank: 1, id: 'UPL-0001', isp: 'isp a', loss_ppm: 9_000, rtt_dms: 123 },
    at,
  }
  return [fleet('uplink', 2), fleet('nvr', 3), down, worst]
}

function events(): Point[] {
  const at = Date.now() - MINUTE_MS
  const state: Point<'state'> = {
    measurement: 'state',
    tags: { id: 'UPL-0001', kind: 'uplink', ...PLACE },
    fields: { code: 3, prev: 0, reason: 'parent-down', cause: 'NODE-1' },
    at,
  }
  const incident: Point<'incident'> = {
    measurement: 'incident',
    tags: { kec: 'genuk', kind: 'node' },
    fields: { inc: 'inc-1', what: 'opened', cause: 'NODE-1', affected: 7 },
    at,
  }
  return [state, incident]
}
