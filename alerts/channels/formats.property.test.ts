import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import { parseRetryAfter } from './http-answer.ts'
import { redact } from './redact.ts'
import { deliveryOfTelegram } from './telegram.ts'
import { telegramCall } from './telegram-format.ts'
import { checkTemplate, fillTemplate } from './template.ts'

const RUNS = { numRuns: 60 }
const text = fc.string({ unit: 'grapheme', maxLength: 300 }).map((s) => s.replace(/[\r\n]/g, ' '))

/** As Telegram counts it; in a form a line break may be two characters. */
function lengthSeen(html: string, lineBreak: string): number {
  const plain = html.replace(/<\/?b>/g, '').replaceAll('\n', lineBreak)
  return plain.replace(/&(lt|gt|amp);/g, '&').length
}

test('whatever is to be said keeps to the limits of Telegram and is told whole', () => {
  fc.assert(
    fc.property(
      text.filter((title) => title.length <= 160),
      fc.array(text, { maxLength: 40 }),
      fc.nat(300),
      (title, lines, count) => {
        const message = sampleMessage('k', count, { title, lines })
        const call = telegramCall(message)
        if (call.method === 'sendMessage') {
          expect(lengthSeen(call.html, '\n')).toBeLessThanOrEqual(4096)
          return
        }
        expect(lengthSeen(call.html, '\r\n')).toBeLessThanOrEqual(1024)
        for (const { id } of message.list) expect(call.content).toContain(id)
        if (call.fileName.endsWith('.txt'))
          for (const line of lines) expect(call.content).toContain(line)
      },
    ),
    RUNS,
  )
})

test('a template is judged without a throw, and one that is right is filled', () => {
  const piece = fc.oneof(text, fc.constantFrom('{{', '}}', '{', '}', '{{json title}}', '{{text}}'))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const body = pieces.join('')
      if (checkTemplate(body) === undefined)
        expect(typeof fillTemplate(body, sampleMessage('k'))).toBe('string')
    }),
    RUNS,
  )
})

test('an answer of any bytes is understood', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 100, max: 599 }), fc.json(), (raw, status, json) => {
      for (const answer of [raw, json]) {
        const delivery = deliveryOfTelegram({ status, retryAfter: raw, text: answer }, [], 0)
        expect(['sent', 'later', 'never']).toContain(delivery.result)
      }
      const afterMs = parseRetryAfter(raw, 0) ?? 0
      expect(afterMs).toBeGreaterThanOrEqual(0)
      expect(afterMs).toBeLessThanOrEqual(600_000)
    }),
    RUNS,
  )
})

test('a secret of any signs is not in what is told', () => {
  const secret = fc.string({ minLength: 12, maxLength: 40 }).filter((s) => s.trim() === s)
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
      fc.pre(!before.includes(hidden) && !'[secret]'.includes(hidden))
      expect(redact(`${before}${hidden}${after}`, [hidden])).not.toContain(hidden)
    }),
    RUNS,
  )
})
