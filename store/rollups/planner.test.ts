// What is due when: ordinary days, starts, late news, gaps, and clocks that are wrong by a year.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPAN_TIERS } from '../series/columns.ts'
import { createPlanner, type Job, type Planner, type PlannerOptions } from './planner.ts'
import { spansOf } from './spans.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
/** 12:34:20 in UTC, 19:34:20 in Semarang. */
const START = Date.UTC(2026, 2, 1, 12, 34, 20)

function planner(options: Partial<PlannerOptions> = {}): Planner {
  return createPlanner({ timezone: 'Asia/Jakarta', marks: {}, startedAt: START, ...options })
}

/** `m1 12:34`, by UTC; with positions where not all are sent. */
function words({ tier, from, only }: Job): string {
  const time = new Date(from).toISOString().slice(tier === 'd1' ? 5 : 11, 16)
  return only ? `${tier} ${time} only ${only.join()}` : `${tier} ${time}`
}

function doAll(plan: Planner, now: number, most = 50_000): string[] {
  const done: string[] = []
  for (let [job] = plan.due(now); job; [job] = plan.due(now)) {
    plan.done(job)
    if (done.push(words(job)) > most) throw new Error('no end')
  }
  return done
}

const at = (hour: number, minute: number, second = 0, day = 1): number =>
  Date.UTC(2026, 2, day, hour, minute, second)

describe('ordinary days', () => {
  it('make a span once it is over and settled, the shorter tier first', () => {
    const plan = planner()
    expect(plan.due(at(12, 35, 14))).toEqual([])
    expect(plan.rolledTo()).toEqual({})
    expect(doAll(plan, at(12, 35, 15))).toEqual(['m1 12:34'])
    expect(doAll(plan, at(12, 35, 15))).toEqual([])
    expect(doAll(plan, at(12, 59, 15))).toHaveLength(24)
    expect(doAll(plan, at(13, 0, 15))).toEqual(['m1 12:59', 'h1 12:00'])
    expect(doAll(plan, at(16, 59, 59))).toContain('h1 15:00')
    expect(doAll(plan, at(17, 0, 15))).toEqual(['m1 16:59', 'h1 16:00', 'd1 02-28T17:00'])
    expect(plan.rolledTo()).toEqual({ m1: at(17, 0), h1: at(17, 0), d1: at(17, 0) })
  })

  it('give at most 16 jobs at once, in the order of their ends', () => {
    const plan = planner()
    const jobs = plan.due(at(14, 0))
    expect(jobs.map(words)).toEqual(Array.from({ length: 16 }, (_, i) => `m1 12:${String(34 + i)}`))
    expect(doAll(plan, at(13, 1)).slice(-3)).toEqual(['m1 12:58', 'm1 12:59', 'h1 12:00'])
  })

  it('are those of the city, of 23 and 25 hours where its clock is set, beside hours of UTC', () => {
    const hours = (timezone: string, from: number): number[] => {
      const spanAt = spansOf(timezone)
      const lengths: number[] = []
      for (let span = spanAt('d1', from), n = 0; n < 3; n++, span = spanAt('d1', span.to)) {
        lengths.push((span.to - span.from) / HOUR)
      }
      return lengths
    }
    expect(hours('Europe/Berlin', Date.UTC(2026, 2, 28, 12))).toEqual([24, 23, 24])
    expect(hours('Europe/Berlin', Date.UTC(2026, 9, 24, 12))).toEqual([24, 25, 24])
    expect(hours('Asia/Jakarta', START)).toEqual([24, 24, 24])
    const spanAt = spansOf('Asia/Kolkata')
    expect(spanAt('h1', START).from).toBe(at(12, 0))
    expect(spanAt('d1', START).from).toBe(at(18, 30) - DAY)
  })

  it('follow one another without a hole, in every zone', () => {
    const zones = [
      'Asia/Jakarta',
      'America/Havana',
      'Africa/Cairo',
      'Asia/Kathmandu',
      'UTC',
      'Australia/Lord_Howe',
    ]
    const time = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2030, 0) })
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...SPAN_TIERS),
        time,
        (zone, tier, t) => {
          const span = spansOf(zone)(tier, t)
          expect(span.from).toBeLessThanOrEqual(t)
          expect(span.to).toBeGreaterThan(t)
          expect(spansOf(zone)(tier, span.to).from).toBe(span.to)
          expect(spansOf(zone)(tier, span.from - 1).to).toBe(span.from)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a start', () => {
  it('goes on at the mark, with the last two minutes once more', () => {
    const marks = { m1: at(12, 30), h1: at(12, 0), d1: at(17, 0) - DAY }
    const plan = planner({ marks })
    expect(plan.rolledTo()).toEqual(marks)
    expect(doAll(plan, at(12, 33, 15))).toEqual([
      'm1 12:28',
      'm1 12:29',
      'm1 12:30',
      'm1 12:31',
      'm1 12:32',
    ])
    expect(doAll(plan, at(13, 0, 15)).at(-1)).toBe('h1 12:00')
  })

  it('makes the hour and the day once more that were just over', () => {
    const marks = { m1: at(17, 3), h1: at(17, 0), d1: at(17, 0) }
    const plan = planner({ marks, startedAt: at(17, 5) })
    expect(doAll(plan, at(17, 3, 15))).toEqual([
      'h1 16:00',
      'd1 02-28T17:00',
      'm1 17:01',
      'm1 17:02',
    ])
  })

  it('passes over what lies in a gap in which the program did not run', () => {
    const marks = { m1: at(8, 0), h1: at(8, 0), d1: at(17, 0) - 3 * DAY }
    const plan = planner({ marks })
    plan.quiet([
      { reason: 'not-running', from: at(8, 0, 30), to: at(9, 0) },
      { reason: 'not-running', from: at(9, 0), to: START },
    ])
    plan.quiet([{ reason: 'not-running', from: at(17, 0) - 3 * DAY - MINUTE, to: at(6, 0) }])
    expect(doAll(plan, at(13, 0, 15)).slice(0, 10)).toEqual([
      'm1 07:58',
      'm1 07:59',
      'm1 08:00',
      // The sign of life may have been late.
      'm1 08:01',
      'h1 08:00',
      // It ran for a moment in between.
      'm1 09:00',
      'h1 09:00',
      'm1 12:34',
      'm1 12:35',
      'm1 12:36',
    ])
  })
})

