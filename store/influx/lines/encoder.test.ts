import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Point } from '../../schema/measurements.ts'
import type { SeriesTarget } from '../../schema/series-target.ts'
import { NO_RTT, OUTSIDE, type SlotColumns, type SpanColumns } from '../../series/columns.ts'
import type { NewFrame } from '../../spool/spool.ts'
import { createEncoder } from './encoder.ts'
import { timeOfLine } from './line-time.ts'

const AT = 1_790_000_000_000
const ESTATE: readonly SeriesTarget[] = [
  { id: 'n-1', kind: 'node', isp: 'A, B', pinged: false },
  { id: 'u-1', kind: 'uplink', kec: 'k1', kel: 'l1', isp: 'isp a', pinged: true },
  { id: 'c-1', kind: 'camera', kec: 'k1', kel: 'l1', nvr: 'r-1', pinged: false },
  { id: 'r-1', kind: 'nvr', kec: 'k1', kel: 'l2', pinged: true },
  { id: 'p-1', kind: 'portal', pinged: false },
  { id: 'u-2', kind: 'uplink', kec: 'k1', kel: 'l2', isp: 'isp a', pinged: true },
]

test('writes a slot: mean and lost where there are any, up where it counts, nothing of who was not asked', () => {
  const slot: SlotColumns = {
    at: AT,
    sent: Uint16Array.of(1, 2, 0),
    lost: Uint16Array.of(0, 2, 0),
    rttMinUs: Float32Array.of(1, Number.NaN, Number.NaN),
    rttAvgUs: Float32Array.of(12_349, Number.NaN, Number.NaN),
    rttMaxUs: Float32Array.of(1, Number.NaN, Number.NaN),
    up: Uint8Array.of(1, OUTSIDE, 1),
  }
  const [frame, ...more] = createEncoder(ESTATE).slotFrames(slot)
  expect(more).toEqual([])
  expect(frame).toMatchObject({ tier: 'raw', worth: 'raw', precision: 's', points: 2 })
  expect(frame).toMatchObject({ fromMs: AT, toMs: AT })
  expect(lines(frame)).toEqual([
    'uplink,id=u-1,isp=isp\\ a,kec=k1,kel=l1 up=1i,rtt_dms=123i 1790000000',
    'nvr,id=r-1,kec=k1,kel=l2 lost=2i 1790000000',
  ])
})

test('gives no frame where nothing is to be said', () => {
  const none = { at: AT, sent: new Uint16Array(3), lost: new Uint16Array(3) }
  const rtts = Float32Array.of(Number.NaN, Number.NaN, Number.NaN)
  const up = Uint8Array.of(OUTSIDE, OUTSIDE, OUTSIDE)
  const slot = { ...none, rttMinUs: rtts, rttAvgUs: rtts, rttMaxUs: rtts, up }
  const encoder = createEncoder(ESTATE)
  expect(encoder.slotFrames(slot)).toEqual([])
  expect(encoder.slotFrames({ ...slot, sent: Uint16Array.of(1, 1, 1) })).toEqual([])
  expect(encoder.pointFrames({ tier: 'raw', worth: 'raw', points: [] })).toEqual([])
})

test('writes a minute of every target of which something is known', () => {
  const frames = createEncoder(ESTATE).spanFrames(span('m1'))
  expect(frames).toHaveLength(2)
  expect(frames[0]).toMatchObject({ tier: 'm1', worth: 'minute', precision: 's', points: 4 })
  expect(lines(frames[0])).toEqual([
    'uplink,id=u-1,isp=isp\\ a,kec=k1,kel=l1 up_s=60i,obs_s=60i,sent=6i,lost=1i,rtt_dms=120i,rtt_min_dms=110i,rtt_max_dms=65534i 1790000000',
    'camera,id=c-1,kec=k1,kel=l1,nvr=r-1 up_s=1i,obs_s=60i 1790000000',
    'nvr,id=r-1,kec=k1,kel=l2 up_s=0i,obs_s=60i,sent=6i,lost=6i 1790000000',
    'uplink,id=u-2,isp=isp\\ a,kec=k1,kel=l2 up_s=0i,obs_s=0i,sent=6i,lost=0i,rtt_dms=0i,rtt_min_dms=0i,rtt_max_dms=0i 1790000000',
  ])
  expect(frames[1]).toMatchObject({ tier: 'm1', worth: 'minute', precision: 'ns', points: 1 })
  expect(lines(frames[1])).toEqual([
    'isp,isp=isp\\ a lines=2i,silent=0i,sent=12i,lost=1i,rtt_sum_dms=600i 1790000000000000000',
  ])
})

