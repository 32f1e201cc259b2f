import { expect, test } from 'vitest'
import type { FeedHealth } from '../../probes/feeds/plan.ts'
import { aboutTheFeeds, aboutWhatSurrounds } from './feed-metrics.ts'
import { Exposition } from './prometheus.ts'

const lines = (fill: (page: Exposition) => void): string[] => {
  const page = new Exposition()
  fill(page)
  return page
    .text()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

const HEALTH: FeedHealth = {
  at: 1,
  looks: 70,
  perMinute: 10,
  inFlight: 1,
  waiting: 3,
  lagP99Ms: 250,
  unseen: 2,
  authWaiting: 0,
  receivedBytes: 0,
  found: {},
  decoder: {
    name: 'ffmpeg 5.1',
    lack: undefined,
    decoded: 40,
    failed: 1,
    children: 4,
    cpuMs: 9,
    waiting: 0,
  },
}

test('feeds are counted by condition, and never one by one; nothing while none are looked at', () => {
  const room = { book: { health: HEALTH }, droppedPictures: () => 5 }
  expect(lines((page) => aboutTheFeeds(page, { live: 9, black: 1 }, room))).toEqual([
    'ronda_feeds_cameras{condition="live"} 9',
    'ronda_feeds_cameras{condition="black"} 1',
    'ronda_feeds_looks_total 70',
    'ronda_feeds_waiting 3',
    'ronda_feeds_unseen 2',
    'ronda_feeds_lag_seconds{quantile="0.99"} 0.25',
    'ronda_feeds_decoder_up 1',
    'ronda_feeds_decoded_total 40',
    'ronda_feeds_decode_failures_total 1',
    'ronda_feeds_pictures_dropped_total 5',
  ])
  expect(lines((page) => aboutTheFeeds(page, undefined, room))).toEqual([])
})

test('of a relay or host that cannot be read only that is said', () => {
  const room = {
    portals: () => [{ id: 'portal', up: false }],
    relays: () => [
      { name: 'relay', facts: { paths: 3, ready: 2, readers: 1 } },
      { name: 'other', facts: undefined },
    ],
    hosts: () => [
      {
        name: 'here',
        facts: { memoryTotalBytes: 1, memoryFreeBytes: 1, diskTotalBytes: 9, diskFreeBytes: 4 },
      },
    ],
  }
  expect(lines((page) => aboutWhatSurrounds(page, room))).toEqual([
    'ronda_portal_up{portal="portal"} 0',
    'ronda_relay_readable{relay="relay"} 1',
    'ronda_relay_readable{relay="other"} 0',
    'ronda_relay_paths{relay="relay"} 3',
    'ronda_relay_ready{relay="relay"} 2',
    'ronda_relay_readers{relay="relay"} 1',
    'ronda_host_readable{host="here"} 1',
    'ronda_host_disk_free_bytes{host="here"} 4',
  ])
})
