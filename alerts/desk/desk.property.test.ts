// Random lives of incidents: what must hold however they go, and that a kill at any moment changes nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { State } from '../../fleet/state.ts'
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import {
  closed,
  incidentOf,
  plainComposer,
  policyOf,
  receiverOf,
  SMALL,
  step,
} from '../../test/rigs/told-city.ts'
import type { Composer } from '../message/composer.ts'
import { createDesk } from './create-desk.ts'
import type { Desk, DeskMoves, DeskRow } from './desk.ts'
import { GATHER_MS } from './limit.ts'

const START = Date.parse('2026-11-23T03:00:00Z')
const M = 60_000
const H = 60 * M
const LIMITS: Readonly<Record<string, number>> = { noc: 2, genuk: 1, boss: 3 }

const policy = policyOf({
  receivers: [
    receiverOf('noc', { pagesPerMinute: 2 }),
    receiverOf('genuk', {
      pagesPerMinute: 1,
      quiet: {
        hours: {
          days: [0, 1, 2, 3, 4, 5, 6],
          fromMinute: 1320,
          toMinute: 330,
          timezone: 'Asia/Jakarta',
        },
        unless: ['critical'],
      },
    }),
    receiverOf('boss', { pagesPerMinute: 3 }),
  ],
  routes: [
    {
      match: { area: ['genuk'] },
      to: ['genuk', 'noc'],
      goOn: false,
      escalate: [
        { afterMs: 5 * M, to: ['boss'] },
        { afterMs: 20 * M, to: ['boss', 'genuk'] },
      ],
    },
  ],
})

interface Told {
  readonly type: string
  readonly incidents: readonly { readonly id: string; readonly over: boolean }[]
}

const composer: Composer = {
  compose: (order) => ({
    ...plainComposer.compose(order),
    title: JSON.stringify({
      type: order.type,
      incidents: order.incidents.map(({ incident }) => ({
        id: incident.id,
        over: incident.state === 'closed',
      })),
    } satisfies Told),
  }),
}

/** The same for ever, so that a kill changes nothing. */
const STATES: Readonly<Record<string, State | undefined>> = {
  u2: 'suspended',
  u3: 'maintenance',
  u4: undefined,
}
const stateOf = (id: string): State | undefined => (id in STATES ? STATES[id] : 'up')
const newDesk = (by = policy): Desk =>
  createDesk({ policy: by, topology: SMALL, composer, stateOf })
const toldIn = ({ body }: DeskRow): Told => JSON.parse(JSON.parse(body).title)

interface Input {
  readonly at: number
  readonly hand: (desk: Desk) => DeskMoves
}
const OPS = [
  'begin',
  'begin',
  'begin',
  'grow',
  'grave',
  'flap',
  'steady',
  'acknowledge',
  'end',
  'end',
] as const

const randomLife = fc.array(
  fc.record({
    afterMs: fc.oneof(
      fc.integer({ min: 1, max: 30_000 }),
      fc.integer({ min: M, max: 20 * M }),
      fc.integer({ min: H, max: 8 * H }),
    ),
    ops: fc.uniqueArray(
      fc.record({ which: fc.integer({ min: 0, max: 9 }), op: fc.constantFrom(...OPS) }),
      { selector: ({ which }) => which, maxLength: 8 },
    ),
    announce: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 8 }),
  }),
  { minLength: 1, maxLength: 40 },
)
type Life = typeof randomLife extends fc.Arbitrary<infer T> ? T : never

/** At the end everything closes, and two days pass. */
function inputsOf(life: Life, begun: (id: string) => void = () => {}): Input[] {
  const incidents = new Map<number, Incident>()
  const inputs: Input[] = []
  const over = new Set<string>()
  let at = START
  const put = (events: readonly IncidentEvent[]): void => {
    const now = at
    for (const { what, incidentId, incident } of events) {
      const begins = what === 'settled' || (what === 'flapping' && over.has(incidentId))
      if (begins) begun(incidentId)
      if (incident.state === 'closed') over.add(incidentId)
      else over.delete(incidentId)
    }
    inputs.push({ at: now, hand: (desk) => desk.take(events, now) })
  }
  for (const { afterMs, ops, announce } of life) {
    at += afterMs
    put(ops.flatMap(({ which, op }) => advance(incidents, which, op, at)))
    const now = at
    if (announce !== null) {
      const text = { id: [announce], en: [announce] }
      const news = { id: announce, severity: 'warning', text } as const
      inputs.push({ at: now, hand: (desk) => desk.announce(news, now) })
    }
    inputs.push({ at: now, hand: (desk) => desk.tick(now) })
  }
  at += M
  put([...incidents.keys()].flatMap((which) => advance(incidents, which, 'end', at)))
  for (let minute = 1; minute <= 48 * 60; minute += minute < 5 ? 1 : 30) {
    const now = at + minute * M
    inputs.push({ at: now, hand: (desk) => desk.tick(now) })
  }
  return inputs
}

