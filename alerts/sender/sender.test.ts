import { expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import type { OutboxMark } from '../../store/outbox.ts'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import type { Channel, Delivery } from '../channels/channel.ts'
import type { Refusal } from '../refusal.ts'
import type { Pause, WaitingRow } from './line-context.ts'
import { createSender, type SenderOptions } from './sender.ts'

const AT = 1_800_000_000_000
const MARK_MS = 5000
const LATER: Delivery = { result: 'later', why: 'busy' }
const NEVER: Delivery = { result: 'never', why: 'bad request' }
const SENT: Delivery = { result: 'sent' }

let seq = 0
function row(receiver: string, more: Partial<WaitingRow> = {}): WaitingRow {
  seq++
  const key = `inc/${receiver}/page/${seq}`
  return { key, receiver, seq, at: AT + seq, body: JSON.stringify(sampleMessage(key, 1)), ...more }
}

/** Answers as told, one after the other, then `sent`. */
function fakeChannel(answers: (Delivery | Promise<Delivery>)[] = []) {
  const seen: [key: string, attempt: number][] = []
  let most = 0
  let now = 0
  let closed = false
  const channel: Channel = {
    type: 'fake',
    deduplicates: true,
    async deliver({ key }, attempt) {
      seen.push([key, attempt])
      most = Math.max(most, ++now)
      const answer = await (answers.shift() ?? SENT)
      now--
      return answer
    },
    close() {
      closed = true
      return Promise.resolve()
    },
  }
  return { channel, seen, atOnce: () => most, closed: () => closed }
}

function rig(channels: Readonly<Record<string, Channel>>, more: Partial<SenderOptions> = {}) {
  const marks: OutboxMark[] = []
  const refused: [string, Refusal][] = []
  const pauses: number[] = []
  // Retries come at once; the wait for a mark ends only with the mark.
  const pause: Pause = (ms, signal) => {
    if (ms === MARK_MS)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    pauses.push(ms)
    return Promise.resolve()
  }
  const sender = createSender({
    channels: new Map(Object.entries(channels)),
    marks: (batch) => {
      marks.push(...batch)
      return Promise.resolve()
    },
    onRefused: ({ key }, refusal) => {
      refused.push([key, refusal])
    },
    now: () => AT + 1000,
    log: silentLogger,
    random: () => 0.5,
    pause,
    times: { markMs: MARK_MS },
    ...more,
  })
  return { sender, marks, refused, pauses }
}

test('a receiver gets its messages in order, one at a time, each until it is taken', async () => {
  const noc = fakeChannel([LATER, LATER, SENT, LATER])
  const { sender, marks, pauses } = rig({ noc: noc.channel })
  const rows = [row('noc'), row('noc'), row('noc')]
  const keys = rows.map(({ key }) => key)
  sender.enqueue([...rows].reverse())
  expect(sender.health().get('noc')).toEqual({ waiting: 3, oldestAt: rows[0]?.at })
  await sender.idle()
  expect(noc.seen).toEqual([
    [keys[0], 1],
    [keys[0], 2],
    [keys[0], 3],
    [keys[1], 1],
    [keys[1], 2],
    [keys[2], 1],
  ])
  expect(noc.atOnce()).toBe(1)
  expect(pauses).toEqual([1000, 2000, 1000])
  expect(marks.filter(({ state }) => state === 'sent')).toEqual(
    [3, 2, 1].map((attempts, i) => ({ key: keys[i], state: 'sent', attempts, at: AT + 1000 })),
  )
  expect(marks.filter(({ state }) => state === 'waiting').map(({ error }) => error)).toEqual([
    'busy',
    'busy',
    'busy',
  ])
  expect(sender.health().get('noc')).toEqual({ waiting: 0, lastSentAt: AT + 1000 })
})

test('one that is dead beside others that take their messages is no silence; all that are dead are', async () => {
  const never = new Promise<Delivery>(() => undefined)
  const dead = fakeChannel([never])
  let release: (answer: Delivery) => void = () => undefined
  const living = fakeChannel([SENT, SENT, new Promise((resolve) => (release = resolve))])
  const { sender } = rig({ dead: dead.channel, living: living.channel })
  expect(sender.silentSince()).toBeUndefined()
  const at = AT - 60_000
  sender.enqueue([row('dead', { at }), row('living', { at })])
  expect(sender.silentSince()).toBe(at)
  await expect.poll(() => living.seen.length).toBe(1)
  await expect.poll(() => sender.silentSince()).toBeUndefined()
  sender.enqueue([row('living', { at: at + 1 }), row('living', { at: AT + 2000 })])
  await expect.poll(() => living.seen.length).toBe(3)
  expect(sender.silentSince()).toBe(AT + 2000)
  release(SENT)
  await expect.poll(() => sender.silentSince()).toBeUndefined()
  sender.enqueue([row('dead', { at: AT + 3000 })])
  expect(sender.silentSince()).toBe(AT + 3000)
})

test('one that hangs delays no other, and the same key is not put in twice', async () => {
  let release: (answer: Delivery) => void = () => undefined
  const hung = fakeChannel([new Promise((resolve) => (release = resolve))])
  const quick = fakeChannel()
  const { sender } = rig({ hung: hung.channel, quick: quick.channel })
  const twice = row('quick')
  sender.enqueue([row('hung'), row('hung'), twice, twice, row('quick')])
  sender.enqueue([twice])
  await expect.poll(() => quick.seen.length).toBe(2)
  expect(sender.health().get('hung')).toMatchObject({ waiting: 2 })
  release(SENT)
  await sender.idle()
  expect(hung.seen).toHaveLength(2)
})

test('what is refused three times is told and left, and the next goes on', async () => {
  const noc = fakeChannel([NEVER, LATER, NEVER, NEVER])
  const { sender, marks, refused } = rig({ noc: noc.channel })
  const [bad, good] = [row('noc'), row('noc')]
  sender.enqueue([bad, good])
  await sender.idle()
  expect(noc.seen.map(([key]) => key)).toEqual([bad.key, bad.key, bad.key, bad.key, good.key])
  expect(refused).toEqual([[bad.key, { kind: 'refused', why: 'bad request' }]])
  expect(marks.filter(({ state }) => state !== 'waiting')).toMatchObject([
    { key: bad.key, state: 'refused', attempts: 4, error: 'bad request' },
    { key: good.key, state: 'sent' },
  ])
})

test('a receiver that is gone, and a body that is none, are refused at once', async () => {
  const noc = fakeChannel()
  const { sender, marks, refused } = rig({ noc: noc.channel })
  sender.enqueue([row('gone'), row('noc', { body: '{"a":1}' })])
  await sender.idle()
  expect(refused.map(([, { kind }]) => kind).sort()).toEqual(['removed', 'unreadable'])
  expect(marks.map(({ state }) => state)).toEqual(['refused', 'refused'])
  expect(marks.map(({ error }) => error).sort()).toEqual([
    'it cannot be read',
    'the policy has no receiver "gone" any more',
  ])
  expect(noc.seen).toEqual([])
})

test('the next message waits for the mark of the one before', async () => {
  const noc = fakeChannel()
  let kept: () => void = () => undefined
  const { sender } = rig(
    { noc: noc.channel },
    { marks: () => new Promise((resolve) => (kept = resolve)) },
  )
  sender.enqueue([row('noc'), row('noc')])
  await expect.poll(() => noc.seen.length).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(noc.seen).toHaveLength(1)
  kept()
  await expect.poll(() => noc.seen.length).toBe(2)
  kept()
  await sender.idle()
})

test('a store that cannot keep marks stops nothing', async () => {
  const noc = fakeChannel()
  const { sender } = rig(
    { noc: noc.channel },
    {
      marks: () => {
        throw new Error('disk full')
      },
    },
  )
  sender.enqueue([row('noc'), row('noc')])
  await sender.idle()
  expect(noc.seen).toHaveLength(2)
})

test('attempts of before a restart are counted on', async () => {
  const noc = fakeChannel()
  const { sender, marks } = rig({ noc: noc.channel })
  sender.enqueue([row('noc', { attempts: 7 })])
  await sender.idle()
  expect(noc.seen.map(([, attempt]) => attempt)).toEqual([8])
  expect(marks).toMatchObject([{ state: 'sent', attempts: 8 }])
})

test('an attempt ends in time, and a channel that throws is tried again', async () => {
  let calls = 0
  const channel: Channel = {
    type: 'bad',
    deduplicates: true,
    deliver: (_, __, signal) => {
      calls++
      if (calls === 1) throw new Error('with a secret')
      if (calls > 2) return Promise.resolve(SENT)
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ result: 'later', why: 'aborted' })),
      )
    },
    close: () => Promise.resolve(),
  }
  const { sender, marks } = rig({ bad: channel }, { times: { markMs: MARK_MS, attemptMs: 5 } })
  sender.enqueue([row('bad')])
  await sender.idle()
  expect(marks.map(({ error }) => error)).toEqual(['the channel threw Error', 'aborted', undefined])
})

test('closing lets the attempt under way end, begins no other, and closes the channels', async () => {
  let release: (answer: Delivery) => void = () => undefined
  const noc = fakeChannel([new Promise((resolve) => (release = resolve))])
  const { sender, marks } = rig({ noc: noc.channel })
  sender.enqueue([row('noc'), row('noc')])
  await expect.poll(() => noc.seen.length).toBe(1)
  const closed = sender.close(1000)
  release(SENT)
  await closed
  expect(noc.seen).toHaveLength(1)
  expect(marks).toMatchObject([{ state: 'sent' }])
  expect(noc.closed()).toBe(true)
  expect(sender.health().get('noc')).toMatchObject({ waiting: 1 })
})
