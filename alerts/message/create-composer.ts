// Makes the messages: a first line that says it all, the reasons and splits below it, links, and the whole list.
import type { Fleet } from '../../fleet/model.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'
import {
  headlineFor,
  type ToldIncident as TextIncident,
  targetWords,
} from '../../texts/incident-sentence.ts'
import { noticeText } from '../../texts/notices.ts'
import { notificationText } from '../../texts/notifications.ts'
import { formatCount, formatTime } from '../../texts/times.ts'
import { LANGUAGES, type Language, type ListedTarget, type ToldIncident } from '../notification.ts'
import { topmost } from '../policy/cause-view.ts'
import type { Composer, MessageOrder, OrderedIncident } from './composer.ts'
import { digestText } from './digest.ts'
import { incidentLines, markOf, type Subject } from './lines.ts'
import { createNames, type Names } from './names.ts'
import { kindWords, sharesOf } from './shares.ts'
import { clip, titleOf } from './title.ts'

export interface ComposerOptions {
  readonly fleet: Fleet
  readonly topology: Topology
  /** Base of links, without a slash at the end; absent: messages have no links. */
  readonly url?: string | undefined
  /** The whole address that acknowledges an incident; absent: no message has one. */
  readonly ackLink?: ((incidentId: string) => string) | undefined
}

/** Pure: the same order gives the same message. */
export function createComposer(options: ComposerOptions): Composer {
  const { fleet } = options
  const names = createNames(options.fleet, options.topology)
  const listOf = createLists(names)
  // Who first writes a language's numbers and times has its tables read: 10 ms that no page should wait for.
  for (const language of LANGUAGES) {
    formatCount(language, 0)
    formatTime(language, 0, fleet.timezone, Date.UTC(2000))
  }
  return {
    compose(order) {
      const subjects = order.incidents.map((one) => subjectOf(options, names, order, one))
      const list = listOf(order)
      const { title, lines } = textOf(order, subjects, list, fleet.timezone)
      const { key, type, language, at, severity } = order
      const synthetic = fleet.synthetic ? [noticeText(language, 'synthetic-city')] : []
      return {
        key,
        type,
        language,
        city: fleet.city,
        timezone: fleet.timezone,
        at,
        severity,
        title,
        lines: [...lines, ...synthetic],
        incidents: subjects.map(({ told }) => told),
        list,
        synthetic: fleet.synthetic,
      }
    },
  }
}

function textOf(
  order: MessageOrder,
  subjects: readonly Subject[],
  list: readonly ListedTarget[],
  timezone: string,
): { readonly title: string; readonly lines: readonly string[] } {
  const { language, type, announcement } = order
  if (announcement !== undefined) {
    const [first = '', ...more] = announcement.text[language]
    const title = clip(first)
    const targets =
      list.length === 0
        ? []
        : [
            notificationText(language, 'announcedTargets', {
              count: formatCount(language, list.length),
            }),
          ]
    return { title, lines: [...(title === first ? [] : [first]), ...more, ...targets] }
  }
  const [subject] = subjects
  if (subject === undefined || type === 'digest') return digestText(order, subjects, list, timezone)
  const title = titleOf(language, subject.text, (headline) => {
    const framed =
      type === 'recovered' || type === 'withdrawn' || type === 'escalated'
        ? notificationText(language, `${type}Title`, { headline })
        : headline
    return markOf(language, subject, framed)
  })
  return { title, lines: incidentLines(order, subject, title) }
}

function subjectOf(
  { fleet, topology, url, ackLink }: ComposerOptions,
  names: Names,
  { language, at }: MessageOrder,
  { incident, severity, unwatched, insteadOf }: OrderedIncident,
): Subject {
  const withdrawn = unwatched?.withdrawn
  const { id, cause, reason, state, flapping, openedAt, closedAt } = incident
  const none = notificationText(language, 'noKecamatan')
  const byKecamatan = sharesOf(incident.byKecamatan, (area) =>
    area === '' ? none : names.area(area),
  )
  const affected = state === 'closed' ? incident.peak : incident.affected.length
  const text: TextIncident = {
    cause: { ...names.cause(cause), ...deadIn(language, incident, topology), ...shownIn(incident) },
    reason,
    state,
    flapping,
    openedAt,
    closedAt,
    withdrawn,
    count: affected,
    areas: byKecamatan.map(({ name }) => name).filter((name) => name !== none),
    now: at,
    timezone: fleet.timezone,
  }
  const path = encodeURIComponent(id)
  const told: ToldIncident = {
    id,
    cause,
    reason,
    severity,
    headline: headlineFor(language, text),
    openedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    flapping,
    affected,
    byKecamatan,
    byKind: sharesOf(incident.byKind, (kind) => kind),
    byOwner: sharesOf(incident.byOwner, names.owner),
    labels: names.labels(cause),
    ...(url === undefined
      ? {}
      : {
          link: `${url}/#/incident/${path}`,
          listLink: `${url}/api/incidents/${path}/affected?format=csv`,
        }),
    ...(ackLink === undefined || state === 'closed' ? {} : { ackLink: ackLink(id) }),
  }
  return {
    incident,
    text,
    told,
    ...(unwatched && { unwatched }),
    ...(unwatched?.decision && { decidedBy: names.owner(unwatched.decision.owner) }),
    ...(insteadOf && { insteadOf }),
  }
}

/** Of what should be back by now and is not: the one above all of it, else how many of which kind. */
function deadIn(
  language: Language,
  { cause, affected, byKind }: Incident,
  topology: Topology,
): { readonly dead?: string } {
  if (cause.kind !== 'planned' || affected.length === 0) return {}
  const [only, more] = topmost(affected, topology)
  if (only !== undefined && more === undefined) {
    return { dead: targetWords(language, only.kind, only.name) }
  }
  const shares = sharesOf(byKind, (kind) => kind)
  return shares.length === 0 ? {} : { dead: kindWords(language, shares) }
}

/** Of cameras: what they show. */
function shownIn({ cause, evidence }: Incident): { readonly condition?: string } {
  const { condition } = evidence
  const mayShow = cause.kind === 'target' || cause.kind === 'shared'
  return mayShow && condition !== undefined ? { condition: String(condition) } : {}
}

/** Every target of all that is told, each once, sorted by id. */
function createLists(names: Names): (order: MessageOrder) => readonly ListedTarget[] {
  // The same incident is told to several receivers: what is long is made once.
  const known = new WeakMap<readonly string[], readonly ListedTarget[]>()
  return ({ incidents, announcement }) => {
    const [only] = incidents
    if (only === undefined || incidents.length > 1 || announcement !== undefined) {
      const told = incidents.flatMap(({ incident }) => incident.affected)
      const ids = new Set([...told, ...(announcement?.targets ?? [])])
      return [...ids].sort().map(names.listed)
    }
    const { affected } = only.incident
    // Sorted and each once already, as every incident has it.
    const list = known.get(affected) ?? affected.map(names.listed)
    known.set(affected, list)
    return list
  }
}
