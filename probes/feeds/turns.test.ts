import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { camera, nvr } from '../../test/feeds/doubles.ts'
import { createPhases } from './phases.ts'
import { createPlaces } from './places.ts'
import { Turns } from './turns.ts'

const EVERY_MS = 60_000

function turnsOf(nvrs: number) {
  const plan = {
    nvrs: Array.from({ length: nvrs }, (_, i) => nvr(i)),
    cameras: Array.from({ length: nvrs * 4 }, (_, i) =>
      camera(i >> 2, (i & 3) + 1, { everyMs: EVERY_MS }),
    ),
  }
  const phases = createPhases(plan.nvrs, plan.cameras, 0)
  return { turns: new Turns(createPlaces(plan), phases, 0), phases, cameras: plan.cameras.length }
}

describe('turns', () => {
  it('lose no camera and double none, whatever comes in whatever order', () => {
    const step = fc.record({
      what: fc.constantFrom('gather', 'visit', 'want', 'park', 'skip', 'claim'),
      camera: fc.nat(11),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { turns, cameras } = turnsOf(3)
        const taken: number[] = []
        let nowMs = 0
        for (const { what, camera: position } of steps) {
          nowMs += 7000
          if (what === 'gather') turns.gather(nowMs)
          if (what === 'want') turns.want(position, nowMs)
          if (what === 'skip') turns.skip(nowMs)
          if (what === 'park') turns.park(position)
          if (what === 'claim' && turns.claim(position)) taken.push(position)
          if (what === 'visit') {
            const place = turns.enter()
            if (place === undefined) continue
            const first = turns.take(place)
            if (first !== undefined) taken.push(first)
            turns.leave(place)
          }
          expect(new Set(taken).size).toBe(taken.length)
          while (taken.length > 3) turns.decided(taken.shift() as number, nowMs + EVERY_MS, nowMs)
        }
        for (const position of taken) turns.decided(position, nowMs, nowMs)
        for (let position = 0; position < cameras; position++) turns.want(position, nowMs)
        turns.gather(nowMs)
        expect(turns.waiting).toBe(cameras)
        const seen: number[] = []
        for (let place = turns.enter(); place !== undefined; place = turns.enter()) {
          for (let at = turns.take(place); at !== undefined; at = turns.take(place)) seen.push(at)
          turns.leave(place)
        }
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: cameras }, (_, i) => i))
      }),
      { numRuns: 200 },
    )
  })

  it('come to places one after the other, and to each once at a time', () => {
    const { turns } = turnsOf(2)
    turns.want(0, 0)
    turns.want(4, 1)
    turns.gather(1)
    expect([turns.enter(), turns.enter(), turns.enter()]).toEqual([0, 1, undefined])
    turns.want(1, 2)
    turns.gather(2)
    expect(turns.enter()).toBeUndefined()
    turns.leave(0)
    expect(turns.enter()).toBe(0)
  })
})
