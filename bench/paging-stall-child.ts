// A city falls silent at once in a program of its own: how long its main thread stands still until three webhooks have it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises'
import type { Policy, Receiver } from '../alerts/policy/policy.ts'
import { parseConfig } from '../cli/config.ts'
import { estateNow } from '../cli/run/estate-now.ts'
import { Flow } from '../cli/run/flow.ts'
import { createKeeper } from '../cli/run/keeper.ts'
import { keepYoungGenerationSmall } from '../cli/run/memory.ts'
import { Notifier } from '../cli/run/notifier.ts'
import { afterOthers, Turns } from '../cli/run/turns.ts'
import { registeredTargets, Watch } from '../cli/run/watch.ts'
import { silentLogger } from '../fleet/logger.ts'
import type { Fleet } from '../fleet/model.ts'
import { Secret } from '../fleet/secret.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology, type Topology } from '../fleet/topology.ts'
import { CONFIRMED } from '../probes/result.ts'
import type { RoundHealth, RoundMessage } from '../probes/round/plan.ts'
import { startLocalStore } from '../store/local/start-local-store.ts'
import { columnsOf } from '../test/rigs/pure-city.ts'
import { longestStall } from './longest-stall.ts'

/** Of one round: longest stalls of the main thread in milliseconds, and the bytes of one message. */
export interface PagingRun {
  readonly stallMs: number
  /** Of the longest piece of work on what the round said: time of the processor, whatever else the machine did. */
  readonly cpuMs: number
  readonly idleMs: number
  readonly changes: number
  readonly bodyBytes: number
  /** From the last result to the last delivery. */
  readonly tookMs: number
}

const CUT_MS = 20_000
const LOOK_MS = 4_500
/** As the round hands results over: four batches a second, for one interval. */
const BATCHES = 40
const FLUSH_MS = 250
const DELIVERED_WITHIN_MS = 60_000
const SECRET = 'a secret of the bench'

const [url = '', rounds = '1'] = process.argv.slice(2)
let longestTakeMs = 0
keepYoungGenerationSmall()
const fleet = synthesizeFleet({ seed: 1 })
const topology = buildTopology(fleet)
for (let round = 0; round < Number(rounds); round++) {
  process.stdout.write(`${JSON.stringify(await pagingRound(fleet, topology, url))}\n`)
}

async function pagingRound(city: Fleet, tree: Topology, sink: string): Promise<PagingRun> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-'))
  const store = await startLocalStore(join(folder, 'ronda.db'), silentLogger)
  const startedAt = Date.now()
  await store.register(registeredTargets(city, tree))
  const keeper = await createKeeper(store, silentLogger)
  const watch = new Watch(city, tree, startedAt)
  const turns = new Turns((turn) => afterOthers(() => measured(turn)))
  const flow = new Flow(city, defaults(), watch, keeper, silentLogger, turns)
  let changes = 0
  flow.publish = (event) => {
    if (event.type === 'states') changes += event.changes.length
  }
  const policy = threeWebhooks(sink)
  const notifier = await Notifier.open({
    says: 'everything',
    ...{ policy, fleet: city, topology: tree, store, open: new Set<string>(), log: silentLogger },
    commit: (change) => keeper.change(change),
    ackLink: (base, id) => `${base}/ack/${id}?key=k`,
    estate: estateNow(tree, watch.estate),
  })
  flow.notifier = notifier
  try {
    await look(flow, watch, startedAt, false)
    await keeper.settle(DELIVERED_WITHIN_MS)
    changes = 0
    const idleMs = await longestStall(() => wait(200))
    let tookMs = 0
    longestTakeMs = 0
    const stallMs = await longestStall(async () => {
      tookMs = await untilDelivered(flow, watch, notifier, startedAt + CUT_MS)
    })
    await keeper.settle(DELIVERED_WITHIN_MS)
    const sent = await store.outbox('sent')
    if (sent.length !== policy.receivers.length)
      throw new Error(`${sent.length} messages were sent`)
    const bodyBytes = Buffer.byteLength(sent[0]?.body ?? '')
    return { stallMs, cpuMs: longestTakeMs, idleMs, changes, bodyBytes, tookMs }
  } finally {
    await notifier.close(0)
    keeper.stop()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every address is silent; the ticks of the second are given as the round gives them, without the seconds between. */
async function untilDelivered(
  flow: Flow,
  watch: Watch,
  notifier: Notifier,
  from: number,
): Promise<number> {
  await look(flow, watch, from, true)
  const began = performance.now()
  const isDelivered = (): boolean =>
    notifier.receivers().every(({ waiting, lastSentAt }) => waiting === 0 && lastSentAt)
  const base = from + BATCHES * FLUSH_MS + LOOK_MS
  for (let at = base; at < base + 30_000; at += 1_000) {
    take(flow, { type: 'health', health: healthAt(at) })
    await breathe()
  }
  while (!isDelivered()) {
    if (performance.now() - began > DELIVERED_WITHIN_MS) throw new Error('nobody was told')
    await wait(5)
  }
  return performance.now() - began
}

/** One look at every address, the nodes' last: until then all that is silent is held. */
async function look(flow: Flow, watch: Watch, from: number, silent: boolean): Promise<void> {
  const { names } = watch.estate.asked
  const nodes = new Set<string>(fleet.nodes.map(({ id }) => id))
  const order = [...names.keys()].sort(
    (a, b) => Number(nodes.has(names[a] ?? '')) - Number(nodes.has(names[b] ?? '')) || a - b,
  )
  const size = Math.ceil(order.length / BATCHES)
  for (let batch = 0; batch < BATCHES; batch++) {
    const at = from + batch * FLUSH_MS
    const rows = order.slice(batch * size, (batch + 1) * size).map((index) => ({
      ...{ index, at, decidedAt: at + (silent ? LOOK_MS : 20), sent: silent ? 7 : 1 },
      ...{ lost: silent ? 7 : 0, flags: silent ? CONFIRMED : 0 },
    }))
    take(flow, { type: 'results', columns: columnsOf(rows) })
    await breathe()
  }
}

function take(flow: Flow, message: RoundMessage): void {
  measured(() => flow.take(message))
}

function measured(work: () => void): void {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  longestTakeMs = Math.max(longestTakeMs, (user + system) / 1000)
}

function threeWebhooks(sink: string): Policy {
  const receivers = ['noc', 'sari', 'budi'].map(
    (id): Receiver => ({
      ...{ id, language: 'id', owners: [], pagesPerMinute: 5 },
      channel: { type: 'webhook', url: `${sink}/${id}`, secret: new Secret(SECRET) },
    }),
  )
  const all = receivers.map(({ id }) => id)
  return {
    ...{ url: 'https://ronda.example', receivers, rotas: [], routes: [], fallback: all },
    ...{ blind: all, announce: all, criticalFrom: 100, massShare: 0.01 },
  }
}

function defaults() {
  const parsed = parseConfig('', 'ronda.yaml')
  if (!('config' in parsed)) throw new Error('the defaults are wrong')
  return parsed.config
}

function healthAt(at: number): RoundHealth {
  return {
    ...{
      at,
      socket: 'simulated',
      limits: [],
      rounds: 2,
      blind: false,
      blindSince: at,
      anchors: [],
    },
    ...{ lagP50Ms: 0, lagP99Ms: 0, lagMaxMs: 0, sent: 0, received: 0, lost: 0, stray: 0 },
    ...{ duplicates: 0, late: 0, errors: 0, blocked: 0, dropped: 0, overruns: 0, pauses: 0 },
    ...{ clockSteps: 0, confirming: 0 },
  }
}
