// Incidents in Debian's prometheus-alertmanager: it fires, it forgets, it is told again, it resolves.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createAlertmanager } from '../../alerts/channels/alertmanager.ts'
import type { Channel } from '../../alerts/channels/channel.ts'
import type { Notification } from '../../alerts/notification.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { type Alertmanager, startAlertmanager } from '../rigs/alertmanager.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { sampleMessage, sampleRecovery } from '../rigs/sample-message.ts'

const SOON = { timeout: 15_000, interval: 50 }

/** Of an incident that began a minute ago. */
function now(message: Notification): Notification {
  const openedAt = Date.now() - 60_000
  const incidents = message.incidents.map((incident) => ({
    ...incident,
    openedAt,
    ...(incident.closedAt === undefined ? {} : { closedAt: Date.now() - 1000 }),
  }))
  return { ...message, incidents }
}

describeWithRigs('Alertmanager', ['prometheus-alertmanager'], () => {
  let rig: Alertmanager
  const channels: Channel[] = []
  beforeAll(async () => {
    rig = await startAlertmanager()
  })
  afterEach(async () => {
    for (const one of channels.splice(0)) await one.close()
  })
  afterAll(async () => {
    await rig.close()
  })

  function channel(times: { readonly againMs?: number; readonly keepMs?: number } = {}): Channel {
    const context = { receiverId: 'am', log: silentLogger, fetch, now: Date.now }
    const made = createAlertmanager({ type: 'alertmanager', url: `${rig.url}/` }, context, times)
    channels.push(made)
    return made
  }
  const deliver = (on: Channel, message: Notification) =>
    on.deliver(now(message), 1, AbortSignal.timeout(5000))
  const statuses = () => rig.told.map(({ status }) => status)

  test('a page fires, its recovery resolves', async () => {
    const am = channel()
    expect(await am.check?.(AbortSignal.timeout(2000))).toEqual({ result: 'sent' })
    expect(await deliver(am, sampleMessage('k1', 4470))).toEqual({ result: 'sent' })
    const [alert] = await rig.alerts()
    expect(alert?.labels).toMatchObject({ incident: 'inc-1-node-7', severity: 'critical' })
    expect(alert?.annotations['title']).toContain('4470 affected')
    await expect.poll(statuses, SOON).toEqual(['firing'])
    expect(await deliver(am, sampleRecovery('k2', 4470))).toEqual({ result: 'sent' })
    await expect.poll(rig.alerts, SOON).toEqual([])
    await expect.poll(statuses, SOON).toEqual(['firing', 'resolved'])
  })

  test('what is open outlives its time and a restart of Alertmanager, because it is posted again', async () => {
    const am = channel({ againMs: 400, keepMs: 1500 })
    await deliver(am, sampleMessage('k3'))
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(await rig.alerts()).toHaveLength(1)
    await rig.restart()
    await expect.poll(async () => (await rig.alerts()).length, SOON).toBe(1)
    await deliver(am, sampleRecovery('k4'))
    await expect.poll(rig.alerts, SOON).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(await rig.alerts()).toEqual([])
  })

  test('a start of Ronda hands in what is open', async () => {
    const am = channel({ againMs: 60_000 })
    am.refresh?.([now(sampleMessage('k5'))])
    await expect.poll(async () => (await rig.alerts()).length, SOON).toBe(1)
    await deliver(am, sampleRecovery('k6'))
    await expect.poll(rig.alerts, SOON).toEqual([])
  })

  test('without posts an alert ends by itself', async () => {
    const am = channel({ againMs: 60_000, keepMs: 800 })
    await deliver(am, sampleMessage('k7'))
    await expect.poll(rig.alerts, SOON).toEqual([])
  })
})
