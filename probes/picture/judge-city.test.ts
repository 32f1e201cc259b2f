import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FakeStream, fakePicture, fakeStream } from './fake-stream.ts'
import type { Judge, Judgement, JudgeOptions } from './judge.ts'
import { createJudge } from './judge-city.ts'
import type { Decoded } from './picture.ts'
import { THRESHOLDS } from './thresholds.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOON = Date.UTC(2025, 10, 24, 5)
const NIGHT = Date.UTC(2025, 10, 24, 15)
const LOW: FakeStream = { keyBytes: 1000 }

const street = (noise: number, shift = 0) =>
  fakePicture((x, y) => 100 + 50 * Math.sin(x / 4) + ((x * y * noise) % 7) + (shift % 2) * 4, true)
const black = fakePicture(() => 16, true)

function judgeOf(more: Partial<JudgeOptions> = {}): Judge {
  return createJudge({
    cameras: [{ masks: [], known: undefined }],
    thresholds: THRESHOLDS,
    decode: 'suspicious',
    pictureSide: 320,
    lat: -6.99,
    lon: 110.42,
    ...more,
  })
}

function look(judge: Judge, at: number, stream: FakeStream, decoded?: Decoded): Judgement {
  return judge.judge(0, {
    at,
    decidedAt: at,
    stream: fakeStream(stream),
    ...(decoded ? { decoded } : {}),
  })
}

/** Looks every five minutes that find nothing wrong; gives back when the next one is due. */
function live(judge: Judge, from: number, looks: number): number {
  for (let index = 0; index < looks; index++) {
    expect(look(judge, from + index * 5 * MINUTE, {}, street(index + 1, index)).found).toBe('live')
  }
  return from + looks * 5 * MINUTE
}

test('decodes what the sizes cannot vouch for, and every H.265 keyframe', () => {
  const judge = judgeOf()
  const wish = (stream: FakeStream, at = NOON + MINUTE) => judge.wish(0, fakeStream(stream), at)
  expect(wish({})).toEqual({})
  look(judge, NOON, {}, street(1))
  expect(wish({})).toBeUndefined()
  expect(wish(LOW)).toEqual({})
  expect(wish({ laterBytes: 249 })).toEqual({})
  expect(wish({ laterBytes: 250 })).toBeUndefined()
  expect(wish({ keyBytes: 15_000, laterBytes: 45 })).toEqual({})
  expect(wish({ codec: 'h265' })).toEqual({})
  expect(judgeOf({ decode: 'all' }).wish(0, fakeStream({}), NOON)).toBeDefined()
})

test('the first good pictures come a share of the cameras at a time, after the first look', () => {
  const cameras = Array.from({ length: 8 }, () => ({ masks: [], known: undefined }))
  const judge = judgeOf({ cameras })
  const bare = { thumb: street(1).thumb }
  for (const camera of cameras.keys()) {
    judge.judge(camera, { at: NOON, decidedAt: NOON, stream: fakeStream({}), decoded: bare })
  }
  const turns = [1, 2, 3, 4].map((round) =>
    [...cameras.keys()].filter(
      (camera) => judge.wish(camera, fakeStream({}), NOON + round * 5 * MINUTE)?.jpegSide === 320,
    ),
  )
  expect(turns[0]).toHaveLength(2)
  expect(new Set(turns.flat())).toEqual(new Set(cameras.keys()))
})

test('decodes each camera once an hour, and wants a good picture every six', () => {
  const judge = judgeOf()
  look(judge, NOON, {}, street(1))
  const wished = (from: number, to: number) =>
    Array.from({ length: (to - from) / MINUTE }, (_, minute) =>
      judge.wish(0, fakeStream({}), from + minute * MINUTE),
    ).filter((wish) => wish !== undefined)
  expect(wished(NOON, NOON + HOUR)).toEqual([])
  expect(wished(NOON + HOUR, NOON + 2 * HOUR)).toEqual(Array(60).fill({}))
  expect(judge.wish(0, fakeStream({}), NOON + 6 * HOUR)).toEqual({ jpegSide: 320 })
})

