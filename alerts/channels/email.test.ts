import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { expect, test } from 'vitest'
import { sampleMessage, sampleRecovery } from '../../test/rigs/sample-message.ts'
import { addressOf, deliveryOfSmtp } from './email.ts'
import { mailOf } from './email-format.ts'
import type { SmtpFault } from './smtp.ts'

const FROM = 'Ronda <ronda@kota.example>'
const TO = ['noc@kota.example', 'Budi <budi@kota.example>']

const built = async (...message: Parameters<typeof sampleMessage>): Promise<string> => {
  const mail = mailOf(sampleMessage(...message), 'noc', FROM, TO)
  return (await new MailComposer(mail).compile().build()).toString()
}

test('the same message is the same mail, byte for byte', async () => {
  expect(await built('k', 500)).toBe(await built('k', 500))
  expect(await built('k', 500)).not.toBe(await built('k2', 500))
})

test('the list is a file, and text and HTML say the same', () => {
  const mail = mailOf(sampleMessage('k', 4470), 'noc', FROM, TO)
  expect(mail.subject).toMatch(/^Node Genuk <7> & co down: 4470 affected/)
  expect(String(mail.text)).toContain('The whole list (4,470) is in the attached file.')
  expect(String(mail.html)).toContain('<strong>Node Genuk &lt;7&gt; &amp; co down')
  expect(String(mail.html)).toContain('<a href="https://ronda.example/ack/inc-1-node-7?key=k">')
  expect(mail.attachments?.[0]).toMatchObject({ filename: 'inc-1-node-7.csv' })
  expect(String(mail.attachments?.[0]?.content).split('\r\n')).toHaveLength(4472)
})

test('page and recovery stand together, each with an id of its own', () => {
  const page = mailOf(sampleMessage('k1'), 'noc', FROM, TO)
  const back = mailOf(sampleRecovery('k2'), 'noc', FROM, TO)
  expect(page.messageId).toMatch(/^<[0-9a-f]{32}@kota\.example>$/)
  expect(back.messageId).not.toBe(page.messageId)
  expect(back.references).toBe(page.references)
  expect(mailOf(sampleMessage('k1'), 'other', FROM, TO).references).not.toBe(page.references)
})

test('no header can be put in by a name', async () => {
  const raw = await built('k\r\nBcc: a@evil.example', 2, {
    title: 'Down\r\nBcc: a@evil.example\r\n\r\nbody',
  })
  const [head = ''] = raw.split('\r\n\r\n', 1)
  expect(head).not.toMatch(/^bcc:/im)
  expect(head).toMatch(/^Subject: Down Bcc: a@evil.example body\r$/m)
})

test('what mail servers answer', () => {
  const fault = (more: Partial<SmtpFault>): SmtpFault => ({ name: 'E', message: 'm', ...more })
  const of = (more: Partial<SmtpFault>) => deliveryOfSmtp(fault(more), 'mx.example', ['pass word'])
  expect(of({ responseCode: 550, response: '550 no such user', command: 'RCPT TO' })).toEqual({
    result: 'never',
    why: 'mx.example answered to RCPT TO: 550 no such user',
  })
  expect(of({ responseCode: 451, response: '451 greylisted' }).result).toBe('later')
  expect(of({ responseCode: 554, response: '554 go away', command: 'CONN' }).result).toBe('later')
  expect(of({ code: 'EAUTH', responseCode: 535, response: '535 bad pass word' })).toEqual({
    result: 'later',
    why: 'mx.example answered: 535 bad [secret]; the user or password must be mended',
  })
  expect(of({ code: 'ETIMEDOUT' })).toEqual({ result: 'later', why: 'mx.example: ETIMEDOUT' })
  expect(of({ code: 'EENVELOPE' }).result).toBe('never')
})

test('an address stands alone or behind a name', () => {
  expect(TO.map(addressOf)).toEqual(['noc@kota.example', 'budi@kota.example'])
})
