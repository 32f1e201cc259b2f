// The printed rule of availability, against its own example and against a model that looks at every millisecond.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AVAILABLE, STATES, type State, UNAVAILABLE } from '../fleet/state.ts'
import {
  availabilityOf,
  compareDecisions,
  gapMeter,
  type StateChange,
  sumAvailability,
} from './availability.ts'
import type { Gap } from './store.ts'

const time = fc.integer({ min: 0, max: 60 })
const changes = fc.array(fc.record({ at: time, decidedAt: time, to: fc.constantFrom(...STATES) }), {
  maxLength: 12,
})
const gaps = fc.array(fc.record({ reason: fc.constant('blind'), from: time, to: time }), {
  maxLength: 5,
})
const span = fc.tuple(time, time, time).map((times) => times.sort((a, b) => a - b))

describe('availability', () => {
  it('equals a model that asks every single moment', () => {
    fc.assert(
      fc.property(changes, gaps, span, (all, holes, [from = 0, , to = 0]) => {
        const found = availabilityOf(all, holes, from, to)
        expect(found).toEqual(byTheMoment(all, holes, from, to))
        expect(found.availableMs + found.unavailableMs + found.outsideMs).toBe(to - from)
      }),
    )
  })

  it('of a span is the sum of its parts, wherever it is cut', () => {
    fc.assert(
      fc.property(changes, gaps, span, (all, holes, [from = 0, cut = 0, to = 0]) => {
        const parts = [availabilityOf(all, holes, from, cut), availabilityOf(all, holes, cut, to)]
        expect(sumAvailability(parts)).toEqual(availabilityOf(all, holes, from, to))
      }),
    )
  })

  it('does not depend on the order of transitions and gaps', () => {
    fc.assert(
      fc.property(changes, gaps, (all, holes) => {
        const backwards = availabilityOf(all.toReversed(), holes.toReversed(), 0, 60)
        expect(backwards).toEqual(availabilityOf(all, holes, 0, 60))
      }),
    )
  })

  it('has no ratio where nothing was seen, and an empty span has no parts', () => {
    expect(availabilityOf([], [], 0, 10)).toEqual({
      availableMs: 0,
      unavailableMs: 0,
      outsideMs: 10,
    })
    expect(availabilityOf([{ at: 0, decidedAt: 0, to: 'up' }], [], 5, 5).outsideMs).toBe(0)
  })

  it('comes out as docs/availability.md prints it', () => {
    const [transitions, holes, sums] = tablesOfTheExample()
    const of = (part: string): number => Number(sums?.find(([name]) => name === part)?.[1]) * 1_000
    const found = availabilityOf(
      (transitions ?? []).map(([at, decidedAt, to]) => ({
        at: clock(at),
        decidedAt: clock(decidedAt),
        to: to as State,
      })),
      (holes ?? []).map(([from, to, reason = '']) => ({
        from: clock(from),
        to: clock(to),
        reason,
      })),
      0,
      clock('24:00:00'),
    )
    expect(found).toMatchObject({
      availableMs: of('available'),
      unavailableMs: of('unavailable'),
      outsideMs: of('outside'),
    })
    expect((found.ratio ?? 0) * 100).toBeCloseTo(95.41, 2)
  })
})

describe('gapMeter', () => {
  it('counts each moment of overlapping gaps once', () => {
    const meter = gapMeter([
      { reason: 'a', from: 10, to: 20 },
      { reason: 'b', from: 15, to: 30 },
      { reason: 'c', from: 30, to: 31 },
      { reason: 'd', from: 50, to: 60 },
    ])
    expect(meter(0, 100)).toBe(31)
    expect(meter(12, 16)).toBe(4)
    expect(meter(31, 50)).toBe(0)
    expect(meter(25, 55)).toBe(11)
  })
})

function byTheMoment(all: readonly StateChange[], holes: readonly Gap[], from: number, to: number) {
  let availableMs = 0
  let unavailableMs = 0
  for (let moment = from; moment < to; moment++) {
    if (holes.some((gap) => gap.from <= moment && moment < gap.to)) continue
    const state = all
      .filter(({ at }) => at <= moment)
      .sort(compareDecisions)
      .at(-1)?.to
    if (state && AVAILABLE.has(state)) availableMs++
    if (state && UNAVAILABLE.has(state)) unavailableMs++
  }
  const counted = availableMs + unavailableMs
  return {
    availableMs,
    unavailableMs,
    outsideMs: to - from - counted,
    ...(counted > 0 ? { ratio: availableMs / counted } : {}),
  }
}

/** The tables under "An example", each as its rows of cells, without the heading. */
function tablesOfTheExample(): string[][][] {
  const page = readFileSync(new URL('../docs/availability.md', import.meta.url), 'utf8')
  const example = page.slice(page.indexOf('## An example'))
  return [...example.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  )
}

function clock(text = ''): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000
}
