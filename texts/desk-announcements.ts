// What the desk itself has to announce: a message that a receiver did not take, and many announcements at once.
import { fill, type Language } from './language.ts'

const TEXTS = {
  en: {
    notReached: '[{receiver} not reached] {title}',
    refused: '{receiver} refused this message: {why}',
    removed: 'The policy has no receiver {receiver} any more, so it was not sent there.',
    unreadable: 'What was kept for {receiver} cannot be read.',
    over: 'It is over by now.',
    many: '{count} announcements at once',
  },
  id: {
    notReached: '[{receiver} tidak terjangkau] {title}',
    refused: '{receiver} menolak pesan ini: {why}',
    removed:
      'Penerima {receiver} tidak ada lagi dalam aturan, jadi pesan ini tidak dikirim ke sana.',
    unreadable: 'Pesan yang disimpan untuk {receiver} tidak dapat dibaca.',
    over: 'Sekarang sudah selesai.',
    many: '{count} pemberitahuan sekaligus',
  },
} as const satisfies Record<Language, unknown>

export interface NotTaken {
  readonly receiver: string
  readonly kind: 'refused' | 'removed' | 'unreadable'
  /** What the receiver answered; of a refused one. */
  readonly why?: string
  /** First line and further lines of the message. */
  readonly title: string
  readonly lines: readonly string[]
  /** What it told of had ended before anybody else could be told. */
  readonly isOver: boolean
}

/** A message that its receiver did not take, for others to read: its own first line with a mark, why, and the rest of it. */
export function notTakenText(language: Language, message: NotTaken): readonly string[] {
  const { receiver, kind, why = '', title, lines, isOver } = message
  const texts = TEXTS[language]
  return [
    fill(texts.notReached, { receiver, title }),
    fill(texts[kind], { receiver, why }),
    ...(isOver ? [texts.over] : []),
    ...lines,
  ]
}

export function manyText(language: Language, count: number): string {
  return fill(TEXTS[language].many, { count })
}
