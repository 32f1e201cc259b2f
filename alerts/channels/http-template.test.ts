import { expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import { createChannel } from './create-channel.ts'

const URL_TEXT = 'https://graph.example/v1/messages'

test('the filled body goes out with its headers, and only the statuses named mean taken', async () => {
  const sent: RequestInit[] = []
  let status = 202
  const channel = createChannel(
    {
      type: 'http',
      method: 'PUT',
      url: URL_TEXT,
      headers: { Authorization: new Secret('Bearer t0k3n-t0k3n'), 'X-City': 'Semarang' },
      body: '{"text":{{json title}}}',
      ok: [202],
    },
    {
      receiverId: 'wa',
      fetch: (_url, init) => {
        sent.push(init ?? {})
        return Promise.resolve(new Response('bad token t0k3n-t0k3n', { status }))
      },
    },
  )
  const page = sampleMessage('inc-1/wa/page/1')
  const deliver = () => channel.deliver(page, 1, AbortSignal.timeout(1000))
  expect(await deliver()).toEqual({ result: 'sent' })
  expect(sent[0]).toMatchObject({ method: 'PUT', redirect: 'manual' })
  expect(JSON.parse(String(sent[0]?.body))).toEqual({ text: page.title })
  expect(sent[0]?.headers).toEqual({
    authorization: 'Bearer t0k3n-t0k3n',
    'content-type': 'application/json; charset=utf-8',
    'idempotency-key': 'inc-1/wa/page/1',
    'x-city': 'Semarang',
  })
  status = 200
  expect(await deliver()).toMatchObject({ result: 'later' })
  status = 400
  expect(await deliver()).toEqual({
    result: 'never',
    why: 'graph.example answered 400: bad token [secret]',
  })
})

test('an address that is none is not told', () => {
  const settings = {
    type: 'http',
    method: 'POST',
    url: new Secret('not a url with s3cret'),
    headers: {},
    body: 'x',
    ok: [200],
  } as const
  expect(() => createChannel(settings, { receiverId: 'wa' })).toThrow(
    'the address of a receiver is no http or https URL',
  )
})
