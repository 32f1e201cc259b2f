// Messages to real webhooks: what goes over the wire, and receivers that are down, busy, hanging, rude or talk nonsense.
import { afterEach, expect, test } from 'vitest'
import type { Channel, Delivery } from '../../alerts/channels/channel.ts'
import { createChannel } from '../../alerts/channels/create-channel.ts'
import { createSender, type Sender } from '../../alerts/sender/sender.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { Secret } from '../../fleet/secret.ts'
import type { OutboxMark } from '../../store/outbox.ts'
import { outboxRow } from '../rigs/outbox-rows.ts'
import { sampleMessage } from '../rigs/sample-message.ts'
import { type SinkManner, startWebhookSink, type WebhookSink } from '../rigs/webhook-sink.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function sink(): Promise<WebhookSink> {
  const made = await startWebhookSink()
  closing.push(() => made.close())
  return made
}

function channelTo({ url, secret }: WebhookSink, receiverId = 'noc'): Channel {
  const settings = { type: 'webhook', url: new Secret(url), secret: new Secret(secret) } as const
  return createChannel(settings, { receiverId })
}

const deliver = (channel: Channel, count = 3, ms = 2000): Promise<Delivery> =>
  channel.deliver(sampleMessage(`k-${count}`, count), 1, AbortSignal.timeout(ms))

test('a page of a whole city arrives, signed, with every id', async () => {
  const noc = await sink()
  expect(await deliver(channelTo(noc), 27_431)).toEqual({ result: 'sent' })
  expect(noc.problems).toEqual([])
  const [request] = noc.taken
  expect(request?.message.list).toHaveLength(27_431)
  expect(request?.message.list.at(-1)?.id).toBe('cam-27430')
})

test('a wrong secret is found by the one who checks', async () => {
  const noc = await sink()
  await deliver(channelTo({ ...noc, url: noc.url, secret: 'another' }))
  expect(noc.problems).toEqual(['k-3: wrong signature'])
})

test.each<[SinkManner, { result: string; afterMs?: number; why?: RegExp }]>([
  [
    { status: 429, headers: { 'Retry-After': '7' } },
    { result: 'later', afterMs: 7000 },
  ],
  [{ status: 500 }, { result: 'later', why: /answered 500: as told/ }],
  [{ status: 404 }, { result: 'later', why: /must be mended/ }],
  [{ status: 422 }, { result: 'never' }],
  [
    { status: 302, headers: { Location: 'http://127.0.0.1:1/' } },
    { result: 'later', why: /redirect/ },
  ],
  ['garbage', { result: 'later', why: /no connection|broken off/ }],
  ['reset', { result: 'later', why: /broken off/ }],
  ['hang', { result: 'later', why: /no answer in time/ }],
])('%j is understood, and nothing secret is told', async (manner, { why, ...wanted }) => {
  const noc = await sink()
  noc.behave(manner)
  const delivery = await deliver(channelTo(noc), 3, 300)
  expect(delivery).toMatchObject(wanted)
  const told = 'why' in delivery ? delivery.why : ''
  expect(told).toMatch(why ?? /./)
  expect(told).not.toContain('a-secret-path')
})

test('nobody listening is said by name', async () => {
  const noc = await sink()
  await noc.down()
  expect(await deliver(channelTo(noc))).toMatchObject({
    result: 'later',
    why: expect.stringContaining('nobody listens there (ECONNREFUSED)'),
  })
})

const MOODS: readonly (SinkManner | 'down')[] = [
  'down',
  { status: 429, headers: { 'Retry-After': '0' } },
  { status: 500 },
  'hang',
  'garbage',
  'swallow',
  'reset',
]
const MOOD_MS = 700

function sendTo(sinks: Readonly<Record<string, WebhookSink>>): {
  sender: Sender
  marks: OutboxMark[]
} {
  const marks: OutboxMark[] = []
  const sender = createSender({
    channels: new Map(Object.entries(sinks).map(([id, one]) => [id, channelTo(one, id)] as const)),
    marks: (batch) => {
      marks.push(...batch)
      return Promise.resolve()
    },
    onRefused: ({ key }) => {
      throw new Error(`refused: ${key}`)
    },
    now: Date.now,
    log: silentLogger,
    times: { firstRetryMs: 50, longestRetryMs: 200, attemptMs: 300 },
  })
  closing.push(() => sender.close(100))
  return { sender, marks }
}

test('a bad receiver loses nothing, keeps the order, and delays no other', async () => {
  const [bad, good] = [await sink(), await sink()]
  const { sender, marks } = sendTo({ bad, good })
  const keys: Record<string, string[]> = { bad: [], good: [] }
  const madeAt = new Map<string, number>()
  for (const mood of MOODS) {
    if (mood === 'down') await bad.down()
    else bad.behave(mood)
    for (let i = 0; i < 4; i++) {
      const rows = [outboxRow('bad', 50), outboxRow('good', 50)]
      for (const { key, receiver, at } of rows) {
        keys[receiver]?.push(key)
        madeAt.set(key, at)
      }
      sender.enqueue(rows)
      await new Promise((resolve) => setTimeout(resolve, MOOD_MS / 4))
    }
    if (mood === 'down') {
      bad.behave('take')
      await bad.up()
    }
  }
  expect(sender.health().get('bad')?.waiting).toBeGreaterThan(0)
  expect(sender.health().get('bad')?.failingSince).toBeGreaterThan(0)
  bad.behave('take')
  await sender.idle()
  expect(bad.taken.map(({ key }) => key)).toEqual(keys['bad'])
  expect(good.taken.map(({ key }) => key)).toEqual(keys['good'])
  expect([...bad.problems, ...good.problems]).toEqual([])
  expect(good.requests).toHaveLength(good.taken.length)
  for (const { key, at } of good.taken) expect(at - (madeAt.get(key) ?? 0)).toBeLessThan(5000)
  expect(good.taken).toHaveLength(MOODS.length * 4)
  expect(marks.filter(({ state }) => state === 'sent')).toHaveLength(MOODS.length * 8)
  expect(sender.health().get('bad')).toMatchObject({ waiting: 0, lastSentAt: expect.any(Number) })
})

test('others go on at once while one hangs', async () => {
  const [bad, good] = [await sink(), await sink()]
  bad.behave('hang')
  const { sender } = sendTo({ bad, good })
  for (let i = 0; i < 5; i++) {
    const row = outboxRow('good', 100)
    sender.enqueue([outboxRow('bad', 100), row])
    await expect.poll(() => good.taken.at(-1)?.key, { timeout: 5000, interval: 10 }).toBe(row.key)
  }
  bad.behave('take')
  await sender.idle()
  expect(bad.taken).toHaveLength(5)
})
