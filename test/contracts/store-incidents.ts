// What every store must do with incidents; a part of the suite of test/contracts/store.ts.
import { describe, expect, it } from 'vitest'
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import type { Store } from '../../store/store.ts'
import { incident, NOON, step, transition } from './kept.ts'

const DAY = 86_400_000

/** `store` gives the store of the test that is running. */
export function incidentContract(store: () => Store): void {
  it('come back whole, newest first, open ones with their lists', async () => {
    const older = incident('older', { affected: ['nvr-1'], openedAt: NOON - 1 })
    const newer = incident('newer', { affected: ['nvr-1', 'stranger', 'uplink-1'] })
    await store().commit({ incidents: [step('opened', older), step('opened', newer)] })

    expect(await store().openIncidents()).toEqual([newer, older])
    expect(await store().incident('newer')).toEqual({
      incident: recordOf(newer),
      steps: [{ at: NOON + 15_000, what: 'opened', affected: 3 }],
    })
    expect(await store().incidents({})).toEqual([recordOf(newer), recordOf(older)])
    expect(await store().incident('nobody')).toBeUndefined()
    expect(await store().incidentAffected('nobody')).toBeUndefined()
  })

  it('keep their life, their list of now and the longest one', async () => {
    const small = incident('a', { affected: ['uplink-1'] })
    const full = incident('a', { affected: ['camera-1', 'nvr-1', 'uplink-1'] })
    const acknowledged = { ...full, acknowledged: { at: NOON + 3, by: 'sari', note: 'on my way' } }
    const less = incident('a', { affected: ['camera-1', 'nvr-1'], state: 'recovering' })
    const over = incident('a', { affected: [], state: 'closed', closedAt: NOON + 9 })
    await store().commit({ incidents: [step('opened', small, 1), step('grown', full, 2)] })
    expect(await store().incidentAffected('a')).toEqual({ now: full.affected, peak: full.affected })
    await store().commit({ incidents: [step('acknowledged', acknowledged, 3)] })
    expect(await store().openIncidents()).toEqual([acknowledged])
    await store().commit({ incidents: [step('recovering', less, 4)] })
    expect(await store().incidentAffected('a')).toEqual({ now: less.affected, peak: full.affected })
    await store().commit({ incidents: [step('closed', over, 9)] })

    expect(await store().openIncidents()).toEqual([])
    expect(await store().incidentAffected('a')).toEqual({ now: [], peak: full.affected })
    const { byKecamatan, byKind, byOwner } = full
    expect(await store().incident('a')).toEqual({
      incident: { ...recordOf(over), atPeak: { byKecamatan, byKind, byOwner } },
      steps: [
        { at: NOON + 1, what: 'opened', affected: 1 },
        { at: NOON + 2, what: 'grown', affected: 3 },
        { at: NOON + 3, what: 'acknowledged', affected: 3 },
        { at: NOON + 4, what: 'recovering', affected: 2 },
        { at: NOON + 9, what: 'closed', affected: 0 },
      ],
    })
  })

  it('are found by whether they are open, by span, and a page at a time', async () => {
    const all = Array.from({ length: 6 }, (_, i) =>
      incident(`inc-${i}`, {
        openedAt: NOON + Math.floor(i / 2),
        ...(i % 2 === 0 ? {} : { state: 'closed', closedAt: NOON + 9, affected: [] }),
      }),
    )
    await store().commit({ incidents: all.map((one) => step('opened', one)) })
    const ids = async (query: Parameters<Store['incidents']>[0]) =>
      (await store().incidents(query)).map(({ id }) => id.slice(-1)).join('')
    expect(await ids({})).toBe('543210')
    expect(await ids({ open: true })).toBe('420')
    expect(await ids({ open: false })).toBe('531')
    expect(await ids({ from: NOON + 1, to: NOON + 2 })).toBe('32')
    expect(await ids({ limit: 2 })).toBe('54')
    expect(await ids({ limit: 2, before: 'inc-4' })).toBe('32')
    expect(await ids({ open: false, before: 'inc-4' })).toBe('31')
    expect(await ids({ before: 'inc-0' })).toBe('')
    expect(await ids({ before: 'nobody' })).toBe('')
  })

  it('have each step once, however often it is committed', async () => {
    const change = { incidents: [step('opened', incident('a', {}))] }
    await store().commit(change)
    await store().commit(change)
    expect((await store().incident('a'))?.steps).toHaveLength(1)
  })

  it('give their steps by time, each with its incident as it is now', async () => {
    const small = incident('a', { affected: ['uplink-1'] })
    const full = incident('a', {})
    const other = incident('b', {})
    await store().commit({ incidents: [step('opened', small, 5), step('opened', other, 2)] })
    await store().commit({ incidents: [step('grown', full, 5), step('settled', other, 9)] })
    await store().commit({ incidents: [step('grown', full, 5)] })
    const all = [
      { at: NOON + 2, what: 'opened', affected: 2, incident: recordOf(other) },
      { at: NOON + 5, what: 'opened', affected: 1, incident: recordOf(full) },
      { at: NOON + 5, what: 'grown', affected: 2, incident: recordOf(full) },
      { at: NOON + 9, what: 'settled', affected: 2, incident: recordOf(other) },
    ]
    expect(await store().incidentSteps(NOON, NOON + 10)).toEqual(all)
    expect(await store().incidentSteps(NOON + 5, NOON + 9)).toEqual(all.slice(1, 3))
    expect(await store().incidentSteps(NOON + 10, NOON + 99)).toEqual([])
  })

  const right = incident('wrong-one', {})
  const wrong: Record<string, IncidentEvent> = {
    'a time between two milliseconds': step('opened', { ...right, openedAt: NOON + 0.5 }),
    'an unknown state': step('opened', { ...right, state: 'ajar' as Incident['state'] }),
    'an unknown reason': step('opened', { ...right, reason: 'because' as Incident['reason'] }),
    'an unknown step': step('burst' as IncidentEvent['what'], right),
    'the id of another': { ...step('opened', right), incidentId: 'wrong-one-too' },
  }
  for (const [what, event] of Object.entries(wrong)) {
    it(`with ${what} are refused, and all of their change with them`, async () => {
      const transitions = [transition('nvr-1', NOON, 'up', 'down', 'all-lost')]
      await expect(store().commit({ transitions, incidents: [event] })).rejects.toMatchObject({
        code: 'RND_STORE_WRITE',
        message: expect.stringContaining('wrong-one'),
      })
      expect(await store().transitions({})).toEqual([])
      expect(await store().incidents({})).toEqual([])
    })
  }

  describe('of a whole city', () => {
    it('are kept to the last id, beside all transitions', async () => {
      const affected = Array.from({ length: 27_431 }, (_, i) => `t-${i}`).sort()
      const transitions = affected.map((id) => transition(id, NOON, 'up', 'down', 'parent-down'))
      const city = incident('city', { affected })
      await store().commit({ transitions, incidents: [step('opened', city)] })
      expect(await store().openIncidents()).toEqual([city])
      expect(await store().transitions({ limit: 100_000 })).toHaveLength(27_431)
      expect((await store().incidentAffected('city'))?.peak).toEqual(affected)
    })
  })

  it('go with transitions once they are closed, and stay for ever while they are open', async () => {
    const now = NOON + 100 * DAY
    const closed = { affected: [], state: 'closed' } as const
    const all = [
      incident('open', {}),
      incident('long-closed', { ...closed, closedAt: NOON + DAY }),
      incident('just-closed', { ...closed, closedAt: now - DAY }),
    ]
    await store().commit({ incidents: all.map((one) => step('opened', one)) })
    expect(await store().retain({ minutesDays: 1, transitionsDays: 30 }, now)).toBeGreaterThan(0)
    expect((await store().incidents({})).map(({ id }) => id)).toEqual(['open', 'just-closed'])
    expect(await store().incident('long-closed')).toBeUndefined()
    expect(await store().incidentAffected('long-closed')).toBeUndefined()
    expect(await store().openIncidents()).toEqual([all[0]])
    expect(await store().retain({ minutesDays: 1, transitionsDays: 30 }, now)).toBe(0)
  })
}

function recordOf({ affected, ...rest }: Incident) {
  const { byKecamatan, byKind, byOwner } = rest
  return { ...rest, affected: affected.length, atPeak: { byKecamatan, byKind, byOwner } }
}
