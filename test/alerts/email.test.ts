// Messages to a real mail server: login, TLS, refusals, one copy for each address.

import { once } from 'node:events'
import { createServer } from 'node:net'
import tls from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import type { Channel } from '../../alerts/channels/channel.ts'
import { createChannel } from '../../alerts/channels/create-channel.ts'
import { Secret } from '../../fleet/secret.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { sampleMessage, sampleRecovery } from '../rigs/sample-message.ts'
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../rigs/smtp-sink.ts'

const LOGIN = { user: 'ronda', password: 'p4ss-w0rd' }

let sink: SmtpSink | undefined
afterEach(async () => {
  await sink?.close()
  sink = undefined
})

async function start(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  sink = await startSmtpSink(options)
  return sink
}

function channel(
  port: number,
  security: 'tls' | 'starttls' | 'none' = 'none',
  login?: { readonly user: string; readonly password: string },
): Channel {
  return createChannel(
    {
      type: 'email',
      from: 'ronda@kota.example',
      to: ['noc@kota.example', 'budi@kota.example'],
      host: '127.0.0.1',
      port,
      security,
      ...(login === undefined ? {} : { user: login.user, password: new Secret(login.password) }),
    },
    { receiverId: 'mail' },
  )
}

const deliver = (on: Channel, count = 3) =>
  on.deliver(sampleMessage('k', count), 1, AbortSignal.timeout(5000))

test('each address gets the mail, with the list as a file', async () => {
  const { port, mails } = await start()
  expect(await deliver(channel(port), 4470)).toEqual({ result: 'sent' })
  expect(mails.map(({ to }) => to)).toEqual([['noc@kota.example'], ['budi@kota.example']])
  const [first, second] = mails
  expect(first?.raw).toBe(second?.raw)
  expect(first?.from).toBe('ronda@kota.example')
  const csv = /filename=inc-1-node-7\.csv\r\n\r\n([\s\S]*?)\r\n--/.exec(first?.raw ?? '')?.[1] ?? ''
  expect(Buffer.from(csv, 'base64').toString().trimEnd().split('\r\n')).toHaveLength(4471)
})

test('page and recovery refer to the same thread', async () => {
  const { port, mails } = await start()
  const mail = channel(port)
  await deliver(mail)
  await mail.deliver(sampleRecovery('k2'), 1, AbortSignal.timeout(5000))
  const threads = mails.map(({ raw }) => /^References: (.*)\r$/m.exec(raw)?.[1])
  expect(threads).toHaveLength(4)
  expect(new Set(threads).size).toBe(1)
  expect(new Set(mails.map(({ raw }) => /^Message-ID: (.*)\r$/m.exec(raw)?.[1])).size).toBe(2)
})

test('where one mailbox puts it off, only that one is tried again', async () => {
  const { port, mails, refuse } = await start()
  const mail = channel(port)
  refuse('noc@kota.example', 451)
  expect(await deliver(mail)).toMatchObject({
    result: 'later',
    why: expect.stringContaining('451 not now or never'),
  })
  expect(mails.map(({ to }) => to)).toEqual([['budi@kota.example']])
  refuse('noc@kota.example', 0)
  expect(await deliver(mail)).toEqual({ result: 'sent' })
  expect(mails.map(({ to }) => to)).toEqual([['budi@kota.example'], ['noc@kota.example']])
})

test('an unknown mailbox is never, when all others have theirs', async () => {
  const { port, mails, refuse } = await start()
  refuse('noc@kota.example', 550)
  expect(await deliver(channel(port))).toMatchObject({ result: 'never' })
  expect(mails.map(({ to }) => to)).toEqual([['budi@kota.example']])
})

test('a wrong password is said without it, and waits to be mended', async () => {
  const { port, mails } = await start({ login: LOGIN })
  const delivery = await deliver(channel(port, 'none', { user: 'ronda', password: 'wr0ng-one' }))
  expect(delivery).toMatchObject({ result: 'later', why: expect.stringContaining('[secret]') })
  expect(JSON.stringify(delivery)).not.toContain('wr0ng-one')
  expect(await deliver(channel(port, 'none', LOGIN))).toEqual({ result: 'sent' })
  expect(await channel(port, 'none', LOGIN).check?.(AbortSignal.timeout(2000))).toEqual({
    result: 'sent',
  })
  expect(mails).toHaveLength(2)
})

test('a server that says nothing ends with the attempt', async () => {
  const mute = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const address = mute.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const began = Date.now()
  const delivery = await channel(port).deliver(sampleMessage('k'), 1, AbortSignal.timeout(200))
  expect(delivery).toEqual({ result: 'later', why: '127.0.0.1: no answer in time' })
  expect(Date.now() - began).toBeLessThan(2000)
  mute.close()
  const refused = await deliver(channel(port))
  expect(refused).toMatchObject({ result: 'later', why: expect.stringContaining('127.0.0.1: E') })
})

test('STARTTLS that is not offered is no way around it', async () => {
  const { port, mails } = await start()
  expect(await deliver(channel(port, 'starttls'))).toMatchObject({ result: 'later' })
  expect(mails).toEqual([])
})

describeWithRigs('mail over TLS', ['openssl'], () => {
  test.each(['tls', 'starttls'] as const)(
    '%s: only with a certificate that is trusted',
    async (security) => {
      const { port, mails, certificate = '' } = await start({ security, login: LOGIN })
      expect(await deliver(channel(port, security, LOGIN))).toMatchObject({
        result: 'later',
        why: expect.stringContaining('no TLS that can be trusted'),
      })
      expect(mails).toEqual([])
      const before = tls.getCACertificates('default')
      tls.setDefaultCACertificates([...before, certificate])
      try {
        expect(await deliver(channel(port, security, LOGIN))).toEqual({ result: 'sent' })
      } finally {
        tls.setDefaultCACertificates(before)
      }
      expect(mails).toHaveLength(2)
    },
  )
})