const randomStorm = fc.array(
  fc.record({
    afterS: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 4, max: 70 })),
    ops: fc.uniqueArray(
      fc.record({
        which: fc.integer({ min: 0, max: 9 }),
        op: fc.constantFrom('begin', 'begin', 'grave', 'end'),
      }),
      { selector: ({ which }) => which, maxLength: 6 },
    ),
  }),
  { minLength: 1, maxLength: 20 },
)
type Storm = typeof randomStorm extends fc.Arbitrary<infer T> ? T : never

/** What happens in each second, until two minutes after the last. */
function secondsOf(storm: Storm): { readonly at: number; readonly events: IncidentEvent[] }[] {
  const incidents = new Map<number, Incident>()
  const seconds: { readonly at: number; readonly events: IncidentEvent[] }[] = []
  const pass = (count: number): void => {
    for (let i = 0; i < count; i++) seconds.push({ at: START + seconds.length * 1000, events: [] })
  }
  pass(1)
  for (const { afterS, ops } of storm) {
    pass(afterS)
    const { at, events } = seconds.at(-1) ?? { at: START, events: [] }
    for (const { which, op } of ops) events.push(...advance(incidents, which, op, at))
  }
  pass(120)
  return seconds
}

const randomInputs = fc.oneof(
  randomLife.map((life) => inputsOf(life)),
  randomStorm.map((storm) =>
    secondsOf(storm).flatMap(({ at, events }): Input[] => [
      { at, hand: (desk) => desk.take(events, at) },
      { at, hand: (desk) => desk.tick(at) },
    ]),
  ),
)

function advance(
  incidents: Map<number, Incident>,
  which: number,
  op: (typeof OPS)[number],
  at: number,
): IncidentEvent[] {
  const known = incidents.get(which)
  const keep = (what: IncidentEvent['what'], incident: Incident): IncidentEvent[] => {
    incidents.set(which, incident)
    return [step(what, incident, at)]
  }
  const id = which === 9 ? 'core' : `u${which}`
  if (!known || (known.state === 'closed' && op === 'begin')) {
    return op === 'begin' ? keep('settled', incidentOf(id, { id: `inc-${at}-${id}` })) : []
  }
  if (known.state === 'closed') {
    const { closedAt: _, ...open } = known
    const again = { ...open, state: 'open', flapping: true, affected: [id] } as const
    return op === 'flap' ? keep('flapping', again) : []
  }
  switch (op) {
    case 'begin':
    case 'grow':
      return keep('grown', { ...known, affected: [...known.affected, `u${known.peak + 20}`] })
    case 'grave':
      return keep('grown', { ...known, byKind: { camera: 100 } })
    case 'flap':
      return keep('flapping', { ...known, flapping: true })
    case 'steady':
      return known.flapping ? keep('stable', { ...known, flapping: false }) : []
    case 'acknowledge':
      return keep('acknowledged', { ...known, acknowledged: { at, by: 'ani' } })
    case 'end':
      return keep(known.flapping ? 'stable' : 'closed', closed(known, at))
  }
}

/** Commits what each input gives; where `kills` says so, the first try dies before its commit and all memory with it. */
function play(
  inputs: readonly Input[],
  kills: (index: number) => boolean,
): { readonly rows: DeskRow[]; readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  const rows: DeskRow[] = []
  let desk = newDesk()
  for (const [index, { at, hand }] of inputs.entries()) {
    if (kills(index)) {
      hand(desk)
      desk = newDesk()
      const documents = [...kept].map(([key, body]) => ({ key, body }))
      desk.restore(documents, rows.at(-1)?.seq ?? 0, at)
    }
    const moves = hand(desk)
    rows.push(...moves.rows)
    for (const { key, body } of moves.documents) {
      if (body === undefined) kept.delete(key)
      else kept.set(key, body)
    }
  }
  return { rows, kept }
}

