import { expect, test } from 'vitest'
import { sampleMessage, sampleRecovery } from '../../test/rigs/sample-message.ts'
import { incidentAlerts } from './alertmanager-format.ts'
import { OpenAlerts } from './open-alerts.ts'

const NOW = Date.UTC(2026, 10, 22, 5)
const HOUR = 3_600_000

test('an incident is an alert with labels of its cause, firing until well after the next post', () => {
  const [alert, ...more] = new OpenAlerts(HOUR).alertsOf(sampleMessage('k', 4470), NOW)
  expect(more).toEqual([])
  expect(alert?.labels).toEqual({
    alertname: 'RondaIncident',
    incident: 'inc-1-node-7',
    cause: 'node',
    target: 'node-7',
    isp: 'nusa',
    owner: 'isp-nusa',
    severity: 'critical',
    city: 'Semarang',
  })
  expect(alert?.annotations).toMatchObject({ affected: '4470' })
  expect(alert?.annotations['list']).toContain('/affected?format=csv')
  expect(alert).toMatchObject({
    startsAt: '2026-11-22T04:24:05.000Z',
    endsAt: '2026-11-22T06:00:00.000Z',
    generatorURL: 'https://ronda.example/#/incident/inc-1-node-7',
  })
})

test('open ones are posted again until their recovery, which ends the same alert', () => {
  const open = new OpenAlerts(HOUR)
  open.take(sampleMessage('k1'))
  expect(open.all(NOW + HOUR)).toMatchObject([{ endsAt: '2026-11-22T07:00:00.000Z' }])
  const over = open.alertsOf(sampleRecovery('k2'), NOW)
  expect(over).toMatchObject([{ endsAt: '2026-11-22T04:25:05.000Z' }])
  expect(over[0]?.labels).toEqual(open.all(NOW)[0]?.labels)
  open.take(sampleRecovery('k2'))
  expect(open.all(NOW)).toEqual([])
})

test('another severity ends the alert that is there and begins one', () => {
  const open = new OpenAlerts(HOUR)
  const page = sampleMessage('k1')
  const worse = (key: string, severity: 'warning' | 'critical') => ({
    ...page,
    key,
    incidents: page.incidents.map((incident) => ({ ...incident, severity })),
  })
  open.take(worse('k1', 'warning'))
  const alerts = open.alertsOf(worse('k2', 'critical'), NOW)
  expect(alerts.map(({ labels, endsAt }) => [labels['severity'], endsAt])).toEqual([
    ['warning', '2026-11-22T05:00:00.000Z'],
    ['critical', '2026-11-22T06:00:00.000Z'],
  ])
  const over = open.alertsOf(sampleRecovery('k3'), NOW)
  expect(over.map(({ labels }) => labels['severity'])).toEqual(['warning'])
})

test('a digest is its single alerts, an announcement an alert of its own', () => {
  const [one] = sampleMessage('k').incidents
  if (one === undefined) throw new Error('no incident')
  const digest = sampleMessage('k', 3, { incidents: [one, { ...one, id: 'inc-2' }] })
  expect(incidentAlerts(digest).map(({ labels }) => labels['incident'])).toEqual([
    'inc-1-node-7',
    'inc-2',
  ])
  const said = sampleMessage('ann/noc/1', 0, { type: 'announcement', incidents: [] })
  expect(new OpenAlerts(HOUR).alertsOf(said, NOW)).toMatchObject([
    { labels: { alertname: 'RondaAnnouncement', announcement: 'ann/noc/1' } },
  ])
})
