// With `alerts.delivery: both` one of the two speaks: the rules of causes fire only while the notifier brings nothing to anybody.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Policy } from '../../alerts/policy/policy.ts'
import { NOTIFIER_SILENT_S, type RuleSettings, rulesSchema } from '../../alerts/rules/config.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { inMemory } from '../../cli/alerts-test/in-memory.ts'
import { type OwnInfluxd, startOwnInfluxd } from '../../cli/alerts-test/own-influxd.ts'
import { Notifier } from '../../cli/run/notifier.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { Secret } from '../../fleet/secret.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { policyOf, receiverOf } from '../rigs/told-city.ts'
import { startWebhookSink, type WebhookSink } from '../rigs/webhook-sink.ts'
import { type Evaluated, firingOver } from './agreement/by-rules.ts'
import { cut, FLEET, MINUTE } from './agreement/scripts.ts'
import { tellTwoWays } from './agreement/two-ways.ts'

const EVALUATED_AT = 7_000
const UNTIL_MS = 16 * MINUTE
const CUT_AT = MINUTE
/** From the page that nobody takes: two minutes of silence, a slot, and two evaluations. */
const SPEAKS_AFTER_MS = 240_000
const SETTINGS: Omit<RuleSettings, 'delivery'> = { rules: rulesSchema.parse({}), qualified: true }
const RULES = rulesOf({ ...SETTINGS, delivery: 'both' }).filter(({ isCause }) => isCause)

interface Played {
  readonly evaluated: readonly Evaluated[]
  /** By the time of their points, seconds. */
  readonly silences: readonly (readonly [at: number, silentS: number])[]
}

describeWithRigs('only one speaks', ['influxd'], () => {
  let influxd: OwnInfluxd
  let sink: WebhookSink

  beforeAll(async () => {
    influxd = await startOwnInfluxd(inMemory())
    sink = await startWebhookSink()
  })
  afterAll(async () => {
    await sink?.close()
    await influxd?.close()
  })

  /** The real notifier, with the script's time for its clock; `at` is told each second, and may wait for what is under way. */
  async function play(
    at: (now: number, notifier: Notifier) => Promise<void> | void,
    ticks: (now: number) => boolean = () => true,
  ): Promise<Played> {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 })
    try {
      const policy = policyTo(sink)
      const topology = buildTopology(FLEET)
      const notifier = await Notifier.open({
        says: 'everything',
        ...{ policy, fleet: FLEET, topology, open: new Set(), log: silentLogger },
        store: {
          outbox: () => Promise.resolve([]),
          outboxOf: () => Promise.resolve([]),
          documents: () => Promise.resolve([]),
          lastOutboxSeq: () => Promise.resolve(0),
        },
        commit: () => Promise.resolve(),
        ackLink: () => '',
        estate: { stateOf: () => 'up' },
      })
      const silences: [number, number][] = []
      const town = await tellTwoWays({
        ...{ fleet: FLEET, policy, untilMs: UNTIL_MS, deeds: [cut(['ul-1-1'], CUT_AT)] },
        outbox: (now) => {
          const silentS = Math.floor((notifier.silentMs(now) ?? 0) / 1000)
          silences.push([now / 1000, silentS])
          return { waiting: 0, failing: 0, silentS }
        },
        async second(now, events) {
          vi.setSystemTime(now)
          const { rows } = notifier.take(events, now)
          notifier.send(rows, Promise.resolve())
          if (ticks(now)) notifier.tick(now)
          await at(now, notifier)
        },
      })
      await notifier.close(0)
      vi.useRealTimers()
      const times = { fromMs: EVALUATED_AT, untilMs: UNTIL_MS }
      return { evaluated: await firingOver(influxd.url, town.points, RULES, times), silences }
    } finally {
      vi.useRealTimers()
    }
  }

  test('nobody else speaks while the notifier brings its messages', async () => {
    sink.behave('take')
    const before = sink.taken.length
    const { evaluated, silences } = await play((_, notifier) => sent(notifier))
    expect(sink.taken.length).toBeGreaterThan(before)
    expect(new Set(silences.map(([, silentS]) => silentS))).toEqual(new Set([0]))
    expect(evaluated.flatMap(({ firing }) => firing)).toEqual([])
  })

  test('the rules speak where no receiver takes anything, and stop when one does', async () => {
    sink.behave({ status: 503 })
    const backAt = 9 * MINUTE
    const { evaluated, silences } = await play(async (now, notifier) => {
      if (now === backAt) sink.behave('take')
      if (now === backAt) await sent(notifier)
    })
    const spoke = evaluated.filter(({ firing }) => firing.length > 0).map(({ at }) => at)
    const [silentFrom = 0] = silences.find(([, silentS]) => silentS > 0) ?? []
    expect(Math.max(...silences.map(([, silentS]) => silentS))).toBeGreaterThan(NOTIFIER_SILENT_S)
    expect(spoke[0]).toBeLessThanOrEqual(silentFrom * 1000 + SPEAKS_AFTER_MS)
    expect(spoke.at(-1)).toBeLessThanOrEqual(backAt + 10_000 + MINUTE)
    expect(spoke).toHaveLength(((spoke.at(-1) ?? 0) - (spoke[0] ?? 0)) / MINUTE + 1)
  })

  test('the rules speak where the desk stands still, and stop when it goes on', async () => {
    sink.behave('take')
    const [from, to] = [2 * MINUTE, 9 * MINUTE]
    const { evaluated } = await play(
      (_, notifier) => sent(notifier),
      (now) => now < from || now >= to,
    )
    const spoke = evaluated.filter(({ firing }) => firing.length > 0).map(({ at }) => at)
    expect(spoke[0]).toBeGreaterThan(from)
    expect(spoke[0]).toBeLessThanOrEqual(from + SPEAKS_AFTER_MS)
    expect(spoke.at(-1)).toBeLessThanOrEqual(to + 10_000 + MINUTE)
  })
})

function policyTo({ url, secret }: WebhookSink): Policy {
  const channel = { type: 'webhook', url, secret: new Secret(secret) } as const
  return policyOf({ receivers: [receiverOf('noc', { channel })] })
}

/** What is under way takes no time of the script. */
async function sent(notifier: Notifier): Promise<void> {
  const end = performance.now() + 10_000
  const waits = () => notifier.receivers().some(({ waiting }) => waiting > 0)
  while (waits() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
}
