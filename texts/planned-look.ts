// What is seen of a target that is switched off on purpose: it goes on being asked, though nobody is told.
import { fill, type Language } from './language.ts'
import type { Clock } from './sentence.ts'
import { formatTime } from './times.ts'

/** The echoes of one minute; `at` is its start, epoch milliseconds. */
export interface MinuteLook {
  readonly at: number
  readonly sent: number
  readonly lost: number
}

export const PLANNED_LOOK_TEXTS: Readonly<
  Record<Language, Readonly<Record<'answers' | 'partLost' | 'silent', string>>>
> = {
  en: {
    answers:
      'It is asked all the same, and answers: of {sent} echoes in the minute from {time} none was lost.',
    partLost:
      'It is asked all the same: of {sent} echoes in the minute from {time} {lost} were lost.',
    silent:
      'It is asked all the same, and does not answer: of {sent} echoes in the minute from {time} all were lost.',
  },
  id: {
    answers:
      'Tetap ditanya, dan menjawab: dari {sent} echo dalam satu menit sejak {time} tidak ada yang hilang.',
    partLost: 'Tetap ditanya: dari {sent} echo dalam satu menit sejak {time} hilang {lost}.',
    silent:
      'Tetap ditanya, dan tidak menjawab: dari {sent} echo dalam satu menit sejak {time} semuanya hilang.',
  },
}

/** What was seen in that minute, as a sentence. */
export function plannedLookText(language: Language, look: MinuteLook, clock: Clock): string {
  const { at, sent, lost } = look
  const texts = PLANNED_LOOK_TEXTS[language]
  const text = lost === 0 ? texts.answers : lost < sent ? texts.partLost : texts.silent
  return fill(text, { sent, lost, time: formatTime(language, at, clock.timezone, clock.now) })
}