test('property: all is told, nobody hears of an end without a beginning, everybody told hears of the end, once a life', () => {
  fc.assert(
    fc.property(randomLife, (life) => {
      const lives = new Map<string, number>()
      const { rows, kept } = play(
        inputsOf(life, (id) => lives.set(id, (lives.get(id) ?? 0) + 1)),
        () => false,
      )
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      for (const [i, row] of rows.entries()) expect(row.seq).toBe(i + 1)
      const believes = new Map<string, boolean>()
      const ends = new Map<string, number>()
      for (const row of rows) {
        if (row.key.includes('/announcement/')) continue
        const { type, incidents } = toldIn(row)
        const ids = new Set(incidents.map(({ id }) => id))
        expect([type, ids.size]).toEqual([type, incidents.length])
        expect([type, incidents.length > 1]).toEqual([type, type === 'digest'])
        for (const { id, over } of incidents) {
          const who = `${row.receiver} of ${id}`
          if (type === 'recovered' || type === 'withdrawn') {
            expect([who, believes.get(who)]).toEqual([who, false])
            const isBack = !/-u[234]$/.test(id)
            expect([id, type]).toEqual([id, isBack ? 'recovered' : 'withdrawn'])
          }
          if (over) ends.set(who, (ends.get(who) ?? 0) + 1)
          expect(ends.get(who) ?? 0).toBeLessThanOrEqual(lives.get(id) ?? 0)
          believes.set(who, over)
        }
      }
      for (const [who, over] of believes) expect([who, over]).toEqual([who, true])
      for (const id of lives.keys()) expect(believes.has(`noc of ${id}`)).toBe(true)
      expect([...kept.keys()].filter((key) => key.startsWith('incident/'))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('property: no minute has more than its single messages and one digest', () => {
  fc.assert(
    fc.property(randomInputs, (inputs) => {
      const { rows } = play(inputs, () => false)
      for (const [receiver, limit] of Object.entries(LIMITS)) {
        const own = rows.filter(
          (row) => row.receiver === receiver && !row.key.includes('/announcement/'),
        )
        for (const { at } of own) {
          const minute = own.filter((row) => row.at >= at && row.at < at + M)
          const digests = minute.filter(({ key }) => key.startsWith('digest/')).length
          expect(digests).toBeLessThanOrEqual(1)
          // One more where what was alone took the place of a digest.
          expect(minute.length).toBeLessThanOrEqual(limit + 3 + 1)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('property: a digest gathers for 5 s, and nothing waits longer for one than the minute since the last', () => {
  fc.assert(
    fc.property(randomStorm, (storm) => {
      const waits = new Map<string, number>()
      const told = new Set<string>()
      const desk = newDesk()
      let digestAt = Number.NEGATIVE_INFINITY
      for (const { at, events } of secondsOf(storm)) {
        for (const { what, incidentId } of events) {
          const isNews = what === 'settled' || (what === 'closed' && told.has(incidentId))
          if (isNews && !waits.has(incidentId)) waits.set(incidentId, at)
        }
        const oldest = Math.min(...waits.values())
        for (const row of [...desk.take(events, at).rows, ...desk.tick(at).rows]) {
          if (row.receiver !== 'noc') continue
          const { type, incidents } = toldIn(row)
          if (type === 'digest') {
            expect(at - oldest).toBeGreaterThanOrEqual(GATHER_MS)
            expect(at - digestAt).toBeGreaterThanOrEqual(M)
            digestAt = at
          }
          for (const { id } of incidents) {
            waits.delete(id)
            told.add(id)
          }
          if (type === 'digest') expect(waits.size).toBe(0)
        }
        for (const since of waits.values()) expect(at - since).toBeLessThan(M)
      }
      expect(waits.size).toBe(0)
    }),
    { numRuns: 60 },
  )
})

test('property: killed at any moment it says the same, with the same keys, in the same order', () => {
  fc.assert(
    fc.property(randomInputs, fc.infiniteStream(fc.nat(3)), (inputs, dice) => {
      const plain = play(inputs, () => false)
      const killed = play(inputs, () => dice.next().value === 0)
      expect(killed.rows).toEqual(plain.rows)
      expect(killed.kept).toEqual(plain.kept)
    }),
    { numRuns: 60 },
  )
})

/** Only `noc` takes everything; what a receiver refuses it refuses at once. */
const wayward = policyOf({
  receivers: [...policy.receivers],
  routes: policy.routes.map((route) => ({ ...route, to: ['genuk'] })),
})

test('property: whoever refuses, the end is heard by exactly those who heard of it', () => {
  fc.assert(
    fc.property(randomLife, fc.infiniteStream(fc.boolean()), (life, dice) => {
      const desk = newDesk(wayward)
      const heard: DeskRow[] = []
      const begun = new Set<string>()
      const bring = (rows: readonly DeskRow[], at: number): void => {
        for (const row of rows) {
          if (row.key.includes('/announcement/')) continue
          for (const { id, over } of toldIn(row).incidents) if (!over) begun.add(id)
          const refuses = row.receiver !== 'noc' && dice.next().value
          if (refuses) bring(desk.refused(row, { kind: 'refused', why: 'no' }, at).rows, at)
          else heard.push(row)
        }
      }
      for (const { at, hand } of inputsOf(life)) bring(hand(desk).rows, at)
      const believes = new Map<string, boolean>()
      for (const row of heard) {
        const { type, incidents } = toldIn(row)
        for (const { id, over } of incidents) {
          const who = `${row.receiver} of ${id}`
          if (type === 'recovered' || type === 'withdrawn') {
            expect([who, believes.get(who)]).toEqual([who, false])
          }
          believes.set(who, over)
        }
      }
      for (const id of begun) {
        const knowing = [...believes.keys()].filter((who) => who.endsWith(` of ${id}`))
        expect([id, knowing.length > 0]).toEqual([id, true])
      }
      for (const [who, over] of believes) {
        if (who.startsWith('noc')) expect([who, over]).toEqual([who, true])
      }
    }),
    { numRuns: 60 },
  )
})
