// A message of any length to send in tests.
import type { Notification } from '../../alerts/notification.ts'

const AT = Date.UTC(2026, 10, 22, 4, 24, 5)

/** One cut with `count` targets behind it. `more` replaces any field. */
export function sampleMessage(
  key: string,
  count = 3,
  more: Partial<Notification> = {},
): Notification {
  const id = more.incidents?.[0]?.id ?? 'inc-1-node-7'
  const link = `https://ronda.example/#/incident/${id}`
  const listLink = `https://ronda.example/api/incidents/${id}/affected?format=csv`
  const ackLink = `https://ronda.example/ack/${id}?key=k`
  return {
    key,
    type: 'page',
    language: 'en',
    city: 'Semarang',
    timezone: 'Asia/Jakarta',
    at: AT,
    severity: 'critical',
    title: `Node Genuk <7> & co down: ${count} affected, Genuk, since 11:24:05 WIB`,
    lines: [
      'Critical. Open since 11:24:05 WIB (20 s): node Genuk went down.',
      `Incident: ${link}`,
      `Whole list: ${listLink}`,
      `Acknowledge: ${ackLink}`,
    ],
    incidents: [
      {
        id,
        cause: { kind: 'target', targetId: 'node-7' },
        reason: 'topmost-failed',
        severity: 'critical',
        headline: 'Node Genuk down',
        openedAt: AT,
        flapping: false,
        affected: count,
        byKecamatan: [{ name: 'Genuk', count }],
        byKind: [{ name: 'camera', count }],
        byOwner: [{ name: 'Kecamatan Genuk', count }],
        labels: { kind: 'node', target: 'node-7', isp: 'nusa', owner: 'isp-nusa' },
        link,
        listLink,
        ackLink,
      },
    ],
    list: Array.from({ length: count }, (_, i) => ({
      id: `cam-${String(i).padStart(5, '0')}`,
      kind: 'camera',
      name: `Camera ${i}, RT ${i % 9}`,
      kecamatan: 'Genuk',
      owner: 'Kecamatan Genuk',
    })),
    synthetic: false,
    ...more,
  }
}

/** The recovery of the same. */
export function sampleRecovery(key: string, count = 3): Notification {
  const page = sampleMessage(key, count)
  const incidents = page.incidents.map(({ ackLink: _, ...incident }) => ({
    ...incident,
    closedAt: AT + 60_000,
  }))
  return { ...page, type: 'recovered', title: `Recovered: ${page.title}`, incidents }
}
