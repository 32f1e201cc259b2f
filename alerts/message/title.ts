// The first line of a message: whole where it fits, else with the longest name in it shortened.
import { headlineFor, type ToldCause, type ToldIncident } from '../../texts/incident-sentence.ts'
import type { Language } from '../../texts/language.ts'

/** Of Notification.title, in UTF-16 units. */
export const LONGEST_TITLE = 160

const ELLIPSIS = '…'
/** A name is not cut below this: less is no longer a name. */
const SHORTEST_NAME = 12
/** Line breaks and what a terminal or a mail reader would obey. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** One line of `text`, at most `longest` long; what is too long ends with an ellipsis. */
export function clip(text: string, longest: number = LONGEST_TITLE): string {
  const line = text.replace(CONTROL, ' ').trim()
  if (line.length <= longest) return line
  const cut = line.slice(0, longest - 1)
  // Half of a pair of surrogates is no character.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}${ELLIPSIS}`
}

/** The headline in a frame that makes a title of it; the free text of the cause gives way first. */
export function titleOf(
  language: Language,
  told: ToldIncident,
  frame: (headline: string) => string,
): string {
  const whole = frame(headlineFor(language, told))
  const excess = whole.length - LONGEST_TITLE
  if (excess <= 0) return clip(whole)
  return clip(frame(headlineFor(language, { ...told, cause: shorter(told.cause, excess) })))
}

function shorter(cause: ToldCause, excess: number): ToldCause {
  const cut = (text: string): string => clip(text, Math.max(SHORTEST_NAME, text.length - excess))
  const cutRest = (text: string, other: string): string => {
    const still = excess - (other.length - cut(other).length)
    return clip(text, Math.max(SHORTEST_NAME, text.length - still))
  }
  switch (cause.kind) {
    case 'target':
      return cause.name === undefined ? cause : { ...cause, name: cut(cause.name) }
    case 'shared':
      return { ...cause, value: cut(cause.value) }
    case 'planned':
      return {
        ...cause,
        why: cut(cause.why),
        dead: cause.dead === undefined ? undefined : cutRest(cause.dead, cause.why),
      }
    case 'probe':
      return cause
  }
}
