// What a template of the generic HTTP channel may name.
import { SEVERITY_TEXTS } from '../../texts/notifications.ts'
import type { ListedTarget, Notification } from '../notification.ts'
import { iso } from './message-json.ts'

type Value = string | number | boolean | readonly string[] | readonly ListedTarget[]

/** Each is described in docs/channels.md. */
const VALUES = {
  key: ({ key }) => key,
  type: ({ type }) => type,
  language: ({ language }) => language,
  city: ({ city }) => city,
  synthetic: ({ synthetic }) => synthetic,
  at: ({ at }) => iso(at),
  severity: ({ severity }) => severity,
  severityWord: ({ language, severity }) => SEVERITY_TEXTS[language][severity],
  title: ({ title }) => title,
  lines: ({ lines }) => lines,
  text: ({ title, lines }) => [title, ...lines].join('\n'),
  brief: (notification) => briefOf(notification),
  incident: ({ incidents }) => incidents[0]?.id ?? '',
  incidents: ({ incidents }) => incidents.map(({ id }) => id),
  affected: ({ incidents, list }) =>
    incidents.length === 1 ? (incidents[0]?.affected ?? 0) : list.length,
  link: ({ incidents }) => incidents[0]?.link ?? '',
  listLink: ({ incidents }) => incidents[0]?.listLink ?? '',
  ackLink: ({ incidents }) => incidents[0]?.ackLink ?? '',
  ids: ({ list }) => list.map(({ id }) => id),
  list: ({ list }) => list,
} as const satisfies Readonly<Record<string, (notification: Notification) => Value>>

export type FieldName = keyof typeof VALUES
export const FIELDS = Object.keys(VALUES) as readonly FieldName[]

export function fieldOf(field: FieldName, notification: Notification): Value {
  return VALUES[field](notification)
}

/** WhatsApp's template messages have room for 1,024 characters in all; the title and the fixed words take theirs. */
const LONGEST_BRIEF = 700

/** All lines in one, without breaks: whole lines for as long as there is room, and at the end the link to the rest. Never empty. */
function briefOf({ lines, incidents, city }: Notification): string {
  const link = incidents[0]?.link ?? ''
  const links = [link, incidents[0]?.listLink, incidents[0]?.ackLink].filter(Boolean)
  const told = lines.filter((line) => !links.some((one) => one && line.endsWith(one)))
  const parts: string[] = []
  let room = LONGEST_BRIEF - link.length
  for (const line of told) {
    const part = line.replace(/\s+/g, ' ').trim()
    room -= part.length + 3
    if (room < 0) break
    parts.push(part)
  }
  return [...parts, link].filter((part) => part !== '').join(' · ') || city
}
