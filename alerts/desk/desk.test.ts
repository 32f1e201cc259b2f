import { expect, test } from 'vitest'
import { deskOf, H, keys, M, S, START, said } from '../../test/rigs/small-desk.ts'
import { closed, incidentOf, receiverOf, step } from '../../test/rigs/told-city.ts'
import type { Notification } from '../notification.ts'
import type { Refusal } from '../refusal.ts'
import type { Announcement, Desk, DeskMoves, DeskRow } from './desk.ts'

const no = (why: string): Refusal => ({ kind: 'refused', why })

const u1 = incidentOf('u1')
const u2 = incidentOf('u2')

test('one page when an incident has settled, one recovery when it is over, to whom was told', () => {
  const desk = deskOf()
  expect(desk.take([step('opened', { ...u1, settled: false }, START)], START).rows).toEqual([])
  const page = desk.take([step('settled', u1, START)], START)
  expect(page.rows).toMatchObject([
    { key: 'inc-1-u1/noc/page/1', receiver: 'noc', seq: 1, at: START },
  ])
  expect(page.documents.map(({ key }) => key)).toEqual(['incident/inc-1-u1', 'receiver/noc'])
  expect(desk.told(u1.id)).toEqual([{ receiver: 'noc', at: START }])
  const worse = { ...u1, affected: ['u1', 'u2', 'u3'], peak: 3 }
  expect(desk.take([step('grown', worse, START + S)], START + S).rows).toEqual([])
  const shrunk = step('shrunk', u1, START + 2 * S)
  const recovering = step('recovering', { ...u1, state: 'recovering' }, START + 2 * S)
  expect(desk.take([shrunk, recovering], START + 2 * S).rows).toEqual([])
  const back = desk.take([step('closed', closed(u1, START + 5 * S), START + 5 * S)], START + 5 * S)
  expect(said(back)).toEqual(['noc <- recovered: u1 (3, over)'])
  expect(keys(back)).toEqual(['inc-1-u1/noc/recovered/1'])
  expect(back.documents).toContainEqual({
    collection: 'notices',
    key: 'incident/inc-1-u1',
    body: undefined,
  })
  expect(desk.told(u1.id)).toEqual([])
  expect(desk.tick(START + H)).toEqual({ rows: [], documents: [] })
})

test('what closes before it settled is told to nobody', () => {
  const desk = deskOf()
  const opened = step('opened', { ...u1, settled: false }, START)
  expect(desk.take([opened, step('closed', closed(u1, START), START)], START)).toEqual({
    rows: [],
    documents: [],
  })
})

test('flapping is told to those who were told, and the recovery once more', () => {
  const desk = deskOf({
    receivers: [receiverOf('noc'), receiverOf('genuk')],
    routes: [{ match: { severity: ['warning'] }, to: ['genuk'], goOn: false, escalate: [] }],
  })
  desk.take([step('settled', u1, START)], START)
  const flapping = { ...u1, flapping: true }
  expect(said(desk.take([step('flapping', flapping, START + M)], START + M))).toEqual([
    'genuk <- flapping: u1 (1)',
  ])
  const over = step('stable', closed(u1, START + H), START + H)
  expect(said(desk.take([over], START + H))).toEqual(['genuk <- recovered: u1 (1, over)'])
})

test('what comes back flapping after all was said is routed again, with keys of its own', () => {
  const desk = deskOf()
  desk.take([step('settled', u1, START)], START)
  desk.take([step('closed', closed(u1, START + S), START + S)], START + S)
  const flapping = step('flapping', { ...u1, flapping: true }, START + M)
  const again = keys(desk.take([flapping], START + M))
  const over = step('stable', closed(u1, START + H), START + H)
  expect([...again, ...keys(desk.take([over], START + H))]).toEqual([
    `inc-1-u1/noc/flapping/${START + M + 1}`,
    `inc-1-u1/noc/recovered/${START + M + 1}`,
  ])
})

test('the blind probe goes by the second path', () => {
  const desk = deskOf({ receivers: [receiverOf('noc'), receiverOf('second')], blind: ['second'] })
  const blind = incidentOf('probe', { cause: { kind: 'probe' }, affected: [] })
  expect(said(desk.take([step('settled', blind, START)], START))).toEqual([
    'second <- page: probe (0)',
  ])
})

const receivers = [receiverOf('noc'), receiverOf('boss'), receiverOf('mayor')]
const escalate = [
  { afterMs: 15 * M, to: ['boss'] },
  { afterMs: 30 * M, to: ['boss', 'mayor'] },
]
const escalating = {
  receivers,
  routes: [{ match: {}, to: ['noc'], goOn: false, escalate }],
}

