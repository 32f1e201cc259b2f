// A conversation with a mail server, as promises, that can be broken off at once.
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import type { Secret } from '../../fleet/secret.ts'
import type { ChannelSettings } from '../policy/policy.ts'

type Settings = Extract<ChannelSettings<Secret>, { type: 'email' }>

/** What nodemailer says of a fault. `responseCode`: of the server's answer, where there was one. */
export interface SmtpFault extends Error {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
  readonly command?: string
}

export interface SmtpSession {
  /** Connected, with TLS where it is wanted, and logged in where a user is given. Rejects with an SmtpFault. */
  ready(): Promise<void>
  /** One mail to one address. Rejects with an SmtpFault; `responseCode` is the server's, of the step that failed. */
  send(from: string, to: string, message: Buffer): Promise<void>
  /** Ready for the next mail after one that was refused. */
  reset(): Promise<void>
  /** Says goodbye; what was broken off is left as it is. */
  end(): void
  /** Everything under way rejects. */
  destroy(): void
}

const STEP_MS = 10_000
const GOODBYE_MS = 1000
const MOST_READ = 64 * 1024

export function openSmtp({ host, port, security, user, password }: Settings): SmtpSession {
  const options = {
    host,
    port,
    secure: security === 'tls',
    // Whoever wants STARTTLS wants no password in clear because somebody on the way took the offer out.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    // Known to nodemailer, not to its types.
    maxResponseSize: MOST_READ,
  }
  const connection = new SMTPConnection(options)
  let breakOff: (error: Error) => void = () => undefined
  const broken = new Promise<never>((_, reject) => {
    breakOff = reject
  })
  // Whoever waits for something hears of it; where nobody waits it is no news.
  broken.catch(() => undefined)
  connection.on('error', breakOff)
  connection.on('end', () => breakOff(new Error('the connection was closed')))
  const step = (begin: (done: (error?: Error | null) => void) => void): Promise<void> =>
    Promise.race([
      broken,
      new Promise<void>((resolve, reject) => begin((error) => (error ? reject(error) : resolve()))),
    ])
  let connected = false

  return {
    async ready() {
      await step((done) => connection.connect(done))
      connected = true
      if (user === undefined) return
      const credentials = { user, pass: password?.reveal() ?? '' }
      await step((done) => connection.login({ credentials }, done))
    },
    send: (from, to, message) =>
      step((done) =>
        connection.send({ from, to, size: message.length }, message, (error) => done(error)),
      ),
    reset: () => step((done) => connection.reset(done)),
    end() {
      if (connected) connection.quit()
      setTimeout(() => connection.close(), connected ? GOODBYE_MS : 0).unref()
    },
    destroy() {
      breakOff(new Error('broken off'))
      connection.close()
    },
  }
}
