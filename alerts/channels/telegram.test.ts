import { expect, test } from 'vitest'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import { deliveryOfTelegram } from './telegram.ts'
import { escapeHtml, telegramCall } from './telegram-format.ts'

/** As Telegram counts: after its entities were parsed. */
const plain = (html: string): string =>
  html
    .replace(/<\/?b>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

test('a short list stands in the message', () => {
  const call = telegramCall(sampleMessage('k', 3))
  expect(call.method).toBe('sendMessage')
  expect(call.html).toMatch(/^<b>Node Genuk &lt;7&gt; &amp; co down: 3 affected.*<\/b>\n/)
  expect(call.html).toContain('\nAffected:\ncam-00000, Camera 0, RT 0, Genuk\n')
})

test('a long list is a file, whole', () => {
  const page = sampleMessage('k', 27_431)
  const call = telegramCall(page)
  if (call.method !== 'sendDocument') throw new Error('no file')
  expect(plain(call.html).length).toBeLessThanOrEqual(1024)
  expect(call.html).toContain('The whole list (27,431) is in the attached file.')
  expect(call.fileName).toBe('inc-1-node-7.csv')
  expect(call.content.trimEnd().split('\r\n')).toHaveLength(27_432)
})

test('a text that no caption holds is in the file too, and the caption keeps title and links', () => {
  const page = sampleMessage('k', 200, { language: 'id' })
  const long = Array.from({ length: 60 }, (_, i) => `Baris ${i}: ${'<x> '.repeat(9)}`)
  const call = telegramCall({ ...page, lines: [...long, ...page.lines] })
  if (call.method !== 'sendDocument') throw new Error('no file')
  expect(plain(call.html).length).toBeLessThanOrEqual(1024)
  expect(plain(call.html).length).toBeGreaterThan(900)
  for (const line of page.lines.slice(1)) expect(plain(call.html)).toContain(line)
  expect(call.html).toMatch(/pesan lengkap dan daftar \(200\) ada di berkas terlampir\.$/)
  expect(call.fileName).toBe('inc-1-node-7.txt')
  for (const line of [...long, ...page.lines]) expect(call.content).toContain(line)
  expect(call.content).toContain('\ncam-00199,camera,')
})

test('the limits are met to the letter', () => {
  const base = sampleMessage('k', 0, { title: 't', lines: ['x'.repeat(4094)] })
  expect(telegramCall(base).method).toBe('sendMessage')
  expect(telegramCall({ ...base, lines: ['x'.repeat(4095)] })).toMatchObject({
    method: 'sendDocument',
    fileName: 'inc-1-node-7.txt',
  })
})

test('what Telegram answers', () => {
  const answer = (status: number, body: unknown) =>
    deliveryOfTelegram(
      {
        status,
        retryAfter: undefined,
        text: typeof body === 'string' ? body : JSON.stringify(body),
      },
      ['12:TOKEN'],
      0,
    )
  expect(answer(200, { ok: true, result: {} })).toEqual({ result: 'sent' })
  expect(answer(200, '<html>login</html>')).toMatchObject({ result: 'later' })
  expect(answer(200, { ok: false })).toMatchObject({ result: 'later' })
  expect(
    answer(429, { ok: false, description: 'Too Many Requests', parameters: { retry_after: 35 } }),
  ).toEqual({ result: 'later', why: 'answered 429: Too Many Requests', afterMs: 35_000 })
  expect(answer(429, { ok: false, parameters: { retry_after: 1e9 } })).toMatchObject({
    afterMs: 600_000,
  })
  expect(answer(400, { ok: false, description: 'chat 12:TOKEN not found' })).toEqual({
    result: 'never',
    why: 'answered 400: chat [secret] not found',
  })
  expect(answer(401, { ok: false, description: 'Unauthorized' }).result).toBe('later')
})

test('HTML is only what we write', () => {
  expect(escapeHtml('<a href="x">&amp;')).toBe('&lt;a href="x"&gt;&amp;amp;')
})