test('escalates step by step from the first page on', () => {
  const desk = deskOf(escalating)
  desk.take([step('settled', u1, START)], START)
  expect(desk.tick(START + 15 * M - 1).rows).toEqual([])
  const first = desk.tick(START + 15 * M)
  expect(said(first)).toEqual(['boss <- escalated: u1 (1)'])
  expect((JSON.parse(first.rows[0]?.body ?? '') as Notification).lines).toEqual(['noc'])
  expect(desk.tick(START + 16 * M).rows).toEqual([])
  const second = desk.tick(START + 30 * M)
  expect(keys(second)).toEqual(['inc-1-u1/boss/escalated/2', 'inc-1-u1/mayor/escalated/1'])
  const [toBoss, toMayor] = second.rows.map(({ body }) => JSON.parse(body) as Notification)
  expect(toBoss?.lines).toEqual(['noc,boss'])
  expect(toMayor).toEqual({ ...toBoss, key: 'inc-1-u1/mayor/escalated/1' })
  const over = step('closed', closed(u1, START + H), START + H)
  expect(said(desk.take([over], START + H))).toEqual([
    'noc <- recovered: u1 (1, over)',
    'boss <- recovered: u1 (1, over)',
    'mayor <- recovered: u1 (1, over)',
  ])
})

test('an acknowledgement ends escalation; two late steps are one message each', () => {
  const desk = deskOf(escalating)
  desk.take([step('settled', u1, START), step('settled', u2, START)], START)
  const acknowledged = { ...u1, acknowledged: { at: START + M, by: 'ani' } }
  expect(desk.take([step('acknowledged', acknowledged, START + M)], START + M).rows).toEqual([])
  expect(said(desk.tick(START + 40 * M))).toEqual([
    'boss <- escalated: u2 (1)',
    'mayor <- escalated: u2 (1)',
  ])
})

const night = {
  days: [1, 2] as const,
  fromMinute: 22 * 60,
  toMinute: 330,
  timezone: 'Asia/Jakarta',
}
const resting = {
  receivers: [receiverOf('noc', { quiet: { hours: night, unless: ['critical'] } })],
}
const EVENING = START + 13 * H
const MORNING = START + 19.5 * H

test('holds in quiet hours what is not grave enough, until they end', () => {
  const desk = deskOf(resting)
  expect(desk.take([step('settled', u1, EVENING)], EVENING).rows).toEqual([])
  expect(desk.told(u1.id)).toEqual([])
  expect(said(desk.take([step('settled', incidentOf('core'), EVENING)], EVENING))).toEqual([
    'noc <- page: core (1)',
  ])
  expect(desk.tick(MORNING - 1).rows).toEqual([])
  expect(said(desk.tick(MORNING))).toEqual(['noc <- page: u1 (1)'])
})

test('never says what is over by the end of quiet hours, nor that it is over', () => {
  const desk = deskOf(resting)
  desk.take([step('settled', u1, EVENING)], EVENING)
  const over = desk.take([step('closed', closed(u1, EVENING + H), EVENING + H)], EVENING + H)
  expect(over).toEqual({
    rows: [],
    documents: [{ collection: 'notices', key: 'incident/inc-1-u1', body: undefined }],
  })
  expect(desk.tick(MORNING).rows).toEqual([])
})

test('holds the recovery of what was told before; a held page that turns critical goes out', () => {
  const desk = deskOf(resting)
  desk.take([step('settled', u1, START)], START)
  desk.take([step('settled', u2, EVENING)], EVENING)
  const over = step('closed', closed(u1, EVENING), EVENING)
  expect(desk.take([over], EVENING).rows).toEqual([])
  const grown = step('grown', { ...u2, byKind: { camera: 100 } }, EVENING + M)
  expect(said(desk.take([grown], EVENING + M))).toEqual(['noc <- page: u2 (1)'])
  expect(said(desk.tick(MORNING))).toEqual(['noc <- recovered: u1 (1, over)'])
})

const announcement = (id: string, severity: Announcement['severity'] = 'info'): Announcement => ({
  id,
  severity,
  text: { id: [`pesan ${id}`], en: [`news ${id}`] },
})

test('an announcement is said once by its id, also after a restart', () => {
  const desk = deskOf()
  const moves = desk.announce(announcement('a'), START)
  expect(said(moves)).toEqual(['noc <- news a'])
  expect(keys(moves)).toEqual(['a/noc/announcement/1'])
  expect(desk.announce(announcement('a'), START + S).rows).toEqual([])
  const next = deskOf()
  const kept = moves.documents.map(({ key, body = '' }) => ({ key, body }))
  next.restore(kept, 1, START + M)
  expect(next.announce(announcement('a'), START + M).rows).toEqual([])
})

