// A message as JSON with times that people and programs read alike; its shape is documented in docs/channels.md and only grows.
import { listJson } from '../message/list-json.ts'
import type { Notification, ToldIncident } from '../notification.ts'

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
export const MESSAGE_VERSION = 1

/** Always the same text for the same message. */
export function messageJson(notification: Notification): string {
  const { key, type, language, city, timezone, at, severity, title, lines, synthetic } =
    notification
  const head = JSON.stringify({
    version: MESSAGE_VERSION,
    key,
    type,
    language,
    city,
    timezone,
    synthetic,
    at: iso(at),
    severity,
    title,
    lines,
    incidents: notification.incidents.map(incidentOut),
    listCount: notification.list.length,
  })
  return `${head.slice(0, -1)},"list":${listJson(notification.list)}}`
}

/** ISO 8601 in UTC; what Date cannot hold is shown as the beginning of time. */
export function iso(at: number): string {
  const date = new Date(at)
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString()
}

function incidentOut({ openedAt, closedAt, ...incident }: ToldIncident): object {
  return {
    ...incident,
    openedAt: iso(openedAt),
    ...(closedAt === undefined ? {} : { closedAt: iso(closedAt) }),
  }
}
