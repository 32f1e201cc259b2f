// What the synthetic city does at a moment follows from its plan and its seed alone.
import { expect, test } from 'vitest'
import type { FeedFault, FeedFaultKind } from './feed-city.ts'
import { type FeedPlanNow, indexFaults, planAt } from './plan-at.ts'

const CITY = { seed: 1, startedAt: 1_000_000, periodS: 100, codec: 'h264' } as const
const CAMERA = { id: 'cam-1', slot: 1 }
const LIVE = ['day', 'quiet', 'rain', 'infrared', 'night']

function fault(kind: FeedFaultKind, ids: readonly string[], from = 0, to = 100): FeedFault {
  return { id: kind, title: kind, kind, ids, from, to }
}

function now(faults: readonly FeedFault[], second = 0, camera = CAMERA): FeedPlanNow {
  return planAt(CITY, indexFaults(faults), 'nvr-1', camera, CITY.startedAt + second * 1000)
}

test('without faults a camera plays a live clip, always the same', () => {
  const plan = now([])
  expect(LIVE).toContain(plan.clip)
  expect(plan).toMatchObject({ stream: 'plays', refuse: false, clockOffS: 0, codec: 'h264' })
  expect(now([], 50)).toEqual(plan)
})

test('a fault is on from its first second to its last, each day again', () => {
  const faults = [fault('black', ['cam-1'], 10, 20)]
  const seen = [9.9, 10, 19.9, 20, 110, 120, -90, -80].map((at) => now(faults, at).clip)
  expect(seen.map((clip) => clip === 'black')).toEqual([
    ...[false, true, true, false],
    ...[true, false, true, false],
  ])
})

test('a fault of an NVR is that of its cameras; one of a camera is not its neighbours’', () => {
  const neighbour = { id: 'cam-2', slot: 2 }
  expect(now([fault('frozen', ['nvr-1'])], 0, neighbour).clip).toBe('frozen')
  expect(LIVE).toContain(now([fault('frozen', ['cam-1'])], 0, neighbour).clip)
  expect(now([fault('unplugged', ['cam-1'])], 0, neighbour).stream).toBe('plays')
  expect(now([fault('busy', ['cam-1'])]).busy).toBe(false)
})

test('of several faults the stream’s and the picture’s first ones win', () => {
  const all = [
    fault('white', ['cam-1']),
    fault('black', ['nvr-1']),
    fault('loss', ['cam-1']),
    fault('missing', ['cam-1']),
  ]
  expect(now(all)).toMatchObject({ stream: 'missing', clip: 'black' })
})

test('an NVR’s own faults show when no camera is asked for', () => {
  const kinds = ['refuse', 'hang', 'unauthorized', 'busy', 'disk-failed', 'clock-off'] as const
  const faults = indexFaults(kinds.map((kind) => fault(kind, ['nvr-1'])))
  const plan = planAt(CITY, faults, 'nvr-1', undefined, CITY.startedAt)
  expect(plan).toMatchObject({ refuse: true, hang: true, unauthorized: true, busy: true })
  expect(plan).toMatchObject({ diskFailed: true, stream: 'missing' })
  expect(Math.abs(plan.clockOffS)).toBeGreaterThanOrEqual(300)
})

test('a mixed city is a quarter H.265, and other seeds deal other clips', () => {
  const faults = indexFaults([])
  const plans = (seed: number) =>
    Array.from({ length: 1000 }, (_, n) =>
      planAt({ ...CITY, codec: 'mixed', seed }, faults, 'nvr-1', { id: `cam-${n}`, slot: 1 }, 0),
    )
  const share = plans(1).filter(({ codec }) => codec === 'h265').length / 1000
  expect(share).toBeGreaterThan(0.2)
  expect(share).toBeLessThan(0.3)
  expect(plans(1)).toEqual(plans(1))
  expect(plans(2)).not.toEqual(plans(1))
})
