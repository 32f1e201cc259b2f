// Incidents as alerts of Prometheus Alertmanager, posted again while they are open: it keeps no alert over a restart.
import type { Secret } from '../../fleet/secret.ts'
import type { ChannelSettings } from '../policy/policy.ts'
import type { Alert } from './alertmanager-format.ts'
import type { Channel, Delivery } from './channel.ts'
import type { ChannelContext } from './context.ts'
import { deliveryOf } from './http-answer.ts'
import { ask, deliver } from './http-send.ts'
import { OpenAlerts } from './open-alerts.ts'
import { redact, secretsOfUrl } from './redact.ts'
import { urlOf } from './revealed.ts'

type Settings = Extract<ChannelSettings<Secret>, { type: 'alertmanager' }>

export interface AlertmanagerTimes {
  /** Between two posts of what is open. Default 60 s: so long a restarted Alertmanager does not know. */
  readonly againMs?: number
  /** After the last post an alert is over for Alertmanager. Default 1 h: a Ronda that is being repaired ends no alert. */
  readonly keepMs?: number
}

const AGAIN_MS = 60_000
const KEEP_MS = 3_600_000
const POST_MS = 5000

export function createAlertmanager(
  settings: Settings,
  context: ChannelContext,
  { againMs = AGAIN_MS, keepMs = KEEP_MS }: AlertmanagerTimes = {},
): Channel {
  const { now, log, receiverId: receiver } = context
  const { post, check } = api(settings, context)
  const open = new OpenAlerts(keepMs)
  const closing = new AbortController()
  let failing = false
  /** One post at a time: an old one that comes late would open again what is over. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  async function again(): Promise<void> {
    const alerts = open.all(now())
    if (alerts.length === 0 || closing.signal.aborted) return
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(POST_MS)])
    const delivery = await post(alerts, signal)
    const failed = delivery.result !== 'sent'
    if (closing.signal.aborted || failed === failing) return
    failing = failed
    if (delivery.result === 'sent') log.info({ receiver }, 'open alerts are posted again')
    else log.warn({ receiver, why: delivery.why }, 'open alerts cannot be posted again')
  }
  const timer = setInterval(() => void inTurn(again), againMs)
  timer.unref()

  return {
    type: 'alertmanager',
    deduplicates: true,
    deliver: (notification, _attempt, signal) =>
      inTurn(async () => {
        const delivery = await post(open.alertsOf(notification, now()), signal)
        if (delivery.result === 'sent') open.take(notification)
        return delivery
      }),
    refresh(notifications) {
      for (const notification of notifications) open.take(notification)
      void inTurn(again)
    },
    check,
    async close() {
      clearInterval(timer)
      closing.abort()
      await last
    },
  }
}

/** The two calls of API v2 that are made, with the login where one is configured. */
function api(
  settings: Settings,
  { fetch: send, now }: ChannelContext,
): {
  post(alerts: readonly Alert[], signal: AbortSignal): Promise<Delivery>
  check(signal: AbortSignal): Promise<Delivery>
} {
  const base = urlOf(settings.url).href.replace(/\/$/, '')
  const url = new URL(`${base}/api/v2/alerts`)
  const password = settings.password?.reveal() ?? ''
  const login = Buffer.from(`${settings.user ?? ''}:${password}`).toString('base64')
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (settings.user !== undefined) headers['Authorization'] = `Basic ${login}`
  const secrets = [password, login, ...secretsOfUrl(url)]
  return {
    post(alerts, signal) {
      const request = { method: 'POST', url, headers, body: JSON.stringify(alerts) }
      return deliver(send, request, signal, { now: now(), secrets })
    },
    async check(signal) {
      const status = new URL(`${base}/api/v2/status`)
      const { answer, lost } = await ask(send, { method: 'GET', url: status, headers }, signal)
      return lost ?? deliveryOf(answer, redact(answer.text, secrets), now())
    },
  }
}
