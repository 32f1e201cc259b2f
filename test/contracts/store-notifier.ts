// What every store must do with messages, their marks, documents and audit; a part of the suite of test/contracts/store.ts.
import { describe, expect, it } from 'vitest'
import type { AuditRow, OutboxMark, OutboxRow, StoredDocument } from '../../store/outbox.ts'
import type { Change, Store } from '../../store/store.ts'
import { incident, NOON, step, transition } from './kept.ts'

const DAY = 86_400_000
const RETENTION = { minutesDays: 1, transitionsDays: 1 }

/** A message to `sari` that was made `seq` milliseconds after noon. */
export function row(key: string, seq: number, part: Partial<OutboxRow> = {}): OutboxRow {
  return { key, receiver: 'sari', seq, at: NOON + seq, body: `{"key":"${key}"}`, ...part }
}

export function mark(key: string, state: OutboxMark['state'], at = NOON, error?: string) {
  return { key, state, attempts: 1, at, ...(error === undefined ? {} : { error }) } as const
}

export function audit(subject: string, at: number, part: Partial<AuditRow> = {}): AuditRow {
  return { at, by: 'sari', via: 'cli', action: 'suspend', subject, detail: {}, ...part }
}

/** A list of targets as JSON, about `characters` long, with letters of more than one byte. */
export function longBody(characters: number): string {
  const line = (i: number): string =>
    `{"id":"cam-${i}-${(i * 7_919) % 1_000}","name":"Jalan Pahlawan №${i}","kecamatan":"Candisari"}`
  const lines: string[] = []
  for (let length = 0; length < characters; length += line(lines.length).length + 1) {
    lines.push(line(lines.length))
  }
  return `[${lines.join()}]`
}

