// A message as a mail: subject, text, a little HTML, the list as a file, and headers that let mails of one incident stand together.
import { createHash } from 'node:crypto'
import type Mail from 'nodemailer/lib/mailer/index.js'
import { notificationText } from '../../texts/notifications.ts'
import { formatCount } from '../../texts/times.ts'
import { listCsv } from '../message/list-csv.ts'
import { clip } from '../message/title.ts'
import type { Notification } from '../notification.ts'
import { escapeHtml } from './telegram-format.ts'

/** nodemailer knows `baseBoundary` (mail-composer), its types do not: without it each attempt would have another body. */
export type MailForm = Mail.Options & { readonly baseBoundary: string }

/** The same message gives the same mail, byte for byte. `from`, `to`: addresses, as configured. */
export function mailOf(
  notification: Notification,
  receiverId: string,
  from: string,
  to: readonly string[],
): MailForm {
  const { key, at, severity, list, incidents } = notification
  const title = clip(notification.title)
  const domain = domainOf(from)
  const messageId = `<${digestOf(key)}@${domain}>`
  // No mail has this id: what refers to it stands together in every mail reader, whichever came first or was lost.
  const [only] = incidents
  const thread =
    incidents.length === 1 && only !== undefined
      ? `<incident.${digestOf(`${receiverId}/${only.id}`)}@${domain}>`
      : undefined
  const lines = [...notification.lines, ...attachmentLine(notification)]
  return {
    from,
    to: [...to],
    subject: title,
    date: new Date(at),
    messageId,
    ...(thread === undefined ? {} : { inReplyTo: thread, references: thread }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Ronda-Type': notification.type,
      ...(severity === 'critical' ? { Importance: 'High', 'X-Priority': '1' } : {}),
    },
    text: `${[title, '', ...lines].join('\n')}\n`,
    html: htmlOf(title, lines),
    attachments:
      list.length === 0
        ? []
        : [
            {
              filename: `${(only?.id ?? 'ronda').replace(/[^A-Za-z0-9._-]/g, '-')}.csv`,
              content: listCsv(list),
              contentType: 'text/csv; charset=utf-8',
            },
          ],
    baseBoundary: digestOf(`boundary ${key}`),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function attachmentLine({ language, list }: Notification): readonly string[] {
  if (list.length === 0) return []
  return [notificationText(language, 'attachedList', { count: formatCount(language, list.length) })]
}

const LINK = /https?:\/\/[^\s<>"]+/g

function htmlOf(title: string, lines: readonly string[]): string {
  const paragraphs = lines.map((line) => `<p>${linked(line)}</p>`).join('\n')
  return `<!doctype html>\n<html><body>\n<p><strong>${escapeHtml(title)}</strong></p>\n${paragraphs}\n</body></html>\n`
}

function linked(line: string): string {
  let html = ''
  let end = 0
  for (const match of line.matchAll(LINK)) {
    const address = escapeHtml(match[0])
    html += `${escapeHtml(line.slice(end, match.index))}<a href="${address}">${address}</a>`
    end = match.index + match[0].length
  }
  return html + escapeHtml(line.slice(end))
}

/** Of `a@b` and of `Name <a@b>`. */
function domainOf(address: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(address)?.[1] ?? 'ronda.invalid'
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
