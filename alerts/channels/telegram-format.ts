// A message in the form of the Telegram Bot API: one call, and a file for what a message has no room for.
import { notificationText } from '../../texts/notifications.ts'
import { formatCount } from '../../texts/times.ts'
import { listCsv } from '../message/list-csv.ts'
import type { ListedTarget, Notification } from '../notification.ts'

/** Bot API, sendMessage: 1 to 4096 characters after entities parsing. */
export const LONGEST_MESSAGE = 4096
/** Bot API, sendDocument: 0 to 1024 characters after entities parsing. */
export const LONGEST_CAPTION = 1024
/** A form writes each line break as two characters. */
const CAPTION_BREAK = 2

export type TelegramCall =
  | { readonly method: 'sendMessage'; readonly html: string }
  | {
      readonly method: 'sendDocument'
      readonly html: string
      readonly fileName: string
      readonly content: string
    }

/**
 * The text and its list where both fit in a message; else as much of the text as a caption holds, links first, with a
 * file: the list (.csv), or where the text had to be cut the whole message and below it the list (.txt).
 */
export function telegramCall(notification: Notification): TelegramCall {
  const { title, lines, list } = notification
  // Every line of a list has a character and a break at least: a city's need not be tried.
  if (list.length <= LONGEST_MESSAGE / 2) {
    const listed = list.length > 1 ? ['', say(notification, 'list'), ...list.map(listLine)] : []
    const whole = [title, ...lines, ...listed]
    if (lengthOf(whole, 1) <= LONGEST_MESSAGE) return { method: 'sendMessage', html: html(whole) }
  }

  const name = notification.incidents[0]?.id ?? 'ronda'
  if (list.length > 0) {
    const caption = [title, ...lines, say(notification, 'attachedList')]
    if (lengthOf(caption, CAPTION_BREAK) <= LONGEST_CAPTION) {
      return {
        method: 'sendDocument',
        html: html(caption),
        fileName: `${fileName(name)}.csv`,
        content: listCsv(list),
      }
    }
  }
  const note = say(notification, list.length > 0 ? 'attachedBoth' : 'attachedText')
  const content = [title, ...lines, ...(list.length > 0 ? ['', listCsv(list)] : [])].join('\n')
  return {
    method: 'sendDocument',
    html: html([
      title,
      ...fitting(notification, LONGEST_CAPTION - lengthOf([title, note], CAPTION_BREAK)),
      note,
    ]),
    fileName: `${fileName(name)}.txt`,
    content,
  }
}

/** Telegram's HTML style: https://core.telegram.org/bots/api#html-style */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Whole lines in their order, at most `room` long with their breaks: those with a link, then the others from the top. */
function fitting({ lines, incidents }: Notification, room: number): readonly string[] {
  const [first] = incidents
  const links = [first?.link, first?.listLink, first?.ackLink].filter((link) => link !== undefined)
  const hasLink = (line: string): boolean => links.some((link) => line.endsWith(link))
  let left = room
  const take = (line: string): boolean => {
    if (line.length + CAPTION_BREAK > left) return false
    left -= line.length + CAPTION_BREAK
    return true
  }
  // Of many incidents each line has a link of its own, so no line goes before the others.
  const taken = new Set(incidents.length === 1 ? lines.filter(hasLink).filter(take) : [])
  for (const line of lines) {
    if (taken.has(line)) continue
    if (!take(line)) break
    taken.add(line)
  }
  return lines.filter((line) => taken.has(line))
}

function html([title = '', ...lines]: readonly string[]): string {
  return [`<b>${escapeHtml(title)}</b>`, ...lines.map(escapeHtml)].join('\n')
}

function lengthOf(lines: readonly string[], lineBreak: number): number {
  return lines.reduce((sum, line) => sum + line.length + lineBreak, -lineBreak)
}

function listLine({ id, name, kecamatan }: ListedTarget): string {
  return [id, name, kecamatan].filter((part) => part !== '').join(', ')
}

function say(
  { language, list }: Notification,
  frame: 'list' | 'attachedList' | 'attachedText' | 'attachedBoth',
): string {
  return notificationText(language, frame, { count: formatCount(language, list.length) })
}

function fileName(id: string): string {
  return id.replace(/[^A-Za-z0-9._-]/g, '-')
}
