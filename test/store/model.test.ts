// Whatever is done to them, the local store and the memory store answer the same; and retention changes no later answer.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { REASONS, STATES } from '../../fleet/state.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { openMemoryStore } from '../../store/memory.ts'
import type { Change, MinuteColumns, RegisteredTarget, Store } from '../../store/store.ts'
import { incident, minute } from '../contracts/kept.ts'
import { longBody } from '../contracts/store-notifier.ts'

const DAY = 86_400_000
const MINUTE = 60_000
const END = 20 * DAY
const IDS = ['a', 'b', 'c', 'd'] as const
const AREAS = ['kel-1', 'kel-2', 'kec-1'] as const

const time = fc.integer({ min: 0, max: 20 }).map((day) => day * DAY)
const change: fc.Arbitrary<Change> = fc.record({
  transitions: fc.array(
    fc.record({
      targetId: fc.constantFrom(...IDS, 'stranger'),
      at: time,
      decidedAt: time,
      from: fc.constantFrom(...STATES),
      to: fc.constantFrom(...STATES),
      reason: fc.constantFrom(...REASONS),
      evidence: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { maxKeys: 2 }),
    }),
    { maxLength: 6 },
  ),
  gaps: fc.array(
    fc.tuple(fc.constantFrom('blind', 'paused'), time, time).map(([reason, a, b]) => {
      return { reason, from: Math.min(a, b), to: Math.max(a, b) }
    }),
    { maxLength: 2 },
  ),
})
const incidents = fc.array(
  fc.record({
    id: fc.constantFrom('inc-a', 'inc-b', 'inc-c'),
    at: time,
    what: fc.constantFrom('opened', 'grown', 'closed'),
    state: fc.constantFrom('open', 'recovering', 'closed'),
    affected: fc.uniqueArray(fc.constantFrom(...IDS, 'stranger')),
  }),
  { maxLength: 4 },
)
const key = fc.constantFrom('k', 'l', 'm', 'n')
const body = fc.oneof(fc.string(), fc.constant(longBody(3_000)))
const messages: fc.Arbitrary<Change> = fc.record({
  outbox: fc.array(
    fc.record({
      key,
      receiver: fc.constantFrom('sari', 'budi'),
      seq: fc.integer({ min: 1, max: 9 }),
      at: time,
      body,
    }),
    { maxLength: 3 },
  ),
  outboxMarks: fc.array(
    fc.record(
      {
        key,
        state: fc.constantFrom('waiting', 'sent', 'refused'),
        attempts: fc.nat(9),
        at: time.map((at) => at - 400 * DAY),
        error: fc.string(),
      },
      { requiredKeys: ['key', 'state', 'attempts', 'at'] },
    ),
    { maxLength: 3 },
  ),
  documents: fc.array(
    fc.record({
      collection: fc.constantFrom('notices', 'planned'),
      key,
      body: fc.option(body, { nil: undefined }),
    }),
    { maxLength: 3 },
  ),
  audit: fc.array(
    fc.record({
      at: time,
      by: fc.string(),
      via: fc.constantFrom('cli', 'link'),
      action: fc.constantFrom('suspend', 'acknowledge'),
      subject: key,
      detail: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { maxKeys: 2 }),
    }),
    { maxLength: 2 },
  ),
})
const estate: fc.Arbitrary<readonly RegisteredTarget[]> = fc
  .uniqueArray(fc.constantFrom(...IDS))
  .chain((ids) =>
    fc.tuple(
      ...ids.map((targetId) =>
        fc.record({
          targetId: fc.constant(targetId),
          kind: fc.constantFrom('uplink', 'nvr'),
          areas: fc.subarray([...AREAS]),
          pinged: fc.boolean(),
        }),
      ),
    ),
  )
