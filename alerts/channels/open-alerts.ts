// What an Alertmanager was told of incidents that are still open, and what it must be told next.
import type { Notification } from '../notification.ts'
import {
  type Alert,
  alertOut,
  announcementAlert,
  type IncidentAlert,
  incidentAlerts,
} from './alertmanager-format.ts'

export class OpenAlerts {
  readonly #told = new Map<string, IncidentAlert>()
  readonly #keepMs: number

  /** `keepMs`: how long after a post an alert is over for Alertmanager. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** All that are open, to be posted again at `at` (epoch milliseconds). */
  all(at: number): readonly Alert[] {
    return [...this.#told.values()].map((alert) => alertOut(alert, at + this.#keepMs))
  }

  /** What a message means for Alertmanager. */
  alertsOf(notification: Notification, at: number): readonly Alert[] {
    const until = at + this.#keepMs
    if (notification.incidents.length === 0) return [announcementAlert(notification, at, until)]
    return incidentAlerts(notification).flatMap((alert) => {
      const told = this.#told.get(alert.incidentId)
      if (told === undefined || sameLabels(told, alert)) return [alertOut(alert, until)]
      // With another severity it is another alert for Alertmanager: the one it has ends.
      const ended = alertOut({ ...told, closedAt: alert.closedAt ?? at }, until)
      return alert.closedAt === undefined ? [ended, alertOut(alert, until)] : [ended]
    })
  }

  /** Alertmanager took the message. */
  take(notification: Notification): void {
    for (const alert of incidentAlerts(notification)) {
      if (alert.closedAt === undefined) this.#told.set(alert.incidentId, alert)
      else this.#told.delete(alert.incidentId)
    }
  }
}

function sameLabels(a: IncidentAlert, b: IncidentAlert): boolean {
  const names = Object.keys(a.labels)
  return (
    names.length === Object.keys(b.labels).length &&
    names.every((name) => a.labels[name] === b.labels[name])
  )
}
