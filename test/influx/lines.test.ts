// Random points written to a real InfluxDB and read back: every text, number and time as it went in.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEncoder } from '../../store/influx/lines/encoder.ts'
import { escapeMeasurement, escapeTag, quoteText } from '../../store/influx/lines/escape.ts'
import type { Point } from '../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'
import { TIERS } from '../../store/schema/tiers.ts'
import { NO_RTT } from '../../store/series/columns.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const MINUTE = Date.UTC(2026, 8, 1)
const POINTS = 400

/** Any text, and text of what has a meaning in line protocol. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(...'\\,= "\'#\n\r\t\0abü😀', '\ud800', '\udfff', '\u2028'),
    maxLength: 20,
  }),
)

describeWithRigs('lines in influxd', ['influxd'], () => {
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd()
    await influxd.query('CREATE DATABASE ronda')
    for (const tier of TIERS) {
      await influxd.query(`CREATE RETENTION POLICY "${tier}" ON "ronda" DURATION INF REPLICATION 1`)
    }
  })
  afterAll(() => influxd.close())

  test('keep every tag, field and nanosecond of any point', async () => {
    const points = fc.sample(fc.record({ tags: record, fields, ...time }), POINTS).map(
      // A number of its own in each, to find it again.
      ({ tags, fields, at, ordinal }, affected): Point<'incident'> => ({
        measurement: 'incident',
        tags,
        fields: { ...fields, affected },
        at,
        ordinal,
      }),
    )
    const frames = createEncoder([]).pointFrames({ tier: 'ev', worth: 'state', points })
    await write(frames)
    const rows = await read('SELECT * FROM "ev"."incident"')
    expect(rows).toHaveLength(POINTS)
    const byNumber = new Map(rows.map((row) => [row['affected'], row]))
    points.forEach(({ tags, fields, at, ordinal = 0 }, affected) => {
      expect(byNumber.get(String(affected))).toEqual({
        time: String(BigInt(at) * 1_000_000n + BigInt(ordinal)),
        kec: asTag(tags.kec ?? '') || undefined,
        kind: asTag(tags.kind ?? '') || undefined,
        inc: asText(fields.inc as string),
        cause: asText(fields.cause as string),
        dur_s: String(fields.dur_s),
        affected: String(affected),
      })
    })
  })

  test('keep measurements and tag keys of any text', async () => {
    const names = [...new Set(fc.sample(text, POINTS))]
    const of = (i: number): string => `${escapeMeasurement(names[i] as string)}_${i}`
    const lines = names.flatMap((name, i) => {
      const tag = escapeTag(`k${name}`)
      return [`${of(i)},${tag}=v,n=${i} i=${i}i,s=${quoteText(name)} 1790000000`]
    })
    const frame = createEncoder([]).lineFrame('raw', 's', lines)
    expect(frame?.points).toBe(names.length)
    await write([frame as NewFrame])
    const rows = await read('SELECT * FROM "raw"./.*/ GROUP BY *')
    expect(rows).toHaveLength(names.length)
    for (const row of rows) {
      const name = names[Number(row['i'])] as string
      expect(row['s']).toBe(asText(name))
      expect(row['measurement']).toBe(`${asMeasurement(name)}_${row['i']}`)
      expect(row[asTag(`k${name}`)]).toBe('v')
    }
  })

  test('keep the sums of a minute', async () => {
    const ids = [...new Set(fc.sample(text, 100).map(asTag))].filter((id) => id !== '')
    const estate = ids.map((id): SeriesTarget => ({ id, kind: 'nvr', kel: id, pinged: true }))
    const numbers = (most: number): number[] =>
      fc.sample(fc.nat(most), { numRuns: ids.length, seed: most })
    const span = {
      tier: 'm1',
      from: MINUTE,
      to: MINUTE + 60_000,
      sent: Uint32Array.from(numbers(100), (n) => n + 1),
      lost: Uint32Array.from(numbers(7)),
      rttMin: Uint16Array.from(numbers(600)),
      rttAvg: Uint16Array.from(numbers(700), (n, i) => (i % 5 === 0 ? NO_RTT : n)),
      rttMax: Uint16Array.from(numbers(800)),
      availableMs: Uint32Array.from(numbers(30_000)),
      unavailableMs: Uint32Array.from(numbers(30_001)),
    } as const
    await write(createEncoder(estate).spanFrames(span))
    const rows = await read('SELECT * FROM "m1"."nvr"')
    const byId = new Map(rows.map((row) => [row['id'], row]))
    expect(byId.size).toBe(ids.length)
    ids.forEach((id, i) => {
      const answered = span.rttAvg[i] !== NO_RTT
      expect(byId.get(id)).toEqual({
        time: `${MINUTE}000000`,
        id,
        kel: id,
        up_s: String(Math.round((span.availableMs[i] as number) / 1000)),
        obs_s: String(
          Math.round(((span.availableMs[i] as number) + (span.unavailableMs[i] as number)) / 1000),
        ),
        sent: String(span.sent[i]),
        lost: String(span.lost[i]),
        rtt_dms: answered ? String(span.rttAvg[i]) : undefined,
        rtt_min_dms: answered ? String(span.rttMin[i]) : undefined,
        rtt_max_dms: answered ? String(span.rttMax[i]) : undefined,
      })
    })
  })

  const time = {
    at: fc.integer({ min: 1, max: 9_000_000_000_000 }),
    ordinal: fc.nat(999_999),
  }
  const record = fc.record({ kec: fc.option(text, { nil: undefined }), kind: text })
  const fields = fc.record({
    inc: text,
    cause: text,
    dur_s: fc.maxSafeInteger(),
  })

  async function write(frames: readonly NewFrame[]): Promise<void> {
    for (const { tier, precision, body } of frames) {
      const path = `/write?db=ronda&rp=${tier}&precision=${precision}`
      const headers = { 'content-encoding': 'gzip' }
      const answer = await fetch(`${influxd.url}${path}`, { method: 'POST', headers, body })
      expect([answer.status, await answer.text()]).toEqual([204, ''])
    }
  }

  /** Numbers as their digits, for those of JavaScript do not hold nanoseconds; null is undefined. */
  async function read(q: string): Promise<Record<string, string | undefined>[]> {
    const body = new URLSearchParams({ q, db: 'ronda', epoch: 'ns' })
    const answer = await fetch(`${influxd.url}/query`, { method: 'POST', body })
    const digits = (await answer.text()).replace(
      /("(?:[^"\\]|\\.)*")|-?\d+/g,
      (found, quoted?: string) => quoted ?? `"${found}"`,
    )
    const { results } = JSON.parse(digits) as { results: readonly Result[] }
    return (results[0]?.series ?? []).flatMap(({ name, tags, columns, values }) =>
      values.map((row) => ({
        ...(tags ? { measurement: name, ...tags } : {}),
        ...Object.fromEntries(columns.map((column, i) => [column, row[i] ?? undefined])),
      })),
    )
  }
})

interface Result {
  readonly series?: readonly {
    readonly name: string
    readonly tags?: Readonly<Record<string, string>>
    readonly columns: readonly string[]
    readonly values: readonly (readonly (string | null)[])[]
  }[]
}

/** What of a text comes back, said without the code that is tried here. */
function asText(value: string): string {
  return [...value]
    .map((c) => ((c.codePointAt(0) as number) >> 11 === 27 && c.length === 1 ? '\ufffd' : c))
    .map((c) => (c < ' ' || (c >= '\x7f' && c < '\xa0') ? ' ' : c))
    .join('')
}

function asTag(value: string): string {
  const characters = [...asText(value)]
  for (let i = characters.length - 1; i >= 0; i--) {
    const next = characters[i + 1]
    const hard = next === undefined || next === '/-' || ',= '.includes(next)
    if (characters[i] === '\\' && hard) characters[i] = '/-'
  }
  return characters.join('').replaceAll('/-', '/')
}

function asMeasurement(value: string): string {
  const name = asText(value).replaceAll('\\', '/')
  return name === '' ? '_' : name.startsWith('#') ? `_${name.slice(1)}` : name
}
