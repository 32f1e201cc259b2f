import { expect, test } from 'vitest'
import { viewCause } from '../../alerts/policy/cause-view.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'
import { smallIncident } from '../../test/rigs/small-series.ts'
import type { FoundFault } from './feeds/recorder-faults.ts'
import type { Flow } from './flow.ts'
import type { Keeper } from './keeper.ts'
import { causeTags, type SeriesSourceParts, seriesSource } from './series-source.ts'
import { Watch } from './watch.ts'

const FLEET = synthesizeFleet({ seed: 1, scale: 0.002 })
const TOPOLOGY = buildTopology(FLEET)
const NVR = FLEET.nvrs[0]
const CAUSE = { kind: 'target', targetId: 'u1' } as const

test('what a cause is like is seen again only when other targets are affected', () => {
  const seen: string[] = []
  const tagsOf = causeTags(({ id, byKind }: Incident) => {
    seen.push(id)
    return {
      kind: 'uplink',
      areas: [],
      severity: byKind['camera'] === 100 ? 'critical' : 'warning',
    }
  })
  const affected = ['u1']
  const first = smallIncident('inc-1', CAUSE, { affected })
  expect(tagsOf(first)).toBe(tagsOf({ ...first, flapping: true }))
  expect(seen).toEqual(['inc-1'])
  tagsOf({ ...first, id: 'inc-2' })
  const grown = { ...first, affected: ['u1', 'c1'], byKind: { camera: 100 } }
  expect(tagsOf(grown).severity).toBe('critical')
  expect(seen).toEqual(['inc-1', 'inc-2', 'inc-1'])
})

test('the tags of a cause are those that routes look at', () => {
  const nvr = smallIncident('inc-1', { kind: 'target', targetId: NVR?.id ?? '' })
  expect(sourceOf('up').causeTags(nvr)).toEqual(viewCause(nvr, TOPOLOGY, 100))
})

test('a fault counts while its recorder can be reached', () => {
  const kec = NVR && TOPOLOGY.areaPath(NVR).find(({ level }) => level === 'kecamatan')?.id
  const about = { id: NVR?.id, kec, owner: NVR?.owner, since: 1_000 }
  expect(sourceOf('up').faults(5_000)).toEqual([{ ...about, what: 'clock_skewed', skewS: 95 }])
  expect(sourceOf('degraded').faults(5_000)).toHaveLength(1)
  for (const state of ['down', 'unreachable', 'unknown', 'suspended'] as const) {
    expect(sourceOf(state).faults(5_000), state).toEqual([])
  }
})

function sourceOf(state: ReturnType<Watch['verdictOf']>['state']) {
  const watch = new Watch(FLEET, TOPOLOGY, 0)
  watch.verdictOf = () => ({ state, reason: 'answers', since: 0 })
  const found: FoundFault = { nvrId: NVR?.id ?? '', what: 'clock_skewed', since: 1_000, skewS: 95 }
  const gone: FoundFault = { ...found, nvrId: 'no-such-recorder' }
  const parts: Pick<SeriesSourceParts, 'topology' | 'watch' | 'faultsFound'> = {
    topology: TOPOLOGY,
    watch,
    faultsFound: () => [gone, found],
  }
  const rest = { flow: {} as Flow, keeper: {} as Keeper }
  return seriesSource({ ...parts, ...rest, criticalFrom: 100, looksAtFeeds: true })
}