test('decodes a keyframe that holds far more or less than is usual here', () => {
  const judge = judgeOf()
  const at = live(judge, NOON, 10)
  expect(judge.wish(0, fakeStream({ keyBytes: 40_001 }), at)).toBeDefined()
  expect(judge.wish(0, fakeStream({ keyBytes: 15_624 }), at)).toBeDefined()
  expect(judge.wish(0, fakeStream({ keyBytes: 26_000 }), at)).toBeUndefined()
})

test('publishes black at the second look and keeps its picture once, then the good one', () => {
  const judge = judgeOf()
  expect(look(judge, NOON, {}, street(1))).toMatchObject({ changed: true, keep: 'good' })
  const first = look(judge, NOON + MINUTE, LOW, black)
  expect(first).toMatchObject({ found: 'black', changed: false, suspicious: true })
  const second = look(judge, NOON + 1.5 * MINUTE, LOW, black)
  expect(second).toMatchObject({
    changed: true,
    keep: 'bad',
    verdict: { condition: 'black', since: NOON + MINUTE },
  })
  expect(second.rungs.map(({ rung, result }) => `${rung} ${result}`)).toEqual([
    'bitstream failed',
    'picture failed',
    'confirm failed',
  ])
  expect(second.evidence).toMatchObject({ codec: 'h264', mean: 16, sd: 0 })
  expect(look(judge, NOON + 3 * MINUTE, LOW, black).keep).toBeUndefined()
  expect(look(judge, NOON + 4 * MINUTE, {}, street(2)).changed).toBe(false)
  const back = look(judge, NOON + 5 * MINUTE, {}, street(3))
  expect(back).toMatchObject({ changed: true, keep: 'good', verdict: { condition: 'live' } })
})

test('a still picture is frozen by day, and by night only where the stream stands still too', () => {
  const published = (start: number, stream: FakeStream): (string | undefined)[] => {
    const judge = judgeOf()
    live(judge, start - 10 * MINUTE, 2)
    return [0, 5, 10, 15].map((minute) => {
      const content = stream.content ?? minute
      const seen = look(judge, start + minute * MINUTE, { ...stream, content }, street(9))
      return seen.verdict?.condition
    })
  }
  expect(published(NOON, {})).toEqual(['live', 'live', 'live', 'frozen'])
  expect(published(NIGHT, {})).toEqual(['live', 'live', 'live', 'live'])
  expect(published(NIGHT, { laterBytes: 20 })).toEqual(['live', 'live', 'live', 'frozen'])
  expect(published(NIGHT, { codec: 'h265', laterBytes: 20 })).toEqual(Array(4).fill('live'))
  expect(published(NIGHT, { codec: 'h265', content: 7 })).toEqual([
    ...Array(3).fill('live'),
    'frozen',
  ])
})

test('half a minute of stillness does not keep a camera from being live again', () => {
  const judge = judgeOf({ cameras: [{ masks: [], known: { condition: 'black', since: 1 } }] })
  look(judge, NOON, {}, street(1))
  expect(look(judge, NOON + MINUTE / 2, {}, street(1)).verdict?.condition).toBe('live')
})

test('a camera that was turned is suspected by its own reference, and only after it was learnt', () => {
  const turned = fakePicture((x, y) => 100 + 50 * Math.cos(y / 2) + (x % 5))
  const seen = (looks: number): string => {
    const judge = judgeOf()
    return look(judge, live(judge, NOON, looks), {}, turned).found
  }
  expect(seen(8)).toBe('tamper_suspect')
  expect(seen(7)).toBe('live')
})

test('a reference does not learn what is suspected', () => {
  const judge = judgeOf()
  const turned = fakePicture((x, y) => 100 + 50 * Math.cos(y / 2) + (x % 5))
  let at = live(judge, NOON - HOUR, 10)
  for (let index = 0; index < 30; index++) {
    at += 5 * MINUTE
    expect(look(judge, at, {}, turned).features?.likeness).toBeLessThan(0.3)
  }
})

