import { describe, expect, it } from 'vitest'
import { createSchedule, phaseOf } from './schedule.ts'

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `NVR-${i}`)
const every = (list: readonly string[], ms: number): number[] => list.map(() => ms)

function bump(counts: Uint32Array, place: number): void {
  counts[place] = (counts[place] as number) + 1
}

/** Walks in turns of `turnMs`; gives for each turn the positions taken. */
function turns(schedule: ReturnType<typeof createSchedule>, times: readonly number[]): number[][] {
  const into = new Int32Array(20_000)
  const due = new Float64Array(20_000)
  return times.map((ms) => {
    schedule.advance(ms * 1000)
    return [...into.subarray(0, schedule.take(into, due, into.length))]
  })
}

const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) }, (_, k) => from + by * (k + 1))

describe('a schedule', () => {
  it('spreads similar names evenly', () => {
    const tenths = new Uint32Array(100)
    for (const name of names(13_431)) bump(tenths, Math.floor(phaseOf(name) * 100))
    expect(Math.max(...tenths)).toBeLessThan(0.015 * 13_431)
    expect(Math.min(...tenths)).toBeGreaterThan(0.006 * 13_431)
  })

  it('asks each once a turn, and gives the time it was due', () => {
    const list = names(1000)
    const schedule = createSchedule(list, every(list, 10_000), 0)
    const into = new Int32Array(1000)
    const due = new Float64Array(1000)
    const seen = new Uint32Array(1000)
    for (const ms of steps(0, 20_000, 10)) {
      schedule.advance(ms * 1000)
      const count = schedule.take(into, due, 1000)
      for (const i of into.subarray(0, count)) {
        bump(seen, i)
        const lateUs = ms * 1000 - (due[i] as number)
        expect(lateUs).toBeGreaterThanOrEqual(0)
        expect(lateUs).toBeLessThanOrEqual(10_000)
      }
    }
    expect(new Set(seen)).toEqual(new Set([2]))
    expect(schedule.overruns()).toBe(0)
  })

  it('keeps the phase of everybody when the estate changes', () => {
    const list = names(100)
    const [a] = turns(createSchedule(list, every(list, 1000), 0), [300])
    const more = [...list, 'X', 'Y']
    const [b] = turns(createSchedule(more, every(more, 1000), 0), [300])
    expect(b?.filter((i) => i < 100)).toEqual(a)
  })

  it('walks a wheel for each interval', () => {
    const list = names(300)
    const ms = list.map((_, i) => [1000, 5000, 60_000][i % 3] as number)
    const taken = turns(createSchedule(list, ms, 0), steps(0, 60_000, 10)).flat()
    const count = (i: number): number => taken.filter((k) => k === i).length
    expect([count(0), count(1), count(2)]).toEqual([60, 12, 1])
  })

  it('skips and counts what a pause missed, without a burst', () => {
    const list = names(1000)
    const schedule = createSchedule(list, every(list, 10_000), 0)
    turns(schedule, steps(0, 5000, 10))
    const [after] = turns(schedule, [38_000])
    expect(after?.length).toBeLessThanOrEqual(2)
    expect(schedule.overruns()).toBeGreaterThan(3200)
    expect(schedule.overruns()).toBeLessThan(3400)
  })

  it('catches a short stall up at double pace', () => {
    const list = names(10_000)
    const schedule = createSchedule(list, every(list, 10_000), 0)
    turns(schedule, steps(0, 5000, 10))
    const after = turns(schedule, steps(5500, 7000, 10)).map((taken) => taken.length)
    expect(Math.max(...after.slice(1))).toBeLessThan(45)
    expect(after[0]).toBeLessThan(140)
    expect(schedule.overruns()).toBe(0)
  })

  it('leaves due what does not fit', () => {
    const list = names(100)
    const schedule = createSchedule(list, every(list, 1000), 0)
    schedule.advance(400_000)
    const into = new Int32Array(100)
    const due = new Float64Array(100)
    schedule.advance(450_000)
    const all = turns(createSchedule(list, every(list, 1000), 0), [400, 450]).flat()
    const some = schedule.take(into, due, 3)
    const rest = schedule.take(into, due, 100)
    expect([some, some + rest]).toEqual([3, all.length])
  })
})