test('writes again only who is named, with zeros where nothing is known any more, and sums always whole', () => {
  const encoder = createEncoder(ESTATE)
  const [targets, sums] = encoder.spanFrames({ ...span('h1'), only: Uint32Array.of(0, 2, 4) })
  expect(targets).toMatchObject({ tier: 'h1', worth: 'hour', points: 2 })
  expect(lines(targets)).toEqual([
    'node,id=n-1,isp=A\\,\\ B up_s=0i,obs_s=0i 1790000000',
    'camera,id=c-1,kec=k1,kel=l1,nvr=r-1 up_s=1i,obs_s=60i 1790000000',
  ])
  expect(sums).toMatchObject({ tier: 'h1', worth: 'kept', precision: 's' })
  expect(lines(sums)).toEqual([
    'sla,kind=node up_s=0i,obs_s=0i,span_s=60i 1790000000',
    'sla,kec=k1,kind=uplink up_s=60i,obs_s=60i,span_s=120i 1790000000',
    'sla,kec=k1,kind=camera up_s=1i,obs_s=60i,span_s=60i 1790000000',
    'sla,kec=k1,kind=nvr up_s=0i,obs_s=60i,span_s=60i 1790000000',
    'sla,kind=portal up_s=60i,obs_s=60i,span_s=60i 1790000000',
  ])
  const [, kel] = encoder.spanFrames({ ...span('d1'), only: Uint32Array.of(2) })
  expect(lines(kel)[1]).toBe(
    'sla_kel,kec=k1,kel=l1,kind=uplink up_s=60i,obs_s=60i,span_s=60i 1790000000',
  )
})

test('never says more available than observed, nor more observed than there was, and sums milliseconds first', () => {
  const ms = fc.array(fc.tuple(fc.nat(1_800_000), fc.nat(1_800_000)), {
    minLength: 6,
    maxLength: 6,
  })
  fc.assert(
    fc.property(ms, (rows) => {
      const availableMs = Uint32Array.from(rows, ([available]) => available)
      const unavailableMs = Uint32Array.from(rows, ([, unavailable]) => unavailable)
      const hour = { ...span('h1'), to: AT + 3_600_000, availableMs, unavailableMs }
      const written = createEncoder(ESTATE).spanFrames(hour).flatMap(lines).map(fieldsOf)
      for (const { up_s: up = 0, obs_s: observed = 0, span_s: whole = 3_600 } of written) {
        expect(up).toBeLessThanOrEqual(observed)
        expect(observed).toBeLessThanOrEqual(whole)
      }
      const uplinks = (availableMs[1] as number) + (availableMs[5] as number)
      expect(written.find(({ span_s }) => span_s === 7_200)?.['up_s']).toBe(
        Math.round(uplinks / 1000),
      )
    }),
    { numRuns: 50 },
  )
})

test('keeps nanoseconds exact, and leaves out what is of another type or of no time', () => {
  const encoder = createEncoder([])
  const point: Point<'down'> = {
    measurement: 'down',
    tags: { kec: 'k1', kind: '' },
    fields: { id: 'a "b"', code: 2, since_ms: Number.MAX_SAFE_INTEGER, kel: undefined },
    at: AT,
    ordinal: 999_999,
  }
  const broken = { code: 2.5, since_ms: Number.NaN, reason: 3 } as unknown as typeof point.fields
  const [frame] = encoder.pointFrames({
    tier: 'raw',
    worth: 'raw',
    points: [
      point,
      { ...point, fields: { ...broken, id: 'x' }, ordinal: 0 },
      { ...point, fields: broken },
      { ...point, at: AT + 0.5 },
      { ...point, at: Number.NaN },
      { ...point, at: -1 },
      { ...point, ordinal: 1_000_000 },
    ],
  })
  expect(lines(frame)).toEqual([
    'down,kec=k1 id="a \\"b\\"",code=2i,since_ms=9007199254740991i 1790000000000999999',
    'down,kec=k1 id="x" 1790000000000000000',
  ])
  expect(encoder.unwritable).toBe(5)
  const wrongTier = { tier: 'ev', worth: 'state', points: [point] } as const
  expect(encoder.pointFrames(wrongTier)).toEqual([])
})