test('a stream is weak beside its own usual, and that becomes the usual in a day or two', () => {
  const judge = judgeOf()
  const at = live(judge, NOON, 10)
  const weak = { fps: 5 }
  expect(look(judge, at, weak).found).toBe('degraded')
  expect(look(judge, at + 5 * MINUTE, weak).changed).toBe(false)
  expect(look(judge, at + 10 * MINUTE, weak).verdict?.condition).toBe('degraded')
  let looks = 0
  while (look(judge, at + (15 + looks * 5) * MINUTE, weak).found === 'degraded') looks++
  expect(looks).toBeGreaterThan(100)
  expect(looks).toBeLessThan(2 * 288)
})

test('without a decoder the sizes judge, and the rung says so', () => {
  const judge = judgeOf()
  expect(look(judge, NOON, {}).found).toBe('live')
  const first = look(judge, NOON + MINUTE, { keyBytes: 90 })
  expect(first.found).toBe('black')
  expect(first.rungs[0]?.says).toContain('without a picture')
  expect(look(judge, NOON + 2 * MINUTE, { keyBytes: 90 }).verdict?.condition).toBe('black')
  expect(look(judge, NOON + 3 * MINUTE, LOW).found).toBe('black')
  expect(look(judge, NOON + 4 * MINUTE, {}).found).toBe('live')
})

test.each(['frozen', 'dark', 'washed_out', 'tamper_suspect'] as const)(
  'what only a picture finds, as %s, is not denied without one',
  (condition) => {
    const judge = judgeOf({ cameras: [{ masks: [], known: { condition, since: 1 } }] })
    const seen = judge.judge(0, {
      at: NOON,
      decidedAt: NOON,
      stream: fakeStream({}),
      undecodable: true,
    })
    expect(seen).toMatchObject({ found: 'unknown', verdict: { condition }, suspicious: false })
  },
)

test('what was found before any picture is taken as it is, and our own fault moves nothing', () => {
  const judge = judgeOf()
  const refused = { at: NOON, decidedAt: NOON, found: 'auth_failed', detail: 'status 401' } as const
  expect(judge.judge(0, refused)).toMatchObject({
    verdict: { condition: 'auth_failed' },
    evidence: { detail: 'status 401' },
  })
  expect(judge.judge(0, { at: NOON + 1, decidedAt: NOON + 1 })).toMatchObject({
    found: 'unknown',
    changed: false,
    verdict: { condition: 'auth_failed' },
  })
})

test('what is suspected is forgotten when it was not theirs', () => {
  const judge = judgeOf()
  look(judge, NOON, {}, street(1))
  look(judge, NOON + MINUTE, LOW, black)
  judge.forget([0])
  expect(look(judge, NOON + 2 * MINUTE, LOW, black).changed).toBe(false)
})

test('references, usual rates and the first of still pictures outlive a restart', () => {
  const before = judgeOf()
  const at = live(before, NOON, 10)
  look(before, at, {}, street(9))
  look(before, at + 10 * MINUTE, {}, street(9))
  const after = judgeOf({
    cameras: [
      { masks: [], known: undefined },
      { masks: [], known: { condition: 'live', since: 1 } },
    ],
  })
  after.recall(before.memory(['a']), ['b', 'a'])
  const seen = after.judge(1, {
    at: at + 15 * MINUTE,
    decidedAt: at + 15 * MINUTE,
    stream: fakeStream({ fps: 5 }),
    decoded: street(9),
  })
  expect(seen.features?.likeness).toBeGreaterThan(0.5)
  expect(seen.features?.madFirst).toBe(0)
  expect(seen.found).toBe('frozen')
})

test('foreign, cut and changed bytes are left alone', () => {
  const judge = judgeOf()
  live(judge, NOON, 10)
  const bytes = judge.memory(['a'])
  const other = judgeOf()
  const untouched = other.memory(['a'])
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 2000 }),
      fc.nat(bytes.length - 1),
      fc.integer({ min: 1, max: 255 }),
      (noise, place, flip) => {
        other.recall(noise, ['a'])
        other.recall(bytes.subarray(0, place), ['a'])
        other.recall(bytes.with(place, (bytes[place] ?? 0) ^ flip), ['a'])
        expect(other.memory(['a'])).toEqual(untouched)
      },
    ),
    { numRuns: 200 },
  )
  other.recall(bytes, ['a'])
  expect(other.memory(['a'])).toEqual(bytes)
})
