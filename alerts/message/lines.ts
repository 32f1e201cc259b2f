// What stands below the first line of a message about one incident.
import type { Incident } from '../../incidents/incident.ts'
import {
  headlineFor,
  incidentSentence,
  type ToldIncident as TextIncident,
} from '../../texts/incident-sentence.ts'
import {
  type NotificationFrame,
  notificationText,
  SEVERITY_TEXTS,
} from '../../texts/notifications.ts'
import { formatCount, formatTime } from '../../texts/times.ts'
import type { Language, ToldIncident } from '../notification.ts'
import type { MessageOrder, OrderedIncident } from './composer.ts'
import { kindWords, shareWords } from './shares.ts'

export interface Subject {
  readonly incident: Incident
  /** For the sentences of texts/. */
  readonly text: TextIncident
  readonly told: ToldIncident
  readonly unwatched?: OrderedIncident['unwatched']
  /** Name of the owner who switched it off on purpose. */
  readonly decidedBy?: string
  readonly insteadOf?: OrderedIncident['insteadOf']
}

/** A first line, marked where it is told in the place of another receiver. */
export function markOf(language: Language, { insteadOf }: Subject, headline: string): string {
  if (insteadOf === undefined) return headline
  const { receiver } = insteadOf
  return notificationText(language, 'notReached', { receiver, headline })
}

/** Why, how long, the splits and the links; first the whole headline where the title had no room for it. */
export function incidentLines(order: MessageOrder, subject: Subject, title: string): string[] {
  const { language } = order
  const { text, told } = subject
  const say = (
    frame: NotificationFrame,
    values: Readonly<Record<string, string | undefined>>,
  ): string[] => {
    const given = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1])
    if (given.length < Object.keys(values).length) return []
    return [notificationText(language, frame, Object.fromEntries(given))]
  }
  const headline = headlineFor(language, text)
  return [
    ...(title.includes(headline) ? [] : [headline]),
    ...(told.closedAt === undefined
      ? say('first', {
          severity: SEVERITY_TEXTS[language][told.severity],
          sentence: incidentSentence(language, text),
        })
      : [incidentSentence(language, text)]),
    ...turnLines(order, subject, say),
    ...unwatchedLines(order, subject, say),
    ...(told.affected > 1
      ? [
          ...say('byKecamatan', { shares: shareWords(language, told.byKecamatan) }),
          ...say('byKind', { shares: kindWords(language, told.byKind) }),
        ]
      : []),
    ...say('byOwner', { shares: shareWords(language, told.byOwner) }),
    ...say('link', { link: told.link }),
    ...say('listLink', { link: told.listLink }),
    ...say('ackLink', { link: told.ackLink }),
  ]
}

type Say = (
  frame: NotificationFrame,
  values: Readonly<Record<string, string | undefined>>,
) => string[]

/** What of it is not watched any more, and by whose decision. */
function unwatchedLines(
  { language }: MessageOrder,
  { unwatched, decidedBy, text }: Subject,
  say: Say,
): string[] {
  if (unwatched === undefined) return []
  const { withdrawn, count, decision } = unwatched
  if (withdrawn === undefined) {
    return say('partWithdrawn', { count: formatCount(language, count) })
  }
  return [
    ...(decision === undefined
      ? []
      : say('withdrawnBy', {
          owner: decidedBy,
          until: formatTime(language, decision.until, text.timezone, text.now),
          why: decision.why,
        })),
    ...say(withdrawn === 'gone' ? 'withdrawnGone' : 'withdrawnPlanned', {}),
  ]
}

/** What this message has to say beyond the incident itself. */
function turnLines(
  order: MessageOrder,
  { incident, text, insteadOf }: Subject,
  say: Say,
): string[] {
  const { language, type, toldBefore = [] } = order
  const { acknowledged } = incident
  return [
    ...(insteadOf === undefined ? [] : say('refusedBy', insteadOf)),
    ...(type === 'flapping' ? say('flapping', {}) : []),
    ...(type === 'escalated' ? say('toldBefore', { names: toldBefore.join(', ') }) : []),
    ...(acknowledged === undefined
      ? []
      : say(acknowledged.note === undefined ? 'acknowledged' : 'acknowledgedNote', {
          time: formatTime(language, acknowledged.at, text.timezone, text.now),
          by: acknowledged.by,
          ...(acknowledged.note === undefined ? {} : { note: acknowledged.note }),
        })),
  ]
}
