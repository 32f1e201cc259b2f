// What the desk itself has to announce: a message that a receiver refused, and many announcements at once.
import { fill, type Language } from './language.ts'

const TEXTS = {
  en: {
    refused: 'Receiver {receiver} refused a message',
    why: 'Why: {why}',
    said: 'It said:',
    many: '{count} announcements at once',
  },
  id: {
    refused: 'Penerima {receiver} menolak sebuah pesan',
    why: 'Sebab: {why}',
    said: 'Isinya:',
    many: '{count} pemberitahuan sekaligus',
  },
} as const satisfies Record<Language, unknown>

/** First line and further lines; `message` is what was refused, a line each. */
export function refusedText(
  language: Language,
  receiver: string,
  why: string,
  message: readonly string[],
): readonly string[] {
  const { refused, why: reason, said } = TEXTS[language]
  return [fill(refused, { receiver }), fill(reason, { why }), said, ...message]
}

export function manyText(language: Language, count: number): string {
  return fill(TEXTS[language].many, { count })
}
