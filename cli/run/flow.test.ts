import { expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { RoundHealth } from '../../probes/round/plan.ts'
import { openMemoryStore } from '../../store/memory.ts'
import { parseConfig } from '../config.ts'
import { Flow } from './flow.ts'
import { createKeeper } from './keeper.ts'
import { registeredTargets, Watch } from './watch.ts'

const NOW = 1_800_000_000_000

async function flow() {
  const fleet = synthesizeFleet({ seed: 5, scale: 0.01 })
  const topology = buildTopology(fleet)
  const store = openMemoryStore()
  await store.register(registeredTargets(fleet, topology))
  const keeper = await createKeeper(store, silentLogger)
  keeper.stop()
  const parsed = parseConfig('', 'ronda.yaml')
  if (!('config' in parsed)) throw new Error('the defaults are wrong')
  const watch = new Watch(fleet, topology, NOW)
  return { store, keeper, flow: new Flow(fleet, parsed.config, watch, keeper, silentLogger) }
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
