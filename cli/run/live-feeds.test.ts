// What the page sees of feeds where the picture round walks, and that it sees nothing of them where it does not.
import { expect, test } from 'vitest'
import type { FeedView, RecorderView } from '../../console/feed-view.ts'
import type { Condition } from '../../fleet/condition.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { openMemoryStore } from '../../store/memory.ts'
import { createLive, type LiveSource } from './live.ts'
import { Watch } from './watch.ts'

const NOW = Date.parse('2026-11-23T03:00:00Z')
const fleet = synthesizeFleet({ seed: 5, scale: 0.01 })
const topology = buildTopology(fleet)
const [camera] = fleet.cameras
if (camera === undefined) throw new Error('an estate without a camera')
const watch = new Watch(fleet, topology, NOW)
const bare: LiveSource = {
  fleet,
  topology,
  store: openMemoryStore(),
  board: watch.board,
  counts: watch.counts,
  startedAt: NOW,
  verdictOf: (id) => watch.verdictOf(id),
  evidenceOf: () => undefined,
  openIncidents: () => [],
  lastRttUs: () => Number.NaN,
  roundHealth: () => undefined,
  packetsPerSecond: () => 0,
  storeHealth: () => ({
    writable: true,
    pendingTransitions: 0,
    droppedMinutes: 0,
    fileBytes: 0,
    schemaVersion: 1,
  }),
  notices: () => [],
  metrics: () => '',
  receivers: () => [],
  planned: () => [],
  told: () => undefined,
}

const feed: FeedView = { at: NOW, found: 'black', rungs: [], features: { bpp: 0.003 } }
const recorder: RecorderView = { at: NOW, slots: [{ slot: 1, connected: 'yes' }] }
const bad = { at: NOW, condition: 'black', jpeg: Uint8Array.of(0xff, 0xd8) }
const kept = { kind: 'bad', at: NOW, condition: 'black' } as const
const conditionOf = (id: string): Condition | undefined =>
  id === camera.id ? 'black' : topology.byId(id)?.kind === 'camera' ? 'live' : undefined
const looking: LiveSource = {
  ...bare,
  conditionOf,
  feedOf: () => feed,
  recorderOf: () => recorder,
  pictures: {
    list: async () => [kept],
    read: async (_, kind) => (kind === 'bad' ? bad : undefined),
  },
  feeds: () => ({
    conditions: { black: 1 },
    looksPerMinute: 9,
    waiting: 0,
    unseen: 0,
    decoder: 'x',
  }),
}

test('a camera has its condition, its last look and its pictures, an NVR what it said', async () => {
  const live = createLive(looking)
  const view = await live.target(camera.id, 1)
  const [kecamatan] = topology.areaPath(camera)
  expect(view?.target).toMatchObject({
    condition: 'black',
    slot: camera.slot,
    kecamatan: kecamatan?.name,
  })
  expect(view).toMatchObject({ feed, pictures: [kept] })
  expect(view).not.toHaveProperty('recorder')
  const nvr = await live.target(camera.nvr, 1)
  expect(nvr).toMatchObject({ recorder })
  for (const key of ['feed', 'pictures']) expect(nvr).not.toHaveProperty(key)
  expect(nvr?.target).not.toHaveProperty('condition')
  expect(nvr?.children.find(({ id }) => id === camera.id)?.slot).toBe(camera.slot)
  expect(await live.picture(camera.id, 'bad')).toBe(bad)
  expect(await live.picture(camera.id, 'good')).toBeUndefined()
  expect(live.targets({ condition: ['black'] }).rows.map(({ id }) => id)).toEqual([camera.id])
  expect((await live.summary()).feeds?.conditions).toEqual({ black: 1 })
})

test('without the picture round nothing is said of feeds', async () => {
  const live = createLive(bare)
  const view = await live.target(camera.id, 1)
  for (const key of ['feed', 'pictures', 'recorder']) expect(view).not.toHaveProperty(key)
  for (const key of ['condition', 'slot', 'kecamatan']) expect(view?.target).not.toHaveProperty(key)
  expect(await live.target(camera.nvr, 1)).not.toHaveProperty('recorder')
  expect(await live.picture(camera.id, 'bad')).toBeUndefined()
  expect(live.targets({ condition: ['black', 'live'] }).total).toBe(0)
  expect(await live.summary()).not.toHaveProperty('feeds')
})
