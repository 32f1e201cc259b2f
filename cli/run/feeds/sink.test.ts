import { expect, test } from 'vitest'
import type { FeedCamera, FeedLook, FeedNvr } from '../../../probes/feeds/plan.ts'
import type { FeedChange } from '../../../probes/feeds/verdict.ts'
import type { LookRow } from '../../../store/looks/looks.ts'
import type { KeptPicture } from '../../../store/pictures/pictures.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import { FeedBook } from './book.ts'
import { RecorderFaults } from './recorder-faults.ts'
import { feedSink } from './sink.ts'

function world() {
  const kept: KeptPicture[] = []
  const rows: LookRow[] = []
  const changes: FeedChange[] = []
  const points: Point[] = []
  const faults = new RecorderFaults({ nvrEveryMs: 300_000, storageEveryMs: 300_000 }, ['nvr-0'])
  const book = new FeedBook(['cam-0', 'cam-1'], ['nvr-0'])
  const take = feedSink({
    plan: {
      cameras: ['cam-0', 'cam-1'].map((id) => ({ id, nvr: 0 }) as FeedCamera),
      nvrs: [{ id: 'nvr-0' } as FeedNvr],
    },
    book,
    faults,
    pictures: { keep: (one) => kept.push(one), keepMemory: () => {} },
    looks: { add: (more) => rows.push(...more) },
    changed: (more) => changes.push(...more),
    points: (more) => points.push(...more),
    shown: () => 'live',
    seriesTarget: (id) => ({ id, kind: 'camera', kec: 'genuk' }) as SeriesTarget,
  })
  return { take, book, faults, kept, rows, changes, points }
}

const look = (more: Partial<FeedLook>): FeedLook => ({
  camera: 1,
  at: 5,
  decidedAt: 9,
  found: 'black',
  rungs: [{ rung: 'connect', result: 'ok', ms: 3, says: 'connected' }],
  verdict: { condition: 'black', since: 4 },
  changed: true,
  ...more,
})

test('a change of a feed goes to the states, its picture to the shelf, its features to book and series', () => {
  const { take, book, kept, rows, changes, points } = world()
  const features = { codec: 'h264', width: 640, height: 360, bpp: 0.003, loss: 0 } as const
  const picture = { jpeg: Uint8Array.of(1), kind: 'bad' } as const
  take({ type: 'looks', looks: [look({ features, picture, evidence: { mean: 16 } })] })
  expect(changes).toEqual([
    { cameraId: 'cam-1', condition: 'black', since: 4, decidedAt: 9, evidence: { mean: 16 } },
  ])
  expect(kept).toMatchObject([{ cameraId: 'cam-1', kind: 'bad', at: 5, condition: 'black' }])
  expect(rows).toMatchObject([{ cameraId: 'cam-1', found: 'black', published: 'black' }])
  expect(points).toMatchObject([
    { measurement: 'feed', tags: { nvr: 'nvr-0' }, fields: { found: 10, code: 0, connect_ms: 3 } },
  ])
  expect(book.feedOf('cam-1')).toMatchObject({ at: 5, found: 'black', features })
  expect(book.feedOf('cam-0')).toBeUndefined()
})

test('our own fault is no look: neither in the book of looks nor in the series, nor over one that saw', () => {
  const { take, book, rows, points } = world()
  take({ type: 'looks', looks: [look({}), look({ at: 6, found: 'unknown', changed: false })] })
  expect(rows).toHaveLength(1)
  expect(points).toHaveLength(1)
  expect(book.feedOf('cam-1')).toMatchObject({ at: 5 })
})

test('what an NVR said of its disks stays while it is only asked for its slots', () => {
  const { take, book, faults, points } = world()
  const slots = [{ slot: 1, connected: 'yes' }] as const
  const storage = { state: 'failed', disks: [] } as const
  take({ type: 'nvrs', facts: [{ nvr: 0, at: 1, slots, storage, clockSkewS: 7 }] })
  take({ type: 'nvrs', facts: [{ nvr: 0, at: 2, slots: [], fault: 'timeout' }] })
  expect(book.recorderOf('nvr-0')).toEqual({
    at: 2,
    slots,
    storage,
    clockSkewS: 7,
    fault: 'timeout',
  })
  expect(book.storage()).toEqual({ failed: 1 })
  expect(points).toHaveLength(1)
  expect(faults.now(2)).toMatchObject([{ nvrId: 'nvr-0', what: 'disk_failed', since: 1 }])
  expect(faults.now(2)).toMatchObject([{ nvrId: 'nvr-0', what: 'disk_failed', since: 1 }])
})
