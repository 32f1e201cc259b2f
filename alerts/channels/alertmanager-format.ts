// A message as alerts of Alertmanager's API v2: one for each incident, with labels that stay the same for its whole life.
import type { Notification, ToldIncident } from '../notification.ts'
import { iso } from './message-json.ts'

/** As POST /api/v2/alerts takes it. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** ISO 8601. */
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL?: string
}

/** An alert of an incident, and whether it goes on. */
export interface IncidentAlert {
  readonly incidentId: string
  /** Epoch milliseconds; absent while the incident is open. */
  readonly closedAt: number | undefined
  readonly startsAt: number
  readonly labels: Alert['labels']
  readonly annotations: Alert['annotations']
  readonly generatorURL: string | undefined
}

/** Alertmanager compares alerts by their labels: none of these may change while an incident is open. `severity` may, see alertmanager.ts. */
export function incidentAlerts(notification: Notification): readonly IncidentAlert[] {
  const single = notification.incidents.length === 1
  return notification.incidents.map((incident) => ({
    incidentId: incident.id,
    closedAt: incident.closedAt,
    startsAt: incident.openedAt,
    labels: labelsOf(notification, incident),
    annotations: {
      title: single ? notification.title : incident.headline,
      lines: single ? notification.lines.join('\n') : incident.headline,
      affected: String(incident.affected),
      ...(incident.link === undefined ? {} : { link: incident.link }),
      ...(incident.listLink === undefined ? {} : { list: incident.listLink }),
    },
    generatorURL: incident.link,
  }))
}

/** What is no incident: an alert for so long as people should see it. */
export function announcementAlert(notification: Notification, from: number, until: number): Alert {
  const { key, city, severity, title, lines } = notification
  return {
    labels: { alertname: 'RondaAnnouncement', announcement: key, city, severity },
    annotations: { title, lines: lines.join('\n') },
    startsAt: iso(from),
    endsAt: iso(until),
  }
}

/** Firing until `until`, or over since the incident was closed. */
export function alertOut(alert: IncidentAlert, until: number): Alert {
  const { labels, annotations, startsAt, closedAt, generatorURL } = alert
  const endsAt = closedAt === undefined ? until : Math.max(closedAt, startsAt + 1)
  return {
    labels,
    annotations,
    startsAt: iso(startsAt),
    endsAt: iso(endsAt),
    ...(generatorURL === undefined ? {} : { generatorURL }),
  }
}

function labelsOf({ city }: Notification, incident: ToldIncident): Record<string, string> {
  const { kind = '', target, isp, kecamatan, owner } = incident.labels
  const labels = {
    alertname: 'RondaIncident',
    incident: incident.id,
    cause: kind,
    target,
    isp,
    kecamatan,
    owner,
    severity: incident.severity,
    city,
  }
  const given = Object.entries(labels).filter((entry): entry is [string, string] => !!entry[1])
  return Object.fromEntries(given)
}