test('cuts frames at the most lines and says from when to when each is', () => {
  const encoder = createEncoder([], { mostLines: 2 })
  const points = [3, 1, 2].map((i) => ({
    measurement: 'selftest' as const,
    tags: { host: 'h' },
    fields: { n: -i },
    at: AT + i,
  }))
  const frames = encoder.pointFrames({ tier: 'm1', worth: 'minute', points })
  expect(frames.map(({ points, fromMs, toMs }) => [points, fromMs - AT, toMs - AT])).toEqual([
    [2, 1, 3],
    [1, 2, 2],
  ])
  expect(frames.flatMap(lines)[0]).toBe('selftest,host=h n=-3i 1790000000003000000')
})

test('grows with long lines and begins anew afterwards', () => {
  const encoder = createEncoder([])
  const long = { id: '😀"'.repeat(1_000), kel: 'ü'.repeat(5_000), reason: 'r'.repeat(5_000) }
  const points = Array.from({ length: 300 }, (_, ordinal) => ({
    measurement: 'down' as const,
    tags: { kec: 'k', kind: 'nvr' },
    fields: long,
    at: AT,
    ordinal,
  }))
  const batch = { tier: 'raw', worth: 'raw', points } as const
  const [first] = encoder.pointFrames(batch)
  expect(lines(first)).toHaveLength(300)
  expect(Math.max(...lines(first).map((line) => Buffer.byteLength(line)))).toBeLessThan(65_536)
  expect(encoder.pointFrames(batch)).toEqual([first])
})

test('sends dead letters again, but none that has no time or is cut', () => {
  const encoder = createEncoder([])
  const good = ['a,b=c d=1i 1790000000', 'a d="x 1" 1790000060']
  const frame = encoder.lineFrame('m1', 's', [...good, 'a d="cut', 'a d=1i', 'a d="x\ny" 1', ''])
  expect(lines(frame)).toEqual(good)
  expect(frame).toMatchObject({ tier: 'm1', worth: 'kept', precision: 's', points: 2 })
  expect(frame).toMatchObject({ fromMs: AT, toMs: AT + 60_000 })
  expect(encoder.lineFrame('ev', 'ns', ['a'])).toBeUndefined()
  expect(timeOfLine('a d=1i 1790000000123456789', 'ns')).toBe(1_790_000_000_123)
  expect(() => encoder.lineFrame('ev', 'ns', new Array(5_001).fill('a'))).toThrow(RangeError)
})

function span(tier: SpanColumns['tier']): SpanColumns {
  return {
    tier,
    from: AT,
    to: AT + 60_000,
    sent: Uint32Array.of(6, 6, 6),
    lost: Uint32Array.of(1, 6, 0),
    rttMin: Uint16Array.of(110, NO_RTT, 0),
    rttAvg: Uint16Array.of(120, NO_RTT, 0),
    rttMax: Uint16Array.of(65_534, NO_RTT, 0),
    availableMs: Uint32Array.of(0, 59_500, 500, 0, 60_000, 0),
    unavailableMs: Uint32Array.of(0, 500, 59_500, 60_000, 0, 0),
  }
}

function lines(frame: NewFrame | undefined): string[] {
  const text = gunzipSync(frame?.body ?? Buffer.alloc(0)).toString()
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n')
}

function fieldsOf(line: string): Record<string, number> {
  const fields = line.split(' ').at(-2) as string
  return Object.fromEntries(
    fields.split(',').map((field) => {
      const [name, value] = field.split('=') as [string, string]
      return [name, Number.parseInt(value, 10)]
    }),
  )
}
