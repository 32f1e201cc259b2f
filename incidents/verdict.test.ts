import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reason, State } from '../fleet/state.ts'
import { CLEAN_LOOKS, judged, type Look, nextVerdict, notAsked } from './verdict.ts'

const clean: Look = {
  at: 1000,
  sent: 1,
  lost: 0,
  confirmed: false,
  inconclusive: false,
  unsendable: false,
  refused: false,
}
const silent: Look = { ...clean, lost: 1 }
const confirm = (lost: number): Look => ({ ...clean, sent: 7, lost, confirmed: true })

const UP = judged('up', 'answers', 1)
const DEGRADED = judged('degraded', 'part-lost', 1)
const DOWN = judged('down', 'all-lost', 1)
const REFUSED = judged('down', 'refused', 1)
const UNASKED = notAsked(1)

describe('nextVerdict', () => {
  it.each<[string, Parameters<typeof nextVerdict>[0], Look, State, Reason]>([
    ['a first answer', notAsked(0), clean, 'up', 'answers'],
    ['a first confirm with one loss', notAsked(0), confirm(1), 'up', 'answers'],
    ['a first confirm all lost', notAsked(0), confirm(7), 'down', 'all-lost'],
    ['up, all lost', UP, confirm(7), 'down', 'all-lost'],
    ['up, all lost and refused', UP, { ...confirm(7), refused: true }, 'down', 'refused'],
    ['up, one lost of seven', UP, confirm(1), 'up', 'answers'],
    ['up, two lost of seven', UP, confirm(2), 'degraded', 'part-lost'],
    ['degraded, all lost', DEGRADED, confirm(7), 'down', 'all-lost'],
    ['degraded, one clean look', DEGRADED, clean, 'degraded', 'part-lost'],
    ['down, still silent', DOWN, silent, 'down', 'all-lost'],
    ['down, recovery confirm clean', DOWN, confirm(0), 'up', 'answers-again'],
    ['down, recovery confirm with one loss', DOWN, confirm(1), 'up', 'answers-again'],
    ['down, recovery confirm with two losses', DOWN, confirm(2), 'degraded', 'part-lost'],
    ['up, cannot be sent to', UP, { ...confirm(7), unsendable: true }, 'unknown', 'unsendable'],
  ])('%s', (_title, previous, look, state, reason) => {
    expect(nextVerdict(previous, look)).toMatchObject({ state, reason })
  })

  it.each<[string, Parameters<typeof nextVerdict>[0], Look, Reason]>([
    ['never asked, cannot be sent to', UNASKED, { ...confirm(7), unsendable: true }, 'unsendable'],
    ['silent, then a router speaks', DOWN, { ...silent, refused: true }, 'refused'],
    ['silent, then refused in a confirm', DOWN, { ...confirm(7), refused: true }, 'refused'],
    ['refused, then one echo without a word', REFUSED, silent, 'refused'],
    ['refused, then a confirm without a word', REFUSED, confirm(7), 'all-lost'],
    [
      'came back, then one lost of seven',
      judged('up', 'answers-again', 1),
      confirm(1),
      'answers-again',
    ],
  ])('%s: the reason follows, the state and its time stand', (_title, previous, look, reason) => {
    const { state, since } = previous
    expect(nextVerdict(previous, { ...look, at: 5000 })).toMatchObject({ state, since, reason })
  })

  it('needs six clean looks in a row to take a degraded target up, as of the first of them', () => {
    let verdict = DEGRADED
    for (let k = 1; k < CLEAN_LOOKS; k++) verdict = nextVerdict(verdict, { ...clean, at: k * 10 })
    verdict = nextVerdict(verdict, confirm(1))
    for (let k = 1; k < CLEAN_LOOKS; k++) verdict = nextVerdict(verdict, { ...clean, at: k * 100 })
    expect(verdict.state).toBe('degraded')
    verdict = nextVerdict(verdict, { ...clean, at: 600 })
    expect(verdict).toMatchObject({ state: 'up', reason: 'clean-again', since: 100 })
  })

  it('changes nothing for an inconclusive look, whatever it says', () => {
    const states = fc.constantFrom(UP, DEGRADED, DOWN, notAsked(0))
    const looks = fc.record({
      at: fc.nat(),
      sent: fc.integer({ min: 1, max: 7 }),
      lost: fc.integer({ min: 0, max: 7 }),
      confirmed: fc.boolean(),
      inconclusive: fc.constant(true),
      unsendable: fc.boolean(),
      refused: fc.boolean(),
    })
    fc.assert(
      fc.property(states, looks, (previous, look) => nextVerdict(previous, look) === previous),
    )
  })
})
