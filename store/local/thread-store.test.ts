// The store's face in the program, before threads that behave badly: it never hangs the caller and keeps the order.
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { messageOf } from '../../fleet/error.ts'
import type { Transition } from '../../fleet/state.ts'
import { incident, minute, step } from '../../test/contracts/kept.ts'
import { audit, mark, row } from '../../test/contracts/store-notifier.ts'
import { type Reply, type Request, unpackEvent } from './messages.ts'
import { ThreadStore } from './thread-store.ts'

const workers: Worker[] = []
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()))
})

/** `body` sees `port` and `message`. */
function storeBefore(body: string): ThreadStore {
  const code = `const { parentPort: port } = require('node:worker_threads')
    port.on('message', (message) => { ${body} })`
  const worker = new Worker(code, { eval: true })
  workers.push(worker)
  const store = new ThreadStore(worker, 'ronda.db')
  worker.on('message', (reply: Extract<Reply, { id: number }>) => store.settle(reply))
  worker.on('exit', () => store.ended('its thread has ended'))
  return store
}

describe('ThreadStore', () => {
  it('refuses what was under way, and everything later, when the thread ends', async () => {
    const store = storeBefore('process.exit(3)')
    const refusal = {
      code: 'RND_STORE_WRITE',
      message: expect.stringContaining('its thread has ended'),
    }
    await expect(store.alive(1)).rejects.toMatchObject(refusal)
    await expect(store.commit({})).rejects.toMatchObject(refusal)
    expect(await store.health()).toMatchObject({
      writable: false,
      lastError: 'its thread has ended',
      failingSince: expect.any(Number),
    })
  })

  it('tells how it goes even where the thread does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const store = storeBefore('')
    const health = store.health()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await health).toMatchObject({
      writable: false,
      lastError: expect.stringContaining('does not answer'),
    })
  })

  it('sends a big commit in slices that nothing overtakes', async () => {
    const store = storeBefore(`
      globalThis.seen ??= []
      seen.push(message)
      if (message.call === 'gaps') port.postMessage({ type: 'answer', id: message.id, value: seen })`)
    const transitions = Array.from({ length: 2_500 }, (_, at) => transition(at))
    const affected = Array.from({ length: 9_000 }, (_, i) => `t-${i}`).sort()
    const incidents = ['a', 'b', 'c'].map((id) => step('opened', incident(id, { affected })))
    void store.commit({ transitions, incidents }).catch(() => {})
    void store.alive(7).catch(() => {})
    const seen = (await store.gaps(0, 1)) as unknown as Request[]
    const slices = seen.flatMap((one) => ('slice' in one ? [one.slice] : []))
    expect(slices.map((one) => one.transitions?.length)).toEqual([
      1_000,
      1_000,
      500,
      undefined,
      undefined,
    ])
    expect(slices.flatMap((one) => one.transitions ?? [])).toEqual(transitions)
    const steps = slices.map((one) => one.incidents ?? [])
    expect(steps.map(({ length }) => length)).toEqual([0, 0, 0, 2, 1])
    expect(steps.flat().map(unpackEvent)).toEqual(incidents)
    expect(seen.flatMap((one) => ('call' in one ? [one.call] : []))).toEqual([
      'commit',
      'alive',
      'gaps',
    ])
  })

  it('sends each long message alone, and all before the end of its commit', async () => {
    const store = storeBefore(`
      globalThis.seen ??= []
      seen.push(message)
      if (message.call === 'gaps') port.postMessage({ type: 'answer', id: message.id, value: seen })`)
    const body = 'x'.repeat(600_000)
    const outbox = [row('a', 1, { body }), row('b', 2), row('c', 3, { body })]
    const documents = [{ collection: 'notices', key: 'a', body }] as const
    const change = { outbox, documents, outboxMarks: [mark('a', 'sent')], audit: [audit('s', 1)] }
    void store.commit(change).catch(() => {})
    const seen = (await store.gaps(0, 1)) as unknown as Request[]
    const slices = seen.flatMap((one) => ('slice' in one ? [one.slice] : []))
    expect(slices.map((one) => one.outbox?.map(({ key }) => key) ?? Object.keys(one))).toEqual([
      ['a'],
      ['b', 'c'],
      ['outboxMarks'],
      ['documents'],
      ['audit'],
    ])
    expect(Object.assign({}, ...slices.slice(2))).toEqual({
      outboxMarks: change.outboxMarks,
      documents,
      audit: change.audit,
    })
    expect(seen.flatMap((one) => ('call' in one ? [one.call] : []))).toEqual(['commit', 'gaps'])
  })

  it('takes a bounded amount for a thread that hangs, and the last of it for messages', async () => {
    const store = storeBefore('')
    const many = Array.from({ length: 1_000 }, (_, at) => transition(at))
    for (let n = 0; n < 1_000; n++) void store.commit({ transitions: many }).catch(() => {})
    const refusal = {
      code: 'RND_STORE_WRITE',
      message: expect.stringContaining('1000000 changes wait'),
    }
    await expect(store.commit({ transitions: [transition(1)] })).rejects.toMatchObject(refusal)
    await expect(store.saveMinute(minute(0, [[6, 0]]))).rejects.toMatchObject(refusal)
    const message = store.commit({ outbox: [row('a', 1)] }).then(
      () => 'taken',
      (error: unknown) => messageOf(error),
    )
    expect(await Promise.race([message, wait(20).then(() => 'waits')])).toBe('waits')
    store.ended('the test is over')
    expect(await message).toContain('the test is over')
  })

  it('refuses alone what cannot be sent to a thread', async () => {
    const store = storeBefore(`port.postMessage({ type: 'answer', id: message.id, value: [] })`)
    const unsendable = { ...transition(1), evidence: { lost: (() => 7) as unknown as number } }
    await expect(store.commit({ transitions: [unsendable] })).rejects.toMatchObject({
      code: 'RND_STORE_WRITE',
    })
    expect(await store.gaps(0, 1)).toEqual([])
  })
})

function transition(at: number): Transition {
  return {
    targetId: 'a',
    at,
    decidedAt: at,
    from: 'up',
    to: 'down',
    reason: 'all-lost',
    evidence: {},
  }
}