type Row = [number, number, number, number, number]
const rows = fc.array(
  fc.tuple(...[0, 1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 9 }))) as fc.Arbitrary<Row>,
  { minLength: IDS.length, maxLength: IDS.length },
)
const act = fc.oneof(
  fc.record({ change, messages, incidents }),
  fc.record({ estate }),
  fc.record({ at: fc.integer({ min: 0, max: 3 }), rows }),
)

const folder = mkdtempSync(join(tmpdir(), 'ronda-model-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

it('the local store answers as the memory store does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), time, async (acts, kept) => {
      const local = await openLocalStore(join(folder, `${++files}.db`))
      const memory = openMemoryStore()
      try {
        let pinged = 0
        for (const one of acts) {
          if ('estate' in one) pinged = one.estate.filter((target) => target.pinged).length
          for (const store of [local, memory]) await perform(store, one, pinged)
        }
        const later = await answers(memory, END - kept)
        expect(await answers(local, 0)).toEqual(await answers(memory, 0))
        for (const store of [local, memory]) {
          await store.retain({ minutesDays: 10, transitionsDays: kept / DAY }, END)
        }
        expect(await answers(local, 0)).toEqual(await answers(memory, 0))
        expect((await answers(local, END - kept)).availability).toEqual(later.availability)
      } finally {
        await local.close()
      }
    }),
    { numRuns: 60 },
  )
})

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

async function perform(store: Store, one: Act, pinged: number): Promise<void> {
  if ('change' in one) {
    const { change, messages } = one
    await store.commit({ ...change, ...messages, incidents: one.incidents.map(eventOf) })
  } else if ('estate' in one) await store.register(one.estate)
  else await store.saveMinute(minuteOf(one.at, one.rows.slice(0, pinged)))
}

function eventOf({
  id,
  at,
  what,
  state,
  affected,
}: typeof incidents extends fc.Arbitrary<(infer T)[]> ? T : never) {
  const closed = state === 'closed' ? { closedAt: at } : {}
  const openedAt = id.charCodeAt(4) * MINUTE
  const told = incident(id, { openedAt, state, affected: affected.toSorted(), ...closed })
  return { incidentId: id, at, what, incident: told } as const
}

function minuteOf(at: number, rows: readonly Row[]): MinuteColumns {
  return minute(
    at * MINUTE,
    rows.map(([sent, lost, min, avg, max]): Row => {
      return [sent, Math.min(sent, lost), min * 100, avg * 100, max * 100]
    }),
  )
}

async function answers(store: Store, from: number) {
  const each = async <T>(ask: (id: string) => Promise<T>): Promise<T[]> =>
    Promise.all([...IDS, 'stranger', 'nobody'].map(ask))
  const byId = [...(await store.currentStates())].sort((a, b) => (a.targetId < b.targetId ? -1 : 1))
  return {
    states: byId,
    outbox: await Promise.all(
      (['waiting', 'sent', 'refused'] as const).map((state) => store.outbox(state)),
    ),
    outboxHealth: await store.outboxHealth(),
    lastSeq: await store.lastOutboxSeq(),
    documents: [await store.documents('notices'), await store.documents('planned')],
    audit: [await store.audit({}), await store.audit({ subject: 'k', limit: 2 })],
    open: await store.openIncidents(),
    incidents: await Promise.all((await store.incidents({})).map(({ id }) => store.incident(id))),
    affected: await each((id) => store.incidentAffected(id.replace(/^(.)$/, 'inc-$1'))),
    transitions: await each((targetId) => store.transitions({ targetId, from, limit: 1_000 })),
    history: await each((id) => store.history(id, from, END)),
    steps: await store.incidentSteps(from, END),
    decided: await store.transitions({ decidedFrom: from, decidedTo: END, limit: 1_000 }),
    sums: await store.minuteSums(from, END),
    gaps: (await store.gaps(from, END)).toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
    availability: [
      await store.availabilities(from, END),
      ...(await each((id) => store.targetAvailability(id, from, END))),
      ...(await Promise.all(
        [undefined, ...AREAS].map((area) => store.areaAvailability(area, from, END)),
      )),
    ],
  }
}