test('many announcements are one, and wait for the end of quiet hours', () => {
  const desk = deskOf(resting)
  for (let i = 0; i < 5; i++) desk.announce(announcement(`a${i}`), START)
  expect(said(desk.announce(announcement('a5'), START))).toEqual(['noc <- news a5'])
  for (let i = 0; i < 7; i++) {
    expect(desk.announce(announcement(`b${i}`), EVENING).rows).toEqual([])
  }
  const morning = desk.tick(MORNING)
  expect(said(morning)).toEqual(['noc <- 7 announcements at once'])
  expect(keys(morning)).toEqual([`announcements/noc/announcement/${MORNING}`])
})

const genukOnly = {
  receivers: [receiverOf('noc'), receiverOf('genuk')],
  routes: [{ match: {}, to: ['genuk'], goOn: false, escalate: [] }],
}
const rowOf = ({ rows }: DeskMoves): DeskRow => {
  const [row] = rows
  if (!row) throw new Error('no row')
  return row
}
const end = (desk: Desk, at: number): string[] =>
  said(desk.take([step('closed', closed(u1, at), at)], at))

test('a page that was refused is told to the fallback as its own, and so is the recovery', () => {
  const desk = deskOf(genukOnly)
  const row = rowOf(desk.take([step('settled', u1, START)], START))
  const instead = desk.refused(row, no('status 400'), START + S)
  expect(said(instead)).toEqual(['noc <- page: u1 (1) for genuk'])
  expect(desk.told(u1.id)).toEqual([{ receiver: 'noc', at: START + S }])
  expect(desk.refused(row, no('status 400'), START + 2 * S).rows).toEqual([])
  expect(end(desk, START + M)).toEqual(['noc <- recovered: u1 (1, over)'])
})

test('a digest that was refused is told to the fallback, which has its own limit', () => {
  const desk = deskOf(genukOnly)
  const all = Array.from({ length: 7 }, (_, i) => step('settled', incidentOf(`u${i}`), START))
  desk.take(all, START)
  const digest = rowOf(desk.tick(START + 5 * S))
  expect(digest.key).toMatch(/^digest[/]genuk/)
  expect(desk.refused(digest, no('status 400'), START + 6 * S).rows).toEqual([])
  const [instead, ...more] = said(desk.tick(START + 11 * S))
  expect(instead).toMatch(/^noc <- digest: u0 .1. for genuk, u1/)
  expect(more).toEqual([])
  expect(desk.told('inc-1-u3')).toEqual([{ receiver: 'noc', at: START + 11 * S }])
})

test('who refuses what another refused passes it on once, never in a circle', () => {
  const desk = deskOf(genukOnly)
  const row = rowOf(desk.take([step('settled', u1, START)], START))
  const toNoc = rowOf(desk.refused(row, no('status 400'), START + S))
  expect(toNoc.receiver).toBe('noc')
  const only = deskOf()
  const toOnly = rowOf(only.take([step('settled', u1, START)], START))
  expect(only.refused(toOnly, no('status 400'), START + S).rows).toEqual([])
  expect(desk.refused(toNoc, no('status 400'), START + 2 * S).rows).toEqual([])
  expect(desk.told(u1.id)).toEqual([])
  expect(end(desk, START + M)).toEqual([])
})

test('what is refused by whom knows of it already is copied with its own first line and a mark', () => {
  const desk = deskOf(genukOnly)
  desk.take([step('settled', u1, START)], START)
  const flaps = step('flapping', { ...u1, flapping: true }, START + M)
  const row = rowOf(desk.take([flaps], START + M))
  const copy = rowOf(desk.refused(row, no('status 400'), START + M))
  expect(copy.key).toBe('refused/inc-1-u1/genuk/flapping/1/noc/announcement/1')
  const { title, lines } = JSON.parse(copy.body) as Notification
  expect([title, ...lines]).toEqual([
    '[genuk not reached] flapping: u1 (1)',
    'genuk refused this message: status 400',
  ])
  expect(desk.refused(copy, no('status 400'), START + M).rows).toEqual([])
  expect(desk.told(u1.id)).toEqual([{ receiver: 'genuk', at: START }])
})

test('who refuses that it began again does not hear of a second end, and the fallback does', () => {
  const desk = deskOf(genukOnly)
  desk.take([step('settled', u1, START)], START)
  expect(end(desk, START + M)).toEqual(['genuk <- recovered: u1 (1, over)'])
  const again = step('flapping', { ...u1, flapping: true }, START + 2 * M)
  const row = rowOf(desk.take([again], START + 2 * M))
  expect(said(desk.refused(row, no('status 400'), START + 2 * M))).toEqual([
    'noc <- flapping: u1 (1) for genuk',
  ])
  expect(end(desk, START + 3 * M)).toEqual(['noc <- recovered: u1 (1, over)'])
})

