// Many incidents in one message: counts first, then one line for each.
import { areaWords } from '../../texts/incident-sentence.ts'
import { notificationText, SEVERITY_TEXTS } from '../../texts/notifications.ts'
import { formatCount, formatTime } from '../../texts/times.ts'
import { type ListedTarget, SEVERITIES } from '../notification.ts'
import type { MessageOrder } from './composer.ts'
import { markOf, type Subject } from './lines.ts'
import { kindWords, sharesOf, shareWords } from './shares.ts'
import { clip } from './title.ts'

/** Title and lines of a digest; `list` is every target of all its incidents, each once. */
export function digestText(
  order: MessageOrder,
  subjects: readonly Subject[],
  list: readonly ListedTarget[],
  timezone: string,
): { readonly title: string; readonly lines: readonly string[] } {
  const { language, at } = order
  const over = subjects.filter(({ incident }) => incident.state === 'closed').length
  const kecamatan = sharesOf(count(list, 'kecamatan'), (name) => name)
  const owners = sharesOf(count(list, 'owner'), (name) => name)
  const since = Math.min(...subjects.map(({ incident }) => incident.openedAt))
  const title = notificationText(
    language,
    over === 0 ? 'digestTitle' : over === subjects.length ? 'digestOver' : 'digestMixed',
    {
      incidents: notificationText(language, subjects.length === 1 ? 'incident' : 'incidents', {
        count: formatCount(language, subjects.length),
      }),
      over: formatCount(language, over),
      affected: formatCount(language, list.length),
      area: areaWords(
        language,
        kecamatan.map(({ name }) => name).filter((name) => name !== ''),
      ),
      time: formatTime(language, since, timezone, at),
    },
  )
  const severities = SEVERITIES.map((severity) => ({
    name: SEVERITY_TEXTS[language][severity],
    count: subjects.filter(({ told }) => told.severity === severity).length,
  })).filter((share) => share.count > 0)
  const named = (shares: typeof owners, none: 'noKecamatan' | 'noOwner'): typeof owners =>
    shares.map((share) =>
      share.name === '' ? { ...share, name: notificationText(language, none) } : share,
    )
  return {
    title: clip(title),
    lines: [
      notificationText(language, 'digestSeverities', { shares: shareWords(language, severities) }),
      ...(list.length === 0
        ? []
        : [
            notificationText(language, 'byKecamatan', {
              shares: shareWords(language, named(kecamatan, 'noKecamatan')),
            }),
            notificationText(language, 'byKind', {
              shares: kindWords(
                language,
                sharesOf(count(list, 'kind'), (kind) => kind),
              ),
            }),
            notificationText(language, 'byOwner', {
              shares: shareWords(language, named(owners, 'noOwner')),
            }),
          ]),
      ...subjects.map((subject) => digestLine(order, subject)),
    ],
  }
}

function digestLine({ language }: MessageOrder, subject: Subject): string {
  const { incident, told } = subject
  const over = told.withdrawn === undefined ? 'digestOverLine' : 'digestWithdrawnLine'
  const line = notificationText(language, incident.state === 'closed' ? over : 'digestLine', {
    severity: SEVERITY_TEXTS[language][told.severity],
    headline: markOf(language, subject, told.headline),
  })
  return told.link === undefined ? line : `${line} ${told.link}`
}

function count(
  list: readonly ListedTarget[],
  column: 'kecamatan' | 'kind' | 'owner',
): Record<string, number> {
  const counts = new Map<string, number>()
  for (const row of list) counts.set(row[column], (counts.get(row[column]) ?? 0) + 1)
  return Object.fromEntries(counts)
}
