import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FEED_CONDITIONS } from '../../fleet/feed-condition.ts'
import { type Confirmed, confirm, type Finding, type Standing } from './confirm.ts'
import { THRESHOLDS } from './thresholds.ts'

const SLOW_OR_GOOD: ReadonlySet<string> = new Set([
  'live',
  'frozen',
  'dark',
  'washed_out',
  'tamper_suspect',
  'degraded',
])
const MINUTE = 60_000
const PATIENCE = THRESHOLDS.confirm
const NEVER: Standing = { verdict: undefined, suspect: undefined }
const LIVE: Standing = { verdict: { condition: 'live', since: 0 }, suspect: undefined }

function fold(start: Standing, findings: readonly Finding[]): Confirmed {
  let last: Confirmed = { ...start, changed: false, suspicious: false, needs: undefined }
  for (const finding of findings) last = confirm(last, finding, PATIENCE)
  return last
}

const at = (minute: number, found: Finding['found'], more: Partial<Finding> = {}): Finding => ({
  found,
  at: minute * MINUTE,
  ...more,
})

test('publishes a first good look at once, and only suspects a first bad one', () => {
  expect(fold(NEVER, [at(1, 'live')])).toMatchObject({
    verdict: { condition: 'live', since: MINUTE },
    changed: true,
    suspicious: false,
  })
  expect(fold(NEVER, [at(1, 'black')])).toMatchObject({
    verdict: undefined,
    changed: false,
    suspicious: true,
  })
})

test.each(['black', 'no_signal', 'no_stream', 'video_loss', 'nvr_service_down'] as const)(
  'publishes %s at the second look in a row, as of the first',
  (found) => {
    expect(fold(LIVE, [at(1, found)])).toMatchObject({ changed: false, suspicious: true })
    expect(fold(LIVE, [at(1, found), at(2, found)])).toMatchObject({
      verdict: { condition: found, since: MINUTE },
      changed: true,
    })
    expect(fold(LIVE, [at(1, found), at(2, 'live'), at(3, found)]).verdict?.condition).toBe('live')
  },
)

test('publishes a refused password at once, unless it may only mean that the NVR is busy', () => {
  expect(fold(LIVE, [at(1, 'auth_failed')]).verdict?.condition).toBe('auth_failed')
  const busy = { detail: '401, which may mean busy' }
  expect(fold(LIVE, [at(1, 'auth_failed', busy)]).verdict?.condition).toBe('live')
  const twice = [at(1, 'auth_failed', busy), at(2, 'auth_failed', busy)]
  expect(fold(LIVE, twice).verdict).toEqual({ condition: 'auth_failed', since: MINUTE })
})

test('publishes frozen after three pictures over a quarter of an hour, the first of them included', () => {
  const still = { stillSince: 0 }
  const almost = [at(5, 'frozen', still), at(14.99, 'frozen', still)]
  expect(fold(LIVE, almost)).toMatchObject({ changed: false, suspicious: false })
  expect(fold(LIVE, [at(5, 'frozen', still), at(15, 'frozen', still)]).verdict).toEqual({
    condition: 'frozen',
    since: 0,
  })
  expect(fold(LIVE, [at(15, 'frozen', still)]).verdict?.condition).toBe('live')
})

test.each(['dark', 'washed_out', 'tamper_suspect', 'degraded'] as const)(
  'publishes %s after three looks over ten minutes',
  (found) => {
    const looks = [at(0, found), at(5, found), at(9.99, found)]
    expect(fold(LIVE, looks)).toMatchObject({ changed: false, suspicious: false })
    expect(fold(LIVE, [...looks, at(10, found)]).verdict).toEqual({ condition: found, since: 0 })
    expect(fold(LIVE, [at(0, found), at(10, found)]).verdict?.condition).toBe('live')
    expect(fold(NEVER, [at(0, found)]).suspicious).toBe(true)
  },
)

test('takes a confirmation of its own from one bad condition to another', () => {
  const black: Standing = { verdict: { condition: 'black', since: 0 }, suspect: undefined }
  expect(fold(black, [at(5, 'no_signal')]).verdict?.condition).toBe('black')
  expect(fold(black, [at(5, 'no_signal'), at(6, 'no_signal')]).verdict).toEqual({
    condition: 'no_signal',
    since: 5 * MINUTE,
  })
  expect(fold(black, [at(5, 'live')])).toMatchObject({ changed: false, suspicious: true })
  expect(fold(black, [at(5, 'live'), at(6, 'live')]).verdict?.since).toBe(5 * MINUTE)
})

const finding = fc.record({
  found: fc.constantFrom(...FEED_CONDITIONS, 'unknown' as const),
  minutes: fc.integer({ min: 1, max: 30 }),
})
const findings = fc.array(finding, { maxLength: 30 }).map((steps) => {
  let minute = 0
  return steps.map(({ found, minutes }) => {
    minute += minutes
    return at(minute, found)
  })
})

test('no single look publishes a bad condition but a refused password', () => {
  fc.assert(
    fc.property(findings, (looks) => {
      let standing: Standing = NEVER
      looks.forEach((look, index) => {
        const next = confirm(standing, look, PATIENCE)
        if (next.changed && look.found !== 'live' && look.found !== 'auth_failed') {
          const before = looks
            .slice(0, index)
            .filter(({ found }) => found !== 'unknown' && found !== 'nvr_busy')
          // The same before it, or two other faults.
          const last = before.slice(-2).map(({ found }) => found)
          const isRow = last.length === 2 && last.every((found) => !SLOW_OR_GOOD.has(found))
          expect(isRow || last.at(-1) === look.found).toBe(true)
        }
        standing = next
      })
    }),
  )
})

test('looks that say nothing change nothing, wherever they come', () => {
  fc.assert(
    fc.property(findings, (looks) => {
      const telling = looks.filter(({ found }) => found !== 'unknown' && found !== 'nvr_busy')
      const [all, told] = [fold(NEVER, looks), fold(NEVER, telling)]
      expect([all.verdict, all.suspect]).toEqual([told.verdict, told.suspect])
    }),
  )
})

test('enough good looks end live, whatever was before', () => {
  fc.assert(
    fc.property(findings, (looks) => {
      const after = (looks.at(-1)?.at ?? 0) / MINUTE
      const good = Array.from({ length: PATIENCE.goodLooks }, (_, i) => at(after + i + 1, 'live'))
      expect(fold(NEVER, [...looks, ...good]).verdict?.condition).toBe('live')
    }),
  )
})

test('a feed that fails each time in another way is published at the third look, as of the first', () => {
  const looks = [at(0, 'live'), at(5, 'no_stream'), at(5.5, 'no_keyframe'), at(6, 'no_stream')]
  expect(fold(NEVER, looks.slice(0, 3)).verdict?.condition).toBe('live')
  expect(fold(NEVER, looks).verdict).toEqual({ condition: 'no_stream', since: 5 * MINUTE })
})

test('of a feed that is told to be dead another fault needs looks of its own', () => {
  const looks = [
    at(0, 'black'),
    at(1, 'black'),
    at(2, 'no_stream'),
    at(3, 'no_keyframe'),
    at(4, 'no_stream'),
  ]
  expect(fold(NEVER, looks).verdict?.condition).toBe('black')
})
