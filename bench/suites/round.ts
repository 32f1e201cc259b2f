// The round in the whole program: cost, evenness, detection and blindness on the full city, and losses without number.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { atMost, type Bar, type Suite } from '../bar.ts'
import { captureEchoes, type Echo, largestBurst, meanLongestWaitMs } from '../echo-capture.ts'
import { lossBar, lossBurstsBar } from '../round-loss.ts'
import { type RunningCity, runCity, type SeenChange } from '../running-city.ts'

const INTERVAL_MS = 10_000
const SILENT = 4470
const CPU_LIMIT = 0.25
const RSS_LIMIT_MB = 300
const LAG_LIMIT_MS = 250
const BURST_LIMIT = 3
const DOWN_LIMIT_S = 15
const CYCLE_LIMIT = 5
/** Exchanges of an hour of the city, and what is walked of them in a quick run. */
const HOUR = 4_800_000
const QUICK_EXCHANGES = 200_000

export const suite: Suite = async ({ quick, say }) => {
  const bars: Bar[] = [...(await cityBars(quick ? 10 : 600, say))]
  say('5 % of exchanges lost ...')
  const loss = await lossBar(quick ? QUICK_EXCHANGES : HOUR)
  bars.push(quick ? asSkipped(loss) : loss)
  say('losses in bursts of 2 s ...')
  bars.push(await lossBurstsBar())
  return bars
}

/** What was counted is shown; whether the bar holds only the full count can say. */
function asSkipped({ ok: _, ...bar }: Bar): Bar {
  return { ...bar, skipped: 'soak' }
}

/** `seconds`: how long CPU, memory and lag are watched. */
export async function cityBars(
  seconds: number,
  say: (line: string) => void,
): Promise<readonly Bar[]> {
  const file = join(tmpdir(), `ronda-round-${process.pid}.pcap`)
  let capture: Awaited<ReturnType<typeof captureEchoes>> | undefined
  say('the whole city starts ...')
  const city = await runCity(async () => {
    capture = await captureEchoes('lo', file)
    return undefined
  })
  try {
    await wait(2.2 * INTERVAL_MS)
    const start = (await capture?.end()) ?? []
    say(`watching its cost for ${seconds} s ...`)
    const cost = await costBars(city, seconds)
    say(`${SILENT} addresses fall silent ...`)
    const down = await downBars(city, start, file)
    say('the own link is cut ...')
    const blind = await blindBars(city)
    return [...cost, burstBar(start), ...down, ...blind]
  } finally {
    await city.close()
  }
}

async function costBars(city: RunningCity, seconds: number): Promise<Bar[]> {
  const before = city.use()
  const began = performance.now()
  let rss = before.rssBytes
  let lag = 0
  while (performance.now() - began < seconds * 1000) {
    await wait(1000)
    rss = Math.max(rss, city.use().rssBytes)
    lag = Math.max(lag, (await city.metric('ronda_round_lag_seconds{quantile="0.99"}')) * 1000)
  }
  const share = (city.use().cpuS - before.cpuS) / ((performance.now() - began) / 1000)
  const note = `whole program, full city, over ${seconds} s, /metrics read every second`
  return [
    atMost('round.cpu', share, CPU_LIMIT, 'cores', note),
    atMost('round.rss', rss / 1e6, RSS_LIMIT_MB, 'MB', `${note}; highest of a reading a second`),
    atMost('round.lag', lag, LAG_LIMIT_MS, 'ms', `${note}; highest p99 of an interval`),
  ]
}

function burstBar(echoes: readonly Echo[]): Bar {
  const perInterval = new Set(echoes.map(({ to }) => to)).size
  const share = (100 * largestBurst(echoes, 100)) / perInterval
  return atMost(
    'round.burst',
    share,
    BURST_LIMIT,
    '%',
    `of ${perInterval} packets; first two intervals, by tcpdump`,
  )
}

