// The limit of a receiver through the whole desk: what goes at once, what gathers, what a digest becomes.
import { expect, test } from 'vitest'
import { deskOf, H, keys, M, S, START, said, titleOf } from '../../test/rigs/small-desk.ts'
import { closed, incidentOf, receiverOf, step } from '../../test/rigs/told-city.ts'
import type { DeskRow } from './desk.ts'
import { GATHER_MS } from './limit.ts'

const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => incidentOf(`u${from + i}`))

test('more than a minute may have gathers for 5 s and is one digest; what comes then waits its minute', () => {
  const desk = deskOf()
  const [first, ...others] = many(7).map((one) => step('settled', one, START))
  if (!first) throw new Error('no incident')
  expect(desk.take(others, START).rows).toEqual([])
  expect(desk.take([first], START + S).rows).toEqual([])
  expect(desk.tick(START + GATHER_MS - 1).rows).toEqual([])
  const sent = START + GATHER_MS
  const digest = desk.tick(sent)
  expect(said(digest)).toEqual([
    'noc <- digest: u1 (1), u2 (1), u3 (1), u4 (1), u5 (1), u6 (1), u0 (1)',
  ])
  expect(keys(digest)).toEqual([`digest/noc/digest/${sent}`])
  const later = START + 10 * S
  const more = many(6, 10).map((one) => step('settled', one, later))
  expect(desk.take(more, later).rows).toEqual([])
  const over = [incidentOf('u0'), incidentOf('u10')].map((one) =>
    step('closed', closed(one, later + S), later + S),
  )
  expect(desk.take(over, later + S).rows).toEqual([])
  expect(desk.tick(sent + M - 1).rows).toEqual([])
  expect(said(desk.tick(sent + M))).toEqual([
    'noc <- digest: u11 (1), u12 (1), u13 (1), u14 (1), u15 (1), u10 (1, over), u0 (1, over)',
  ])
  const end = START + 5 * M
  const all = [...many(6, 1), ...many(5, 11)].map((one) => step('closed', closed(one, end), end))
  expect(desk.take(all.slice(0, 5), end).rows).toHaveLength(5)
  expect(desk.take(all.slice(5), end + S).rows).toEqual([])
  const last = desk.tick(end + S + GATHER_MS)
  expect(last.rows).toHaveLength(1)
  expect(last.documents.filter(({ body }) => body === undefined)).toHaveLength(6)
})

test('what is alone when its digest is due is the message that it would have been', () => {
  const desk = deskOf()
  desk.take(
    many(5).map((one) => step('settled', one, START)),
    START,
  )
  const sixth = incidentOf('u5')
  expect(desk.take([step('settled', sixth, START + S)], START + S).rows).toEqual([])
  const alone = desk.tick(START + S + GATHER_MS)
  expect(said(alone)).toEqual(['noc <- page: u5 (1)'])
  expect(keys(alone)).toEqual(['inc-1-u5/noc/page/1'])
  const over = closed(sixth, START + 10 * S)
  expect(desk.take([step('closed', over, START + 10 * S)], START + 10 * S).rows).toEqual([])
  expect(desk.tick(START + M - 1).rows).toEqual([])
  expect(keys(desk.tick(START + M))).toEqual(['inc-1-u5/noc/recovered/1'])
})

test('what began and ended while it waited alone is one page that says it is over', () => {
  const desk = deskOf()
  desk.take(
    many(5).map((one) => step('settled', one, START)),
    START,
  )
  const sixth = incidentOf('u5')
  desk.take([step('settled', sixth, START + S)], START + S)
  const over = closed(sixth, START + 2 * S)
  expect(desk.take([step('closed', over, START + 2 * S)], START + 2 * S).rows).toEqual([])
  const alone = desk.tick(START + S + GATHER_MS)
  expect(said(alone)).toEqual(['noc <- page: u5 (1, over)'])
  expect(keys(alone)).toEqual(['inc-1-u5/noc/page/1'])
  expect(desk.tick(START + H).rows).toEqual([])
})

const escalate = [{ afterMs: 15 * M, to: ['boss'] }]

