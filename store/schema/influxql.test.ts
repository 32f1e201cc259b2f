import fc from 'fast-check'
import { expect, test } from 'vitest'
import { selectFrom, series, tagValues } from './influxql.ts'
import { decimal, identifier, literal } from './influxql-text.ts'

const uplinks = series('uplink', 'm1')

test('asks for loss and round trip of the panel, by ISP', () => {
  const { ql } = selectFrom(
    uplinks,
    ({ sum, mean }) => ({
      loss: sum('lost').over(sum('sent')).times(100),
      'rtt ms': mean('rtt_dms').over(10),
    }),
    {
      time: 'panel',
      where: [{ tag: 'kec', variable: 'kec' }],
      everyMs: 'panel',
      by: ['isp'],
      fill: 'none',
    },
  )
  expect(ql).toBe(
    'SELECT ((sum("lost") * 1.0 / sum("sent")) * 100) AS "loss", (mean("rtt_dms") / 10.0) AS "rtt ms" ' +
      `FROM "m1"."uplink" WHERE $timeFilter AND "kec" =~ /^\${kec:regex}$/ ` +
      'GROUP BY time($__interval), "isp" fill(none)',
  )
})

test('asks a query, with all that a query may have', () => {
  const newest = selectFrom(series('fleet', 'raw'), ({ last }) => ({ dead: last('down') }), {
    time: { lastMs: 60_000 },
    by: ['kec', 'kind'],
  })
  const { ql } = selectFrom(newest, ({ sum, tag }) => ({ n: sum('dead'), kind: tag('kind') }), {
    where: [
      { tag: 'kec', isNot: '' },
      { tag: 'kind', is: "o'" },
      { field: 'dead', sign: '>=', value: 1.5 },
      { field: 'dead', sign: '=', value: 'x' },
    ],
    time: { fromMs: 0, toMs: 5 },
    everyMs: 86_400_000,
    fill: 0,
    newestFirst: true,
    limit: 3,
    timezone: 'Asia/Jakarta',
  })
  expect(ql).toBe(
    'SELECT sum("dead") AS "n", "kind" AS "kind" FROM (SELECT last("down") AS "dead" FROM "raw"."fleet" ' +
      'WHERE time > now() - 60000ms GROUP BY "kec", "kind") ' +
      'WHERE time >= 0ms AND time < 5ms AND "kec" != \'\' AND "kind" = \'o\\\'\' AND "dead" >= 1.5 ' +
      'AND "dead" = \'x\' GROUP BY time(86400000ms) fill(0) ORDER BY time DESC LIMIT 3 ' +
      "tz('Asia/Jakarta')",
  )
})

test('calculates, ranks, and reads an unqualified name', () => {
  const bare = series('worst', 'raw', { qualified: false })
  const { ql } = selectFrom(bare, ({ field, top, bottom, percentile, max }) => ({
    id: field('id'),
    t: top('loss_ppm', 5, 'kind'),
    b: bottom('rtt_dms', 2),
    p: percentile('rtt_dms', 99.5).minus(1),
    m: max('sent').plus(max('lost')),
  }))
  expect(ql).toBe(
    'SELECT "id" AS "id", top("loss_ppm", "kind", 5) AS "t", bottom("rtt_dms", 2) AS "b", ' +
      '(percentile("rtt_dms", 99.5) - 1) AS "p", (max("sent") + max("lost")) AS "m" FROM "worst"',
  )
})

test('follows counters over restarts, and narrows by a variable that is a field', () => {
  const { ql } = selectFrom(
    series('worker', 'raw'),
    ({ rise, rate }) => ({ dropped: rise('dropped'), sent: rate('sent', 1_000) }),
    { time: 'panel', everyMs: 'panel' },
  )
  expect(ql).toBe(
    'SELECT non_negative_difference(last("dropped")) AS "dropped", ' +
      'non_negative_derivative(last("sent"), 1000ms) AS "sent" ' +
      'FROM "raw"."worker" WHERE $timeFilter GROUP BY time($__interval)',
  )
  const lines = selectFrom(series('worst', 'raw'), ({ field }) => ({ id: field('id') }), {
    where: [
      { tag: 'kind', isOneOf: ['uplink', "o'"] },
      { field: 'isp', variable: 'isp' },
    ],
  })
  expect(lines.ql).toContain(`WHERE ("kind" = 'uplink' OR "kind" = 'o\\'')`)
  expect(lines.ql).toContain(`AND "isp" =~ /^\${isp:regex}$/`)
})

test('lists the values of a tag for a variable', () => {
  expect(tagValues(series('uplink', 'h1'), 'kel', [{ tag: 'kec', variable: 'kec' }])).toBe(
    `SHOW TAG VALUES FROM "h1"."uplink" WITH KEY = "kel" WHERE "kec" =~ /^\${kec:regex}$/`,
  )
  expect(tagValues(uplinks, 'isp')).toBe('SHOW TAG VALUES FROM "m1"."uplink" WITH KEY = "isp"')
})

test('takes only fields that a measurement has in that tier', () => {
  // @ts-expect-error cameras are not in tier raw
  series('camera', 'raw')
  // @ts-expect-error the seconds of a minute are not in tier raw
  selectFrom(series('uplink', 'raw'), ({ sum }) => ({ s: sum('up_s') }))
  // @ts-expect-error an NVR has no ISP of its own
  selectFrom(series('nvr', 'm1'), ({ sum }) => ({ s: sum('lost') }), { by: ['isp'] })
  // @ts-expect-error nor has its tag values
  tagValues(series('nvr', 'm1'), 'isp')
  expect(selectFrom(uplinks, ({ sum }) => ({ s: sum('up_s') })).ql).toContain('"up_s"')
})

test('refuses what InfluxQL cannot hold', () => {
  for (const text of ['a\rb', '\0']) {
    expect(() => identifier(text)).toThrow(RangeError)
    expect(() => literal(text)).toThrow(RangeError)
  }
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e21, 1e-7]) {
    expect(() => decimal(value)).toThrow(RangeError)
  }
  const hostile = [{ tag: 'kec', variable: 'x:regex}/ OR 1' }] as const
  expect(() => tagValues(uplinks, 'kec', hostile)).toThrow(RangeError)
})

test('closes no quotes before their end, whatever the text', () => {
  const text = fc.string({ unit: fc.constantFrom(...'\'"\\\n a;-', '\ud800') })
  fc.assert(
    fc.property(text, (value) => {
      expect(literal(value)).toMatch(/^'(?:[^'\\\n]|\\['\\n])*'$/)
      expect(identifier(value)).toMatch(/^"(?:[^"\\\n]|\\["\\n])*"$/)
    }),
  )
})

test('looks at less than the range of its rule', () => {
  const { ql } = selectFrom(series('isp', 'm1'), ({ sum }) => ({ lost: sum('lost') }), {
    time: { panel: true, lastMs: 900_000 },
    by: ['isp'],
  })
  expect(ql).toBe(
    'SELECT sum("lost") AS "lost" FROM "m1"."isp" WHERE $timeFilter AND time > now() - 900000ms GROUP BY "isp"',
  )
})

test('looks at a panel and the time before it, and at what differs', () => {
  const { ql } = selectFrom(series('state', 'ev'), ({ field }) => ({ code: field('code') }), {
    time: { panel: true, beforeMs: 90_000_000 },
    where: [{ field: 'prev', sign: '!=', value: 0 }],
  })
  expect(ql).toBe(
    'SELECT "code" AS "code" FROM "ev"."state" WHERE time >= ${__from}ms - 90000000ms AND ' +
      'time <= ${__to}ms AND "prev" != 0',
  )
})
