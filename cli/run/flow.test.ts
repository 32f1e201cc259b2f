import { expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { CONFIRMED } from '../../probes/result.ts'
import type { RoundHealth, RoundMessage } from '../../probes/round/plan.ts'
import { openMemoryStore } from '../../store/memory.ts'
import type { Change } from '../../store/store.ts'
import { columnsOf } from '../../test/rigs/pure-city.ts'
import { parseConfig } from '../config.ts'
import { Flow } from './flow.ts'
import { createKeeper, type Keeper } from './keeper.ts'
import { Turns } from './turns.ts'
import { registeredTargets, Watch } from './watch.ts'

const NOW = 1_800_000_000_000

async function flow(scale = 0.01) {
  const fleet = synthesizeFleet({ seed: 5, scale })
  const topology = buildTopology(fleet)
  const store = openMemoryStore()
  await store.register(registeredTargets(fleet, topology))
  const kept = await createKeeper(store, silentLogger)
  kept.stop()
  const changes: Change[] = []
  const keeper: Keeper = {
    ...kept,
    change(change) {
      changes.push(change)
      return kept.change(change)
    },
  }
  const later: (() => void)[] = []
  const turns = new Turns((turn) => void later.push(turn))
  const parsed = parseConfig('', 'ronda.yaml')
  if (!('config' in parsed)) throw new Error('the defaults are wrong')
  const watch = new Watch(fleet, topology, NOW)
  const city = new Flow(fleet, parsed.config, watch, keeper, silentLogger, turns)
  return { store, keeper, watch, changes, later, flow: city }
}

/** One look at every address, all in one batch. */
function looks(watch: Watch, at: number, silent: boolean): RoundMessage {
  const answer = { sent: 7, lost: silent ? 7 : 0, flags: CONFIRMED }
  const rows = watch.estate.asked.names.map((_, index) => ({ index, at, decidedAt: at, ...answer }))
  return { type: 'results', columns: columnsOf(rows) }
}

/** A city whose node was dead for long answers again, all in one batch: the rest of that waits for its turn. */
async function comingBack() {
  const rig = await flow(0.12)
  const { flow: city, watch, changes, later } = rig
  const turn = (): void => later.shift()?.()
  const after = (ms: number): RoundMessage => ({ type: 'health', health: health(NOW + ms, false) })
  city.take(looks(watch, NOW + 1_000, false))
  city.finish()
  turn()
  city.take(looks(watch, NOW + 20_000, true))
  city.finish()
  turn()
  for (let ms = 21_000; ms <= 60_000; ms += 1_000) city.take(after(ms))
  expect(watch.openIncidents()).toHaveLength(1)
  changes.length = 0
  city.take(looks(watch, NOW + 61_000, false))
  return { ...rig, turn, after }
}

const health = (at: number, blind: boolean): RoundHealth => ({
  at,
  socket: 'simulated',
  limits: [],
  rounds: 1,
  blind,
  blindSince: NOW,
  anchors: [],
  lagP50Ms: 0,
  lagP99Ms: 0,
  lagMaxMs: 0,
  sent: 0,
  received: 0,
  lost: 0,
  stray: 0,
  duplicates: 0,
  late: 0,
  errors: 0,
  blocked: 0,
  dropped: 0,
  overruns: 0,
  pauses: 0,
  clockSteps: 0,
  confirming: 0,
})

test('a blind time is kept while it lasts, and once', async () => {
  const { store, keeper, flow: city } = await flow()
  city.take({ type: 'gap', gap: { reason: 'blind', from: NOW } })
  city.take({ type: 'health', health: health(NOW + 1_000, true) })
  city.take({ type: 'health', health: health(NOW + 2_000, true) })
  await keeper.settle(1_000)
  expect(await store.gaps(NOW, NOW + 60_000)).toEqual([
    { reason: 'blind', from: NOW, to: NOW + 2_000 },
  ])
  expect(city.notices().map((notice) => notice.text)).toContain('blind')

  city.take({ type: 'gap', gap: { reason: 'blind', from: NOW + 1, to: NOW + 2_500 } })
  city.take({ type: 'health', health: health(NOW + 4_000, false) })
  await keeper.settle(1_000)
  expect(await store.gaps(NOW, NOW + 60_000)).toEqual([
    { reason: 'blind', from: NOW, to: NOW + 2_500 },
  ])
})

test('a large batch is kept in one change, after its turn, and no later message overtakes it', async () => {
  const { flow: city, watch, changes, turn, after, later } = await comingBack()
  const published: string[] = []
  city.publish = ({ type }) => void published.push(type)
  city.take(after(62_000))
  city.take({ type: 'gap', gap: { reason: 'paused', from: NOW + 62_000, to: NOW + 63_000 } })
  expect(watch.counts.of('node').up).toBeGreaterThan(0)
  expect(changes).toEqual([])
  expect(city.health?.at).toBe(NOW + 60_000)
  turn()
  expect(changes).toHaveLength(1)
  expect(changes[0]?.transitions?.length).toBeGreaterThan(2_000)
  expect(changes[0]?.incidents).toMatchObject([{ what: 'closed', at: NOW + 61_000 }])
  expect(published).toEqual(['states', 'incidents'])
  expect(city.health?.at).toBe(NOW + 60_000)
  turn()
  expect(city.health?.at).toBe(NOW + 62_000)
  turn()
  expect(changes.at(-1)?.gaps).toHaveLength(1)
  expect(later).toEqual([])
})

test('an act and the end find a large batch taken in whole, once', async () => {
  const { flow: city, watch, changes, turn, after } = await comingBack()
  city.take(after(62_000))
  void city.plan(NOW + 62_500)
  expect(changes).toHaveLength(1)
  expect(changes[0]?.incidents).toMatchObject([{ what: 'closed' }])
  expect(watch.openIncidents()).toEqual([])
  expect(city.health?.at).toBe(NOW + 62_000)
  turn()
  city.finish()
  expect(changes).toHaveLength(1)
})