test('a page to a receiver that is no more is a copy only where it is over by now', () => {
  const desk = deskOf(genukOnly)
  const moves = desk.take([step('settled', u1, START)], START)
  const kept = moves.documents.map(({ key, body = '' }) => ({ key, body }))
  const next = deskOf()
  next.restore(kept, 1, START + M)
  const anew = next.refused(rowOf(moves), { kind: 'removed' }, START + M)
  expect(said(anew)).toEqual(['noc <- page: u1 (1)'])
  expect(end(next, START + 2 * M)).toEqual(['noc <- recovered: u1 (1, over)'])
  const later = deskOf({ receivers: [receiverOf('noc', { language: 'id' })] })
  const copy = rowOf(later.refused(rowOf(moves), { kind: 'removed' }, START + M))
  const { title, lines } = JSON.parse(copy.body) as Notification
  expect([title, ...lines]).toEqual([
    '[genuk tidak terjangkau] page: u1 (1)',
    'Penerima genuk tidak ada lagi dalam aturan, jadi pesan ini tidak dikirim ke sana.',
    'Sekarang sudah selesai.',
  ])
})

test.each([
  ['suspended', 'withdrawn'],
  ['maintenance', 'withdrawn'],
  [undefined, 'withdrawn'],
  ['up', 'recovered'],
  ['degraded', 'recovered'],
] as const)('an incident that ends with its cause %s is %s', (state, type) => {
  const desk = deskOf({}, () => state)
  desk.take([step('settled', u1, START)], START)
  expect(end(desk, START + M)).toEqual([`noc <- ${type}: u1 (1, over)`])
})

test('of several one that is back is a recovery; the decision holds when the message has waited', () => {
  const shared = { kind: 'shared', attribute: 'isp', value: 'x', failed: 2, total: 2 } as const
  const many = { ...u1, cause: shared, affected: ['u1', 'u2'] }
  const states: Record<string, 'up' | 'suspended'> = { u1: 'up', u2: 'suspended' }
  const desk = deskOf(resting, (id) => states[id])
  const moves = desk.take([step('settled', many, START), step('settled', u2, START)], START)
  const kept = new Map(moves.documents.map(({ key, body = '' }) => [key, body]))
  const over = [closed(many, EVENING), closed(u2, EVENING)]
  const evening = desk.take(
    over.map((one) => step('closed', one, EVENING)),
    EVENING,
  )
  expect(evening.rows).toEqual([])
  for (const { key, body = '' } of evening.documents) kept.set(key, body)
  const next = deskOf(resting, () => 'up')
  next.restore(
    [...kept].map(([key, body]) => ({ key, body })),
    2,
    EVENING,
  )
  expect(said(next.tick(MORNING))).toEqual([
    'noc <- recovered: u1 (2, over)',
    'noc <- withdrawn: u2 (1, over)',
  ])
})

test('goes on from what was kept: recovery, limit, held pages and escalation', () => {
  const desk = deskOf(escalating)
  const moves = [
    desk.take([step('settled', u1, START)], START),
    desk.take([step('grown', { ...u1, affected: ['u1', 'u2'] }, START + S)], START + S),
  ]
  const kept = new Map<string, string>()
  for (const { key, body } of moves.flatMap(({ documents }) => documents)) {
    if (body !== undefined) kept.set(key, body)
  }
  const documents = [...kept].map(([key, body]) => ({ key, body }))
  const next = deskOf(escalating)
  next.restore(documents, 41, START + M)
  expect(next.told(u1.id)).toEqual([{ receiver: 'noc', at: START }])
  expect(next.tick(START + 15 * M).rows).toMatchObject([
    { key: 'inc-1-u1/boss/escalated/1', seq: 42 },
  ])
  const over = step('closed', closed(u1, START + H), START + H)
  expect(said(next.take([over], START + H))).toEqual([
    'noc <- recovered: u1 (2, over)',
    'boss <- recovered: u1 (2, over)',
  ])
  const without = deskOf({ receivers: [receiverOf('new')], fallback: ['new'] })
  without.restore(documents, 41, START + M)
  expect(said(without.tick(START + M))).toEqual(['new <- page: u1 (2)'])
  expect(without.take([over], START + H).documents).toContainEqual({
    collection: 'notices',
    key: 'incident/inc-1-u1',
    body: undefined,
  })
})
