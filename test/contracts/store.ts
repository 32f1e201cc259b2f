// What every store must do, run over the memory store (store/memory.test.ts) and the local one (test/store/).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Transition } from '../../fleet/state.ts'
import type { Store } from '../../store/store.ts'
import { ESTATE, incident, minute, NOON, NVR, step, transition, UPLINK } from './kept.ts'
import { incidentContract } from './store-incidents.ts'
import { audit, longBody, mark, notifierContract, row } from './store-notifier.ts'
import { sumsContract } from './store-sums.ts'

const MINUTE = 60_000
const DAY = 86_400_000

export interface StoreContractOptions {
  /** `reopen`: what was kept is there after close and open; not asked of a store that forgets. */
  readonly skip?: readonly 'reopen'[]
}

/** `make` opens a store: a new one when called first in a test, the same one again when called after `close`. */
export function storeContract(
  make: (fresh: boolean) => Promise<Store>,
  options: StoreContractOptions = {},
): void {
  let store: Store
  beforeEach(async () => {
    store = await make(true)
    await store.register(ESTATE)
  })
  afterEach(() => store.close())

  describe('transitions', () => {
    it('come back whole, newest first, by target, span and limit', async () => {
      const down = transition('nvr-1', NOON, 'up', 'down', 'all-lost', { lost: 7, reporter: 'x' })
      const up = transition('nvr-1', NOON + 5_000, 'down', 'up', 'answers-again')
      const other = transition('uplink-1', NOON + 1_000, 'unknown', 'up', 'answers')
      await store.commit({ transitions: [up, other] })
      await store.commit({ transitions: [down] })

      expect(await store.transitions({})).toEqual([up, other, down])
      expect(await store.transitions({ targetId: 'nvr-1' })).toEqual([up, down])
      expect(await store.transitions({ from: NOON, to: NOON + 5_000 })).toEqual([other, down])
      expect(await store.transitions({ limit: 1 })).toEqual([up])
      expect(await store.transitions({ targetId: 'nobody' })).toEqual([])
    })

    it('are found by when they were decided', async () => {
      const late = { ...transition('nvr-1', NOON, 'up', 'down', 'all-lost'), decidedAt: NOON + 9 }
      const early = { ...late, targetId: 'uplink-1', at: NOON + 3, decidedAt: NOON + 5 }
      const earlier = { ...late, at: NOON + 2, decidedAt: NOON + 2 }
      await store.commit({ transitions: [late, early, earlier] })
      expect(await store.transitions({ decidedFrom: NOON + 5 })).toEqual([early, late])
      expect(await store.transitions({ decidedFrom: NOON + 6 })).toEqual([late])
      expect(await store.transitions({ decidedTo: NOON + 9 })).toEqual([early, earlier])
      expect(await store.transitions({ decidedFrom: NOON, from: NOON + 1 })).toEqual([
        early,
        earlier,
      ])
      const ofNvr = { targetId: 'nvr-1', decidedFrom: NOON + 2, decidedTo: NOON + 9 }
      expect(await store.transitions(ofNvr)).toEqual([earlier])
    })

    it('are kept once, however often they are committed', async () => {
      const down = transition('nvr-1', NOON, 'up', 'down', 'all-lost')
      await store.commit({ transitions: [down, down] })
      await store.commit({ transitions: [down] })
      expect(await store.transitions({})).toEqual([down])
    })

    it('of a target that was never registered are kept too', async () => {
      const down = transition('stranger', NOON, 'up', 'down', 'all-lost')
      await store.commit({ transitions: [down] })
      expect(await store.transitions({ targetId: 'stranger' })).toEqual([down])
    })

    const right = transition('nvr-1', NOON, 'up', 'down', 'all-lost')
    const wrong: Record<string, unknown> = {
      'a time between two milliseconds': { ...right, at: NOON + 0.5 },
      'an unknown state': { ...right, to: 'upside-down' },
      'an unknown reason': { ...right, reason: 'because' },
      'nested evidence': { ...right, evidence: { seen: { lost: 7 } } },
    }
    for (const [what, one] of Object.entries(wrong)) {
      it(`with ${what} are refused, and all of their change with them`, async () => {
        const transitions = [right, one as Transition]
        await expect(store.commit({ transitions })).rejects.toMatchObject({
          code: 'RND_STORE_WRITE',
          message: expect.stringContaining('nvr-1'),
        })
        expect(await store.transitions({})).toEqual([])
        expect(await store.health()).toMatchObject({ writable: true, pendingTransitions: 0 })
      })
    }

    it('give the current state: the one decided last', async () => {
      await store.commit({
        transitions: [
          transition('nvr-1', NOON + 2_000, 'down', 'up', 'answers-again'),
          transition('nvr-1', NOON, 'up', 'down', 'all-lost'),
        ],
      })
      expect(await store.currentStates()).toEqual([
        { targetId: 'nvr-1', state: 'up', reason: 'answers-again', since: NOON + 2_000 },
      ])
    })
  })

  describe('incidents', () => {
    incidentContract(() => store)
  })

  describe('what is kept for the notifier', () => {
    notifierContract(() => store)
  })

  describe('gaps', () => {
    it('come back where they touch the span', async () => {
      const early = { reason: 'blind', from: NOON, to: NOON + 10 }
      const late = { reason: 'paused', from: NOON + 20, to: NOON + 30 }
      await store.commit({ gaps: [late, early] })
      expect(await store.gaps(NOON, NOON + 100)).toEqual([early, late])
      expect(await store.gaps(NOON + 5, NOON + 20)).toEqual([early])
      expect(await store.gaps(NOON + 10, NOON + 20)).toEqual([])
    })

    it('that go on are prolonged by the same beginning and reason', async () => {
      await store.commit({ gaps: [{ reason: 'blind', from: NOON, to: NOON + 10 }] })
      await store.commit({ gaps: [{ reason: 'blind', from: NOON, to: NOON + 30 }] })
      expect(await store.gaps(NOON, NOON + 100)).toEqual([
        { reason: 'blind', from: NOON, to: NOON + 30 },
      ])
    })

    it('that end before they begin are refused', async () => {
      const gaps = [{ reason: 'blind', from: NOON, to: NOON - 1 }]
      await expect(store.commit({ gaps })).rejects.toMatchObject({ code: 'RND_STORE_WRITE' })
    })
  })

  describe('minutes', () => {
    it('come back per target, oldest first, RTT to the nearest 100 us', async () => {
      await store.saveMinute(
        minute(NOON + MINUTE, [
          [6, 6],
          [6, 0, 2_000, 2_049, 9_951],
        ]),
      )
      await store.saveMinute(
        minute(NOON, [
          [6, 1, 980, 1_040, 1_160],
          [6, 0, 1, 2, 3],
        ]),
      )
      expect(await store.history('uplink-1', NOON, NOON + DAY)).toEqual([
        { at: NOON, sent: 6, lost: 1, rttMinUs: 1_000, rttAvgUs: 1_000, rttMaxUs: 1_200 },
        { at: NOON + MINUTE, sent: 6, lost: 6 },
      ])
      expect(await store.history('nvr-1', NOON + MINUTE, NOON + 2 * MINUTE)).toEqual([
        { at: NOON + MINUTE, sent: 6, lost: 0, rttMinUs: 2_000, rttAvgUs: 2_000, rttMaxUs: 10_000 },
      ])
      expect(await store.history('camera-1', NOON, NOON + DAY)).toEqual([])
      expect(await store.history('uplink-1', NOON + 2 * MINUTE, NOON + DAY)).toEqual([])
    })

    it('saturate instead of wrapping round', async () => {
      await store.saveMinute(
        minute(NOON, [
          [65_535, 0, 0, 6_553_400, 60_000_000],
          [0, 0],
        ]),
      )
      await store.saveMinute(
        minute(NOON, [
          [9, 0, 0, 6_553_400, 60_000_000],
          [0, 0],
        ]),
      )
      expect(await store.history('uplink-1', NOON, NOON + 1)).toEqual([
        { at: NOON, sent: 65_535, lost: 0, rttMinUs: 0, rttAvgUs: 6_553_400, rttMaxUs: 6_553_400 },
      ])
    })

    it('leave out targets that were not asked', async () => {
      await store.saveMinute(
        minute(NOON, [
          [0, 0],
          [6, 0, 100, 100, 100],
        ]),
      )
      expect(await store.history('uplink-1', NOON, NOON + DAY)).toEqual([])
      expect(await store.history('nvr-1', NOON, NOON + DAY)).toHaveLength(1)
    })

    it('saved in two parts add up', async () => {
      await store.saveMinute(
        minute(NOON, [
          [4, 2, 1_000, 2_000, 3_000],
          [1, 1],
        ]),
      )
      await store.saveMinute(
        minute(NOON, [
          [6, 0, 500, 6_000, 9_000],
          [1, 0, 700, 700, 700],
        ]),
      )
      expect(await store.history('uplink-1', NOON, NOON + 1)).toEqual([
        { at: NOON, sent: 10, lost: 2, rttMinUs: 500, rttAvgUs: 5_000, rttMaxUs: 9_000 },
      ])
      expect(await store.history('nvr-1', NOON, NOON + 1)).toEqual([
        { at: NOON, sent: 2, lost: 1, rttMinUs: 700, rttAvgUs: 700, rttMaxUs: 700 },
      ])
    })

    it('of another estate, or between two minutes, are refused', async () => {
      await expect(store.saveMinute(minute(NOON, [[6, 0, 1, 1, 1]]))).rejects.toMatchObject({
        code: 'RND_STORE_WRITE',
        message: expect.stringContaining('2 pinged targets'),
      })
      await expect(
        store.saveMinute(
          minute(NOON + 1, [
            [1, 1],
            [1, 1],
          ]),
        ),
      ).rejects.toMatchObject({
        code: 'RND_STORE_WRITE',
        message: expect.stringContaining('not a whole minute'),
      })
    })
  })

  describe('a changed estate', () => {
    it('keeps the history of who stayed, who left, and who came back', async () => {
      const answers = [6, 0, 1_000, 1_000, 1_000] as const
      const down = transition('uplink-1', NOON, 'up', 'down', 'all-lost')
      await store.commit({ transitions: [down] })
      await store.saveMinute(minute(NOON, [answers, [6, 6]]))
      const newcomer = { ...NVR, targetId: 'nvr-0' }
      await store.register([newcomer, NVR])
      await store.saveMinute(minute(NOON + MINUTE, [answers, [5, 5]]))
      await store.register([NVR, newcomer, UPLINK])
      await store.saveMinute(minute(NOON + 2 * MINUTE, [[4, 4], answers, [3, 3]]))

      const sent = async (id: string) =>
        (await store.history(id, NOON, NOON + DAY)).map((p) => [(p.at - NOON) / MINUTE, p.sent])
      expect(await sent('uplink-1')).toEqual([
        [0, 6],
        [2, 3],
      ])
      expect(await sent('nvr-1')).toEqual([
        [0, 6],
        [1, 5],
        [2, 4],
      ])
      expect(await sent('nvr-0')).toEqual([
        [1, 6],
        [2, 6],
      ])
      expect(await store.transitions({ targetId: 'uplink-1' })).toEqual([down])
    })

    it('with one id twice is refused', async () => {
      await expect(store.register([NVR, NVR])).rejects.toMatchObject({ code: 'RND_STORE_WRITE' })
    })
  })

  describe('availability', () => {
    it('counts states, gaps and the time before the first transition by the printed rule', async () => {
      await store.commit({
        transitions: [
          transition('uplink-1', NOON + 100, 'unknown', 'up', 'answers'),
          transition('uplink-1', NOON + 400, 'up', 'down', 'all-lost'),
          transition('uplink-1', NOON + 600, 'down', 'degraded', 'part-lost'),
        ],
        gaps: [{ reason: 'blind', from: NOON + 350, to: NOON + 450 }],
      })
      expect(await store.targetAvailability('uplink-1', NOON, NOON + 1_000)).toEqual({
        availableMs: 250 + 400,
        unavailableMs: 150,
        outsideMs: 200,
        ratio: 650 / 800,
      })
      expect(await store.targetAvailability('nobody', NOON, NOON + 1_000)).toEqual({
        availableMs: 0,
        unavailableMs: 0,
        outsideMs: 1_000,
      })
    })

    it('of an area sums its pinged targets, at any level', async () => {
      await store.commit({
        transitions: [
          transition('uplink-1', NOON, 'unknown', 'up', 'answers'),
          transition('nvr-1', NOON, 'unknown', 'down', 'all-lost'),
          transition('camera-1', NOON, 'unknown', 'down', 'all-lost'),
        ],
      })
      const all = { availableMs: 100, unavailableMs: 100, outsideMs: 0, ratio: 0.5 }
      expect(await store.areaAvailability(undefined, NOON, NOON + 100)).toEqual(all)
      expect(await store.areaAvailability('kec-a', NOON, NOON + 100)).toEqual(all)
      expect(await store.areaAvailability('kel-a1', NOON, NOON + 100)).toMatchObject({ ratio: 1 })
      expect(await store.areaAvailability('kel-z', NOON, NOON + 100)).toEqual({
        availableMs: 0,
        unavailableMs: 0,
        outsideMs: 0,
      })
    })
  })

  describe('sums of all targets', () => {
    sumsContract(() => store)
  })

  describe('retention', () => {
    it('removes what is old and leaves every later span computable', async () => {
      const now = NOON + 100 * DAY
      const old = [0, 1, 2].map((day) =>
        transition('nvr-1', NOON + day * DAY, 'up', day === 2 ? 'down' : 'up', 'all-lost'),
      )
      const recent = transition('nvr-1', now - DAY, 'down', 'up', 'answers-again')
      const lone = transition('uplink-1', NOON, 'unknown', 'up', 'answers')
      await store.commit({
        transitions: [...old, recent, lone],
        gaps: [
          { reason: 'blind', from: NOON, to: NOON + 1 },
          { reason: 'blind', from: now - 2, to: now - 1 },
        ],
      })
      await store.saveMinute(
        minute(NOON, [
          [6, 6],
          [6, 6],
        ]),
      )
      await store.saveMinute(
        minute(now - DAY, [
          [6, 6],
          [6, 6],
        ]),
      )
      const before = await store.targetAvailability('nvr-1', now - 10 * DAY, now)

      const removed = await store.retain({ minutesDays: 30, transitionsDays: 30 }, now)
      expect(removed).toBeGreaterThanOrEqual(2 + 1 + 1)
      expect(await store.transitions({})).toEqual([recent, old[2], lone])
      expect(await store.history('nvr-1', NOON, now)).toHaveLength(1)
      expect(await store.gaps(NOON, now)).toHaveLength(1)
      expect(await store.targetAvailability('nvr-1', now - 10 * DAY, now)).toEqual(before)
      expect(await store.retain({ minutesDays: 30, transitionsDays: 30 }, now)).toBe(0)
    })
  })

  it('says that it is well', async () => {
    await store.alive(NOON)
    expect(await store.health()).toMatchObject({
      writable: true,
      pendingTransitions: 0,
      droppedMinutes: 0,
    })
    expect(await store.health()).not.toHaveProperty('lastError')
  })

  describe.skipIf(options.skip?.includes('reopen'))('after close and open', () => {
    it('everything is there', async () => {
      const down = transition('nvr-1', NOON, 'up', 'down', 'all-lost', { lost: 7 })
      const open = incident('a', {})
      const body = longBody(5_000)
      await store.commit({
        transitions: [down],
        incidents: [step('opened', open)],
        outbox: [row('a/sari/page/1', 4), row('a/budi/page/1', 5, { body })],
        outboxMarks: [mark('a/sari/page/1', 'sent')],
        documents: [{ collection: 'planned', key: 's-1', body }],
        audit: [audit('s-1', NOON)],
      })
      await store.saveMinute(
        minute(NOON, [
          [6, 0, 100, 200, 300],
          [6, 6],
        ]),
      )
      await store.close()
      store = await make(false)
      expect(await store.openIncidents()).toEqual([open])
      expect(await store.outbox('waiting')).toMatchObject([{ key: 'a/budi/page/1', body }])
      expect(await store.outbox('sent')).toMatchObject([{ key: 'a/sari/page/1', attempts: 1 }])
      expect(await store.lastOutboxSeq()).toBe(5)
      expect(await store.documents('planned')).toEqual([{ key: 's-1', body }])
      expect(await store.audit({})).toEqual([audit('s-1', NOON)])
      expect(await store.transitions({})).toEqual([down])
      expect(await store.currentStates()).toHaveLength(1)
      expect(await store.history('nvr-1', NOON, NOON + 1)).toEqual([{ at: NOON, sent: 6, lost: 6 }])
      expect(await store.areaAvailability('kec-a', NOON, NOON + 10)).toMatchObject({
        unavailableMs: 10,
      })
    })
  })
}
