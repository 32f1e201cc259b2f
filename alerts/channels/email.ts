// Messages by mail, over SMTP. A mail server does not tell a repeated mail from a new one; the Message-ID stays the same.
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { Secret } from '../../fleet/secret.ts'
import { ownTurn } from '../own-turn.ts'
import type { ChannelSettings } from '../policy/policy.ts'
import type { Channel, Delivery } from './channel.ts'
import type { ChannelContext } from './context.ts'
import { mailOf } from './email-format.ts'
import { redact } from './redact.ts'
import { openSmtp, type SmtpFault, type SmtpSession } from './smtp.ts'

type Settings = Extract<ChannelSettings<Secret>, { type: 'email' }>

/**
 * Each address gets its own copy: where one mailbox takes it and another puts it off, the next attempt is for the
 * second alone. An address that refuses for good makes it `never`, when all others have theirs.
 */
export function createEmail(settings: Settings, { receiverId }: ChannelContext): Channel {
  const secrets = [settings.password?.reveal() ?? '']
  /** Who has the message that is under way; of the ones before nobody asks any more. */
  let underWay: { readonly key: string; readonly taken: Set<string> } | undefined

  async function within(
    signal: AbortSignal,
    work: (session: SmtpSession) => Promise<Delivery>,
  ): Promise<Delivery> {
    const session = openSmtp(settings)
    const abort = (): void => session.destroy()
    signal.addEventListener('abort', abort, { once: true })
    try {
      if (signal.aborted) return { result: 'later', why: `${settings.host}: no answer in time` }
      await session.ready()
      return await work(session)
    } catch (error) {
      return signal.aborted
        ? { result: 'later', why: `${settings.host}: no answer in time` }
        : deliveryOfSmtp(error as SmtpFault, settings.host, secrets)
    } finally {
      signal.removeEventListener('abort', abort)
      session.end()
    }
  }

  return {
    type: 'email',
    deduplicates: false,
    deliver(notification, _attempt, signal) {
      if (underWay?.key !== notification.key) underWay = { key: notification.key, taken: new Set() }
      const { taken } = underWay
      return within(signal, async (session) => {
        // The connection came at its own time: the file of a whole city takes 20 ms to write.
        await ownTurn()
        const mail = mailOf(notification, receiverId, settings.from, settings.to)
        await ownTurn()
        const message = await new MailComposer(mail).compile().build()
        let worst: Delivery = { result: 'sent' }
        for (const to of settings.to) {
          if (taken.has(to)) continue
          try {
            await session.send(addressOf(settings.from), addressOf(to), message)
            taken.add(to)
          } catch (error) {
            const delivery = deliveryOfSmtp(error as SmtpFault, settings.host, secrets)
            // One that may work later comes before one that never will: it must be tried again in any case.
            if (worst.result !== 'later') worst = delivery
            if ((error as SmtpFault).responseCode === undefined || signal.aborted) break
            await session.reset()
          }
        }
        if (signal.aborted && worst.result !== 'sent')
          return { result: 'later', why: `${settings.host}: no answer in time` }
        return worst
      })
    },
    check: (signal) => within(signal, () => Promise.resolve({ result: 'sent' })),
    close: () => Promise.resolve(),
  }
}

/** The address in `Name <a@b>`, or the whole where there is no name. */
export function addressOf(text: string): string {
  return /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text.trim()
}

/**
 * RFC 5321, 4.2.1: 4yz is transient, 5yz permanent. 530, 534, 535 and 538 (RFC 4954) and all of the login are a wrong key,
 * which somebody must mend; what has no code was no answer.
 */
export function deliveryOfSmtp(
  { code, responseCode, response, command }: SmtpFault,
  host: string,
  secrets: readonly string[],
): Delivery {
  // Whatever the server said to STARTTLS: it is the way to it that is wrong, not the mail.
  if (code === 'ETLS' || responseCode === undefined) {
    // Not sent to the server at all: an address that cannot stand in an envelope.
    if (code === 'EENVELOPE') return { result: 'never', why: 'an address that is none' }
    const why = code === 'ETLS' || code === 'ESOCKET' ? tlsWords(code) : (code ?? 'no connection')
    return { result: 'later', why: `${host}: ${why}` }
  }
  const said = redact(response ?? String(responseCode), secrets)
  const login = code === 'EAUTH' || [530, 534, 535, 538].includes(responseCode)
  if (login) {
    const why = `${host} answered: ${said}; the user or password must be mended`
    return { result: 'later', why }
  }
  const step = command === undefined || command === 'CONN' ? '' : ` to ${command}`
  const why = `${host} answered${step}: ${said}`
  return responseCode >= 500 && command !== 'CONN'
    ? { result: 'never', why }
    : { result: 'later', why }
}

function tlsWords(code: string): string {
  return `${code}: no connection, or no TLS that can be trusted`
}