test('what ended before it was escalated is told alone as over, not as unanswered', () => {
  const desk = deskOf({
    receivers: [receiverOf('noc'), receiverOf('boss', { pagesPerMinute: 1 })],
    routes: [{ match: {}, to: ['noc'], goOn: false, escalate }],
  })
  const second = incidentOf('u2')
  desk.take([step('settled', incidentOf('u1'), START)], START)
  desk.take([step('settled', second, START + S)], START + S)
  const due = START + 15 * M
  expect(said(desk.tick(due))).toEqual(['boss <- escalated: u1 (1)'])
  expect(desk.tick(due + S).rows).toEqual([])
  const over = desk.take([step('closed', closed(second, due + 2 * S), due + 2 * S)], due + 2 * S)
  expect(said(over)).toEqual(['noc <- recovered: u2 (1, over)'])
  const alone = desk.tick(due + S + GATHER_MS)
  expect(said(alone)).toEqual(['boss <- page: u2 (1, over)'])
  expect(desk.tick(due + 2 * M).rows).toEqual([])
})

test('a critical cause has its own page while the rest waits for a digest', () => {
  const desk = deskOf()
  desk.take(
    many(6).map((one) => step('settled', one, START)),
    START,
  )
  const at = START + 4 * S
  const cut = incidentOf('core', { affected: ['core', ...many(400).map(({ id }) => id)] })
  const events = [...many(7, 20), cut].map((one) => step('settled', one, at))
  expect(said(desk.take(events, at))).toEqual(['noc <- page: core (401)'])
  const over = step('closed', closed(cut, at + 500), at + 500)
  expect(said(desk.take([over], at + 500))).toEqual(['noc <- recovered: core (401, over)'])
  expect(said(desk.tick(START + GATHER_MS))).toEqual([
    expect.stringMatching(/digest: (u\d+ .*){13}$/),
  ])
})

test('900 unrelated incidents within 60 s: few single pages, at most one digest a minute, nothing lost', () => {
  const desk = deskOf()
  const incidents = many(900)
  const rows: DeskRow[] = []
  for (let second = 0; second < 180; second++) {
    const at = START + second * S
    const now = second < 60 ? incidents.slice(second * 15, second * 15 + 15) : []
    rows.push(
      ...desk.take(
        now.map((one) => step('settled', one, at)),
        at,
      ).rows,
      ...desk.tick(at).rows,
    )
  }
  const digests = rows.filter(({ key }) => key.startsWith('digest/'))
  expect(rows).toHaveLength(digests.length)
  expect(digests.map(({ at }) => at - START)).toEqual([GATHER_MS, GATHER_MS + M])
  const told = digests.flatMap((row) => titleOf(row).match(/u\d+/g) ?? [])
  expect(told.sort()).toEqual(incidents.map(({ affected }) => affected[0]).sort())
  expect(incidents.every(({ id }) => desk.told(id).length === 1)).toBe(true)
})

test('a clock that was set back by hours holds nothing up', () => {
  const desk = deskOf({
    receivers: [receiverOf('noc'), receiverOf('boss')],
    routes: [{ match: {}, to: ['noc'], goOn: false, escalate }],
  })
  const first = many(7).map((one) => step('settled', one, START))
  desk.take(first, START)
  desk.tick(START + GATHER_MS)
  desk.take(
    many(7, 10).map((one) => step('settled', one, START + 6 * S)),
    START + 6 * S,
  )
  const back = START - 3 * H
  expect(desk.tick(back).rows).toEqual([])
  expect(said(desk.tick(back + M))).toEqual([expect.stringContaining('noc <- digest: u10')])
  expect(desk.tick(back + 17 * M).rows).toEqual([])
  expect(said(desk.tick(back + 17 * M + GATHER_MS))).toEqual([
    expect.stringContaining('boss <- digest: u0'),
  ])
})

test('what gathers when the clock is set back goes 5 s later', () => {
  const desk = deskOf()
  const first = many(7).map((one) => step('settled', one, START))
  desk.take(first, START)
  const back = START - 3 * H
  expect(desk.tick(back).rows).toEqual([])
  expect(desk.tick(back + GATHER_MS).rows).toHaveLength(1)
})

test('what comes a little late is of now: no limit is loosened', () => {
  const desk = deskOf()
  const first = many(6).map((one) => step('settled', one, START))
  desk.take(first, START)
  const sent = START + GATHER_MS
  desk.tick(sent)
  const second = many(6, 10).map((one) => step('settled', one, sent - S))
  expect(desk.take(second, sent - S).rows).toEqual([])
  expect(desk.tick(sent + M - 1).rows).toEqual([])
  expect(desk.tick(sent + M).rows).toHaveLength(1)
})