describe('late news', () => {
  it('makes the spans again that were sent, for the targets that changed', () => {
    const plan = planner()
    doAll(plan, at(13, 2, 20))
    plan.touched([7, 3], at(12, 58, 10), Infinity)
    plan.touched([3, 9], at(13, 1), Infinity)
    expect(doAll(plan, at(13, 2, 21))).toEqual([
      'm1 12:58 only 3,7',
      'm1 12:59 only 3,7',
      'h1 12:00 only 3,7',
      'm1 13:00 only 3,7',
      'm1 13:01 only 3,7,9',
    ])
    expect(doAll(plan, at(13, 2, 22))).toEqual([])
    plan.touched([1], at(13, 0), Infinity)
    plan.touched('all', at(13, 0), at(13, 1))
    expect(doAll(plan, at(13, 2, 23))).toEqual(['m1 13:00', 'm1 13:01 only 1'])
  })

  it('of time that was never sent makes nothing', () => {
    const plan = planner()
    plan.touched('all', START - DAY, START)
    expect(doAll(plan, at(12, 35, 20))).toEqual(['m1 12:34'])
    plan.touched([1], at(12, 35), Infinity)
    expect(doAll(plan, at(12, 35, 21))).toEqual([])
  })

  it('that comes while a job is at work makes it due once more', () => {
    const plan = planner()
    const [job] = plan.due(at(12, 35, 15)) as [Job]
    plan.touched([4], at(12, 34, 30), Infinity)
    plan.done(job)
    expect(doAll(plan, at(12, 35, 16))).toEqual(['m1 12:34 only 4'])
  })

  it('of very many targets counts as of all', () => {
    const plan = planner()
    doAll(plan, at(14, 0))
    plan.touched(
      Array.from({ length: 2_001 }, (_, i) => i),
      at(13, 58),
      Infinity,
    )
    expect(doAll(plan, at(14, 0))).toEqual(['m1 13:58'])
    for (let n = 0; n < 1_200; n++) plan.touched([2 * n, 2 * n + 1], at(13, 58), Infinity)
    expect(doAll(plan, at(14, 0))).toEqual(['m1 13:58'])
  })

  it('that reaches back for weeks costs a bounded number of jobs', () => {
    const now = START + 30 * DAY
    const mark = now - (now % MINUTE)
    const marks = { m1: mark, h1: at(12, 0, 0, 31), d1: mark }
    const plan = planner({ marks, startedAt: now, backMs: DAY })
    plan.touched([1], 0, Infinity)
    plan.touched(
      Array.from({ length: 1_999 }, (_, i) => i),
      0,
      Infinity,
    )
    const all = plan.due(now)
    expect(all).toHaveLength(16)
    expect(doAll(plan, now).length).toBeLessThan(1_440 + 24 + 10)
  })
})

describe('a clock', () => {
  it('set forward by a year makes a bounded number of jobs, and set back again goes on', () => {
    const plan = planner({ backMs: DAY })
    doAll(plan, at(12, 40))
    const wrong = START + 365 * DAY
    const jobs = doAll(plan, wrong)
    expect(jobs.length).toBeLessThan(1_440 + 24 + 3)
    expect(doAll(plan, at(12, 40, 30))).toEqual([])
    expect(doAll(plan, at(12, 41, 15))).toEqual(['m1 12:40'])
    expect(plan.rolledTo().m1).toBe(at(12, 41))
  })

  it('that was a year ahead before the start does not stop the sums', () => {
    const ahead = START + 365 * DAY
    const plan = planner({ marks: { m1: ahead, h1: ahead, d1: ahead } })
    expect(doAll(plan, at(12, 35, 15))).toEqual(['m1 12:32', 'm1 12:33', 'm1 12:34'])
    expect(doAll(plan, at(13, 0, 15)).at(-1)).toBe('h1 12:00')
  })

  it('of a mark from years ago makes a bounded number of jobs', () => {
    const plan = planner({ marks: { m1: 0, h1: 0, d1: 0 }, backMs: DAY })
    expect(doAll(plan, START).length).toBeLessThan(1_440 + 24 + 4)
  })
})