/** `store` gives the store of the test that is running. */
export function notifierContract(store: () => Store): void {
  const keys = async (state: OutboxMark['state'], limit?: number) =>
    (await store().outbox(state, limit)).map(({ key }) => key).join(' ')

  describe('messages', () => {
    it('wait in the order in which they were made, whole', async () => {
      const rows = [row('c', 30), row('a', 10, { receiver: 'budi' }), row('b', 20)]
      await store().commit({ outbox: rows.slice(0, 2) })
      await store().commit({ outbox: rows.slice(2) })
      const fresh = { state: 'waiting', attempts: 0 }
      expect(await store().outbox('waiting')).toEqual([
        { ...rows[1], ...fresh },
        { ...rows[2], ...fresh },
        { ...rows[0], ...fresh },
      ])
      expect(await keys('waiting', 2)).toBe('a b')
      expect(await keys('waiting', 0)).toBe('')
      expect(await keys('sent')).toBe('')
      expect(await store().outboxHealth()).toEqual({
        waiting: 3,
        oldestWaiting: NOON + 10,
        refused: 0,
      })
    })

    it('whose key is kept stay as they are, whatever became of them', async () => {
      await store().commit({ outbox: [row('a', 1), row('a', 2)] })
      await store().commit({ outboxMarks: [mark('a', 'sent')] })
      await store().commit({ outbox: [row('a', 9, { body: 'another' }), row('b', 3)] })
      expect(await store().outbox('sent')).toMatchObject([row('a', 1)])
      expect(await keys('waiting')).toBe('b')
      expect(await store().lastOutboxSeq()).toBe(3)
    })

    it('carry what became of them: the last mark counts, and sent stays sent', async () => {
      await store().commit({ outbox: ['a', 'b', 'c', 'd'].map((key, i) => row(key, i + 1)) })
      await store().commit({
        outboxMarks: [
          mark('a', 'waiting', NOON + 1, 'no answer'),
          { ...mark('a', 'sent', NOON + 2), attempts: 2 },
          mark('a', 'waiting', NOON + 3),
          mark('b', 'refused', NOON + 1, 'chat not found'),
          mark('c', 'refused', NOON + 2, 'chat not found'),
          mark('d', 'waiting', NOON + 2, '429'),
          mark('nobody', 'sent'),
        ],
      })
      await store().commit({ outboxMarks: [mark('a', 'refused'), mark('c', 'waiting', NOON + 4)] })
      await store().commit({ outboxMarks: [mark('c', 'refused', NOON + 5)] })
      expect(await store().outbox('sent')).toEqual([
        { ...row('a', 1), state: 'sent', attempts: 2, lastAt: NOON + 2 },
      ])
      expect(await store().outbox('refused')).toEqual([
        { ...row('c', 3), state: 'refused', attempts: 1, lastAt: NOON + 5 },
        {
          ...row('b', 2),
          ...{ state: 'refused', attempts: 1, lastAt: NOON + 1, error: 'chat not found' },
        },
      ])
      expect(await keys('waiting')).toBe('d')
      expect(await store().outboxHealth()).toEqual({
        waiting: 1,
        oldestWaiting: NOON + 4,
        refused: 2,
      })
    })

    it('can be made and marked in one change, and no earlier', async () => {
      await store().commit({ outboxMarks: [mark('a', 'sent')] })
      await store().commit({ outbox: [row('a', 1)] })
      expect(await keys('waiting')).toBe('a')
      await store().commit({ outbox: [row('b', 2)], outboxMarks: [mark('b', 'sent')] })
      expect(await keys('sent')).toBe('b')
    })

    it('keep 500 characters of a longer error', async () => {
      await store().commit({ outbox: [row('a', 1)] })
      await store().commit({ outboxMarks: [mark('a', 'waiting', NOON, 'x'.repeat(501))] })
      expect((await store().outbox('waiting'))[0]?.error).toBe('x'.repeat(500))
    })

    it('have bodies of any length, and come back beside all of a city', async () => {
      const lengths = [0, 999, 1_000, 1_001, 600_000, 600_000, 600_000]
      const outbox = lengths.map((length, i) => row(`k${i}`, i + 1, { body: longBody(length) }))
      const affected = Array.from({ length: 4_470 }, (_, i) => `t-${i}`).sort()
      const transitions = affected.map((id) => transition(id, NOON, 'up', 'down', 'parent-down'))
      const cut = incident('cut', { affected })
      const documents = [{ collection: 'notices', key: 'cut', body: longBody(600_000) }] as const
      await store().commit({
        ...{ transitions, outbox, documents, incidents: [step('settled', cut)] },
        outboxMarks: [mark('k0', 'sent')],
        audit: [audit('cut', NOON)],
      })
      expect(await store().outbox('waiting')).toEqual(
        outbox.slice(1).map((one) => ({ ...one, state: 'waiting', attempts: 0 })),
      )
      expect(await keys('sent')).toBe('k0')
      expect(await store().openIncidents()).toEqual([cut])
      expect(await store().documents('notices')).toEqual([{ key: 'cut', body: documents[0].body }])
      expect(await store().audit({})).toHaveLength(1)
      expect(await store().transitions({ limit: 100_000 })).toHaveLength(4_470)
    })

    it('that are long keep their order, also where numbers are the same', async () => {
      const body = longBody(600_000)
      const outbox = [1, 1, 2, 2, 2].map((seq, i) => row(`k${i}`, seq, { body }))
      await store().commit({ outbox })
      expect(await keys('waiting')).toBe('k0 k1 k2 k3 k4')
      expect(await keys('waiting', 3)).toBe('k0 k1 k2')
      await store().commit({ outboxMarks: outbox.map(({ key }) => mark(key, 'refused')) })
      expect(await keys('refused')).toBe('k4 k3 k2 k1 k0')
      expect(await keys('refused', 3)).toBe('k4 k3 k2')
    })

    it('are found by how their key begins, newest first, whatever became of them', async () => {
      const made = ['a/am/page/1', 'a/am%/page/1', 'b/am/page/1', 'a/am/flapping/1', 'a/am/page/2']
      await store().commit({ outbox: made.map((key, i) => row(key, i + 1)) })
      await store().commit({
        outboxMarks: [mark('a/am/page/1', 'sent'), mark(made[3] as string, 'refused')],
      })
      const found = await store().outboxOf('a/am/', 9)
      expect(found.map(({ key, state }) => `${key} ${state}`)).toEqual([
        'a/am/page/2 waiting',
        'a/am/flapping/1 refused',
        'a/am/page/1 sent',
      ])
      expect(found[2]).toEqual({
        ...row('a/am/page/1', 1),
        state: 'sent',
        attempts: 1,
        lastAt: NOON,
      })
      expect(await store().outboxOf('a/am/', 2)).toEqual(found.slice(0, 2))
      expect(await store().outboxOf('a/am', 9)).toHaveLength(4)
      expect(await store().outboxOf('A/AM/', 9)).toEqual([])
      expect(await store().outboxOf('', 9)).toHaveLength(5)
    })

    it('give the highest number ever kept, also when all of them are gone', async () => {
      expect(await store().lastOutboxSeq()).toBe(0)
      await store().commit({ outbox: [row('a', 7), row('b', 3)] })
      expect(await store().lastOutboxSeq()).toBe(7)
      await store().commit({ outboxMarks: [mark('a', 'sent'), mark('b', 'sent')] })
      expect(await store().retain(RETENTION, NOON + 31 * DAY)).toBe(2)
      expect(await keys('sent')).toBe('')
      expect(await store().lastOutboxSeq()).toBe(7)
    })

    it('go 30 days after they were sent, 400 after they were refused, and never while they wait', async () => {
      const now = NOON + 1_000 * DAY
      const ages = { s29: 29, s31: 31, r399: 399, r401: 401, w900: 900 }
      const states = { s: 'sent', r: 'refused', w: 'waiting' } as const
      const all = Object.entries(ages)
      await store().commit({
        outbox: [...all.map(([key], i) => row(key, i + 1)), row('new', 9)],
        outboxMarks: all.map(([key, days]) =>
          mark(key, states[key[0] as keyof typeof states], now - days * DAY),
        ),
        documents: [{ collection: 'notices', key: 'old', body: '{}' }],
        audit: [audit('old', NOON)],
      })
      expect(await store().retain(RETENTION, now)).toBe(2)
      expect(await keys('sent')).toBe('s29')
      expect(await keys('refused')).toBe('r399')
      expect(await keys('waiting')).toBe('w900 new')
      expect(await store().documents('notices')).toHaveLength(1)
      expect(await store().audit({})).toHaveLength(1)
      expect(await store().retain(RETENTION, now)).toBe(0)
    })
  })

  it('documents are replaced as a whole, and removed, each in its collection', async () => {
    const put = (collection: StoredDocument['collection'], key: string, body?: string) => ({
      documents: [{ collection, key, body }],
    })
    await store().commit(put('notices', 'b', 'first'))
    await store().commit(put('notices', 'b', 'second'))
    await store().commit(put('notices', 'a', ''))
    await store().commit(put('planned', 'b', 'other'))
    await store().commit(put('notices', 'nobody'))
    expect(await store().documents('notices')).toEqual([
      { key: 'a', body: '' },
      { key: 'b', body: 'second' },
    ])
    await store().commit(put('notices', 'b'))
    expect(await store().documents('notices')).toEqual([{ key: 'a', body: '' }])
    expect(await store().documents('planned')).toEqual([{ key: 'b', body: 'other' }])
  })

  it('audit comes back newest first, by subject and limit, as often as it was written', async () => {
    const first = audit('s-1', NOON, { detail: { targets: 4_470, reference: 'SK 12/2026' } })
    const second = audit('s-2', NOON, { by: '', via: 'link' })
    const third = audit('s-1', NOON + 1, { action: 'resume' })
    await store().commit({ audit: [third, first] })
    await store().commit({ audit: [second] })
    expect(await store().audit({})).toEqual([third, second, first])
    expect(await store().audit({ subject: 's-1' })).toEqual([third, first])
    expect(await store().audit({ subject: 'nobody' })).toEqual([])
    expect(await store().audit({ limit: 1 })).toEqual([third])
    await store().commit({ audit: [second] })
    expect(await store().audit({})).toHaveLength(4)
  })

  const untyped = (value: unknown): never => value as never
  const wrong: Record<string, Change> = {
    'a row without a key': { outbox: [row('', 1)] },
    'a row to nobody': { outbox: [row('wrong', 1, { receiver: '' })] },
    'a row without a number': { outbox: [row('wrong', 0)] },
    'a row between two milliseconds': { outbox: [row('wrong', 1, { at: NOON + 0.5 })] },
    'a row whose body is no text': { outbox: [row('wrong', 1, { body: untyped({}) })] },
    'a mark of no key': { outboxMarks: [mark('', 'sent')] },
    'a mark of an unknown state': { outboxMarks: [mark('wrong', untyped('lost'))] },
    'a mark at no time': { outboxMarks: [mark('wrong', 'sent', Number.NaN)] },
    'a mark with half an attempt': { outboxMarks: [{ ...mark('wrong', 'sent'), attempts: 0.5 }] },
    'a mark whose error is no text': { outboxMarks: [mark('wrong', 'sent', 1, untyped(500))] },
    'a document of an unknown collection': {
      documents: [{ collection: untyped('wrong'), key: 'a', body: '' }],
    },
    'a document without a key': { documents: [{ collection: 'notices', key: '', body: '' }] },
    'a document whose body is no text': {
      documents: [{ collection: 'notices', key: 'wrong', body: untyped(null) }],
    },
    'audit at no time': { audit: [audit('wrong', Number.POSITIVE_INFINITY)] },
    'audit of no action': { audit: [audit('wrong', NOON, { action: '' })] },
    'audit with nested detail': { audit: [audit('wrong', NOON, { detail: untyped({ a: {} }) })] },
    'audit without detail': { audit: [audit('wrong', NOON, { detail: untyped(null) })] },
  }
  for (const [what, change] of Object.entries(wrong)) {
    it(`${what} is refused, and all of its change with it`, async () => {
      const transitions = [transition('nvr-1', NOON, 'up', 'down', 'all-lost')]
      await expect(store().commit({ transitions, ...change })).rejects.toMatchObject({
        code: 'RND_STORE_WRITE',
        message: expect.stringContaining('the store refuses a change'),
      })
      expect(await store().transitions({})).toEqual([])
      expect(await store().outbox('waiting')).toEqual([])
      expect(await store().health()).toMatchObject({ writable: true, pendingTransitions: 0 })
    })
  }
}