async function downBars(city: RunningCity, start: readonly Echo[], file: string): Promise<Bar[]> {
  const fleet = synthesizeFleet({ seed: 1 })
  const nvrs = fleet.nvrs.slice(0, SILENT)
  const ids = new Set<string>(nvrs.map(({ id }) => id))
  const anchors: ReadonlySet<string> = new Set(fleet.anchors)
  const silent = new Set<string>(nvrs.map(({ address }) => address))
  const isOther = (to: string): boolean => !silent.has(to) && !anchors.has(to)
  const cycleBefore = meanLongestWaitMs(start, isOther)
  const from = city.changes.length
  const storm = await captureEchoes('lo', file)
  city.ns.setDead([...silent])
  const cutAt = Date.now()
  // Long enough that one of two whole cycles of an address has no further look in it, asked for a silent child's sake.
  await wait(3.4 * INTERVAL_MS)
  const cycleAfter = meanLongestWaitMs(await storm.end(), isOther)
  const seen = city.changes.slice(from).filter(({ id, state }) => ids.has(id) && state === 'down')
  const others = wronglyDown(city.changes.slice(from), ids)
  city.ns.setDead([])
  await wait(2 * INTERVAL_MS)
  const times = seen.map(({ seenAt }) => (seenAt - cutAt) / 1000).sort((a, b) => a - b)
  const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY
  const missing = SILENT - new Set(seen.map(({ id }) => id)).size
  const change = (100 * Math.abs(cycleAfter - cycleBefore)) / cycleBefore
  const note = `${seen.length} of ${SILENT} down, ${others} others; from the drop to the event on an open page`
  return [
    atMost('round.down', missing > 0 || others > 0 ? Number.NaN : p99, DOWN_LIMIT_S, 's', note),
    atMost(
      'round.down.others',
      change,
      CYCLE_LIMIT,
      '%',
      `longest wait of the others between two looks, on average, ${(cycleBefore / 1000).toFixed(3)} s before, ${(cycleAfter / 1000).toFixed(3)} s after`,
    ),
  ]
}

/** Cameras behind a silent NVR become unreachable; nobody else may change for the worse. */
function wronglyDown(changes: readonly SeenChange[], ids: ReadonlySet<string>): number {
  return changes.filter(({ id, state }) => state === 'down' && !ids.has(id)).length
}

interface AreaReply {
  readonly availability24h: { readonly unavailableMs: number }
}

async function blindBars(city: RunningCity): Promise<Bar[]> {
  const { areas } = synthesizeFleet({ seed: 1 })
  const kecamatan = areas.filter(({ level }) => level === 'kecamatan').map(({ id }) => id)
  const unavailable = async (): Promise<number> => {
    const replies = await Promise.all(
      kecamatan.map((id) => city.api<AreaReply>(`/api/areas/${id}`)),
    )
    return replies.reduce((sum, { availability24h }) => sum + availability24h.unavailableMs, 0)
  }
  const before = await unavailable()
  const from = city.changes.length
  const cut = ['add', 'rule', 'inet', 'estate', 'in', 'icmp', 'type', 'echo-request', 'drop']
  const ran = city.ns.run('nft', cut)
  if (ran.code !== 0) throw new Error(ran.stderr)
  await wait(1.5 * INTERVAL_MS)
  const { state } = await city.api<{ state: string }>('/api/summary')
  const metric = await city.metric('ronda_blind')
  city.ns.run('nft', ['flush', 'chain', 'inet', 'estate', 'in'])
  await wait(1.5 * INTERVAL_MS)
  const after = await unavailable()
  const changes = city.changes.slice(from).length
  const changed = after === before ? 0 : 1
  const silent = state === 'blind' && metric === 1 ? 0 : 1
  return [
    atMost(
      'round.blind',
      changes + changed + silent,
      0,
      'faults',
      `${changes} changes of state, availability ${changed ? 'changed' : 'unchanged'}, summary "${state}", metric ${metric}; the page itself is tested in test/console`,
    ),
  ]
}
