import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { Secret } from '../../fleet/secret.ts'
import { sampleMessage, sampleRecovery } from '../../test/rigs/sample-message.ts'
import { messageJson } from './message-json.ts'
import { createWebhook, headerValue, signature } from './webhook.ts'

const SECRET = 'a secret of some length'

test('the body is the same at each attempt, the signature is of its time', async () => {
  const sent: { url: URL; init: RequestInit }[] = []
  let now = 1_800_000_000_000
  const channel = createWebhook(
    { type: 'webhook', url: 'https://hooks.example/T0K3NT0K3N', secret: new Secret(SECRET) },
    {
      receiverId: 'noc',
      log: silentLogger,
      now: () => now,
      fetch: (url, init) => {
        sent.push({ url: url as URL, init: init ?? {} })
        return Promise.resolve(new Response('no T0K3NT0K3N here', { status: 503 }))
      },
    },
  )
  const page = sampleMessage('inc-1/noc/page/1')
  for (const attempt of [1, 2]) {
    const delivery = await channel.deliver(page, attempt, AbortSignal.timeout(1000))
    expect(delivery).toEqual({
      result: 'later',
      why: 'hooks.example answered 503: no [secret] here',
    })
    now += 5000
  }
  const [first, second] = sent.map(({ init }) => ({
    body: String(init.body),
    headers: new Headers(init.headers),
    redirect: init.redirect,
  }))
  expect(second?.body).toBe(first?.body)
  expect(first?.redirect).toBe('manual')
  expect(first?.headers.get('idempotency-key')).toBe('inc-1/noc/page/1')
  expect(second?.headers.get('x-ronda-timestamp')).toBe('1800000005')
  expect(second?.headers.get('x-ronda-signature')).toBe(
    signature(SECRET, '1800000005', first?.body ?? ''),
  )
})

test('the shape of the body', () => {
  const { incidents, list, ...rest } = JSON.parse(messageJson(sampleRecovery('k', 2)))
  expect(rest).toMatchObject({
    version: 1,
    key: 'k',
    type: 'recovered',
    at: '2026-11-22T04:24:05.000Z',
    synthetic: false,
    listCount: 2,
  })
  expect(incidents[0]).toMatchObject({
    openedAt: '2026-11-22T04:24:05.000Z',
    closedAt: '2026-11-22T04:25:05.000Z',
    cause: { kind: 'target', targetId: 'node-7' },
    byKind: [{ name: 'camera', count: 2 }],
  })
  expect(list).toHaveLength(2)
})

test('the example of the documentation accepts what is right and nothing else', async () => {
  const page = readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8')
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const { isFromRonda } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  const now = String(Math.floor(Date.now() / 1000))
  const body = messageJson(sampleMessage('k'))
  const headers = (timestamp: string, of = body) => ({
    'x-ronda-timestamp': timestamp,
    'x-ronda-signature': signature(SECRET, timestamp, of),
  })
  expect(isFromRonda(headers(now), body, SECRET)).toBe(true)
  expect(isFromRonda(headers(now, `${body} `), body, SECRET)).toBe(false)
  expect(isFromRonda(headers(now), body, 'another')).toBe(false)
  expect(isFromRonda(headers(String(Number(now) - 301)), body, SECRET)).toBe(false)
  expect(isFromRonda({}, body, SECRET)).toBe(false)
})

test('a key cannot break out of its header', () => {
  expect(headerValue('inc-1/noc\r\nX-Evil: 1/é')).toBe('inc-1/noc%0D%0AX-Evil:%201/%C3%A9')
})
