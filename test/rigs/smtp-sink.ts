// A mail server that keeps what it is sent, with or without TLS and a login, and refuses whom it is told to.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

export interface SunkMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

export interface SmtpSinkOptions {
  /** TLS from the first byte, offered, or not there. Default `none`. */
  readonly security?: 'tls' | 'starttls' | 'none'
  /** Wanted before anything is sent. */
  readonly login?: { readonly user: string; readonly password: string }
}

export interface SmtpSink {
  readonly port: number
  readonly mails: readonly SunkMail[]
  /** Of the certificate, to be trusted; absent without TLS. */
  readonly certificate?: string
  /** An address is answered this at RCPT TO from now on; 0 takes it again. */
  refuse(address: string, code: number): void
  close(): Promise<void>
}

interface Certificate {
  readonly key: string
  readonly cert: string
}

/** On 127.0.0.1. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { security = 'none', login } = options
  const mails: SunkMail[] = []
  const refused = new Map<string, number>()
  const tls = security === 'none' ? undefined : selfMade()
  const server = new SMTPServer({
    secure: security === 'tls',
    ...(tls ?? {}),
    disabledCommands: [
      ...(security === 'starttls' ? [] : ['STARTTLS']),
      ...(login === undefined ? ['AUTH'] : []),
    ],
    authOptional: login === undefined,
    logger: false,
    disableReverseLookup: true,
    onAuth(auth, _session, done) {
      const right = auth.username === login?.user && auth.password === login?.password
      if (right) done(null, { user: auth.username })
      else done(answer(535, `wrong password ${auth.password}`))
    },
    onRcptTo({ address }, _session, done) {
      const code = refused.get(address) ?? 0
      done(code === 0 ? null : answer(code, `not now or never, ${address}`))
    },
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        mails.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString(),
        })
        done()
      })
    },
  })
  // A client that does not trust the certificate breaks off: that is what is wanted of it.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    ...(tls === undefined ? {} : { certificate: tls.cert }),
    refuse(address, code) {
      refused.set(address, code)
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function answer(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code })
}

/** For 127.0.0.1, for a day. Needs openssl. */
function selfMade(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-smtp-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const made = spawnSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-days', '1', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', key, '-out', cert],
      ],
      { encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`)
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
