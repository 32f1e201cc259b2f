// Messages to a Bot API with Telegram's limits.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createChannel } from '../../alerts/channels/create-channel.ts'
import type { Notification } from '../../alerts/notification.ts'
import { Secret } from '../../fleet/secret.ts'
import { sampleMessage } from '../rigs/sample-message.ts'
import { startTelegramSink, type TelegramSink } from '../rigs/telegram-sink.ts'

const TOKEN = '123456:AA-very-secret'
const CHAT = '-1001234567890'

let sink: TelegramSink
beforeEach(async () => {
  sink = await startTelegramSink(TOKEN, CHAT)
})
afterEach(async () => {
  await sink.close()
})

function channel(more: { readonly token?: string; readonly chat?: string } = {}) {
  const token = new Secret(more.token ?? TOKEN)
  const settings = { type: 'telegram', token, chat: more.chat ?? CHAT, api: sink.url } as const
  return createChannel(settings, { receiverId: 'tg' })
}

const deliver = (notification: Notification, on = channel()) =>
  on.deliver(notification, 1, AbortSignal.timeout(5000))

test('a short one is a message, a long one a caption and a file, one call each', async () => {
  expect(await deliver(sampleMessage('k1', 5))).toEqual({ result: 'sent' })
  expect(await deliver(sampleMessage('k2', 27_431))).toEqual({ result: 'sent' })
  expect(sink.calls()).toBe(2)
  const [short, long] = sink.posts
  expect(short).toMatchObject({ method: 'sendMessage' })
  expect(short?.text).toMatch(/^Node Genuk <7> & co down: 5 affected/)
  expect(short?.text).toContain('cam-00004, Camera 4, RT 4, Genuk')
  expect(long).toMatchObject({ method: 'sendDocument', file: { name: 'inc-1-node-7.csv' } })
  expect(long?.file?.content.trimEnd().split('\r\n')).toHaveLength(27_432)
})

test('a digest that fits nowhere is whole in its file', async () => {
  const lines = Array.from({ length: 900 }, (_, i) => `Warning: uplink ${i} <down> & silent`)
  expect(await deliver(sampleMessage('k', 900, { type: 'digest', lines }))).toEqual({
    result: 'sent',
  })
  const [post] = sink.posts
  expect(post?.text).toContain('the whole message and the list (900) are in the attached file')
  for (const line of lines) expect(post?.file?.content).toContain(line)
})

test('a busy Telegram says when', async () => {
  sink.busy(1, 23)
  expect(await deliver(sampleMessage('k'))).toEqual({
    result: 'later',
    why: expect.stringContaining('answered 429: Too Many Requests'),
    afterMs: 23_000,
  })
  expect(await deliver(sampleMessage('k'))).toEqual({ result: 'sent' })
})

test('a wrong token or chat is said without the token', async () => {
  const wrong = channel({ token: '99:OTHER-secret' })
  const unknown = channel({ chat: '5' })
  const told = [
    await deliver(sampleMessage('k'), wrong),
    await deliver(sampleMessage('k'), unknown),
  ]
  expect(told).toMatchObject([
    { result: 'later', why: expect.stringContaining('401: Unauthorized; the receiver') },
    { result: 'never', why: expect.stringContaining('chat not found') },
  ])
  expect(JSON.stringify(told)).not.toMatch(/secret|99:/)
  expect(await unknown.check?.(AbortSignal.timeout(1000))).toMatchObject({ result: 'never' })
  expect(await channel().check?.(AbortSignal.timeout(1000))).toEqual({ result: 'sent' })
  expect(sink.posts).toEqual([])
})
