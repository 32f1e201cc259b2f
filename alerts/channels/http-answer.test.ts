import { expect, test } from 'vitest'
import { deliveryOf, parseRetryAfter } from './http-answer.ts'
import { ask } from './http-send.ts'
import { redact, secretsOfUrl } from './redact.ts'

const NOW = Date.UTC(2026, 10, 22, 4, 24, 5)

test.each([
  ['sent', [200, 201, 202, 204]],
  ['later', [301, 302, 307, 401, 403, 404, 408, 410, 425, 429, 500, 502, 503, 504, 101, 999]],
  ['never', [400, 413, 415, 422]],
])('%s: %j', (result, statuses) => {
  for (const status of statuses)
    expect(deliveryOf({ status, retryAfter: undefined }, '', NOW).result, String(status)).toBe(
      result,
    )
})

test('statuses of one API may mean something else', () => {
  expect(deliveryOf({ status: 200, retryAfter: undefined }, '', NOW, [202]).result).toBe('later')
  expect(deliveryOf({ status: 409, retryAfter: undefined }, '', NOW, [202, 409]).result).toBe(
    'sent',
  )
})

test('Retry-After is seconds or a date, at most 10 minutes', () => {
  expect(parseRetryAfter('120', NOW)).toBe(120_000)
  expect(parseRetryAfter('86400', NOW)).toBe(600_000)
  expect(parseRetryAfter('Sun, 22 Nov 2026 04:24:35 GMT', NOW)).toBe(30_000)
  expect(parseRetryAfter('Sun, 22 Nov 2020 04:24:35 GMT', NOW)).toBe(0)
  for (const bad of ['-5', '1.5', 'soon', '', '99999999999'])
    expect(parseRetryAfter(bad, NOW), bad).toBeUndefined()
  expect(deliveryOf({ status: 503, retryAfter: '7' }, '', NOW)).toMatchObject({ afterMs: 7000 })
})

test('nothing secret of an address comes back from an answer', () => {
  const url = new URL('https://bot:pa%24sword@hooks.example/hooks/T0K3NT0K3N/x?key=abcdef#hashhash')
  const said = redact(
    `Cannot POST ${url.pathname}${url.search} for bot pa$sword T0K3NT0K3N\nabcdef hashhash`,
    secretsOfUrl(url),
  )
  expect(said).not.toMatch(/T0K3NT0K3N|pa\$sword|abcdef|hashhash|\n/)
  const base64 = Buffer.from('topsecret').toString('base64')
  expect(redact(`${base64} topsecret`, ['topsecret'])).toBe('[secret] [secret]')
  expect(redact('x'.repeat(9999), [])).toHaveLength(300)
})

test('a lost connection is said with its host and code, not with its address', async () => {
  const refused = Object.assign(new Error('connect to http://h/secretpath'), {
    code: 'ECONNREFUSED',
  })
  const send = () => Promise.reject(new TypeError('fetch failed', { cause: refused }))
  const url = new URL('http://h.example/secretpath')
  const { lost } = await ask(send, { method: 'POST', url, headers: {} }, AbortSignal.timeout(1000))
  expect(lost).toEqual({
    result: 'later',
    why: 'h.example: nobody listens there (ECONNREFUSED)',
  })
})

test('at most 64 KiB of an answer are read', async () => {
  let given = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given++
      controller.enqueue(new Uint8Array(16 * 1024).fill(97))
    },
  })
  const send = () => Promise.resolve(new Response(endless, { status: 200 }))
  const url = new URL('http://h.example/')
  const { answer } = await ask(send, { method: 'GET', url, headers: {} }, AbortSignal.timeout(1000))
  expect(answer?.text).toHaveLength(64 * 1024)
  expect(given).toBeLessThan(8)
})
