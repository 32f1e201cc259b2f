import { expect, test } from 'vitest'
import { fitThresholds } from './fit.ts'
import type { FitName, LabelledFeatures } from './fit-report.ts'
import type { Features } from './picture.ts'
import { THRESHOLDS } from './thresholds.ts'

const LIVE: Features = {
  codec: 'h264',
  width: 640,
  height: 360,
  bpp: 0.8,
  complexity: 0.8,
  skip: 0,
  fps: 15,
  kbps: 400,
  loss: 0,
  mean: 110,
  sd: 40,
  chroma: 4,
  plain: 0.02,
  madLast: 2,
  madFirst: 2,
  likeness: 0.9,
}

const rows = (
  label: LabelledFeatures['label'],
  features: Partial<Features>,
  cameras: readonly number[] = [1, 2, 3],
): LabelledFeatures[] =>
  cameras.map((camera) => ({
    cameraId: `${label}-${camera}`,
    at: camera,
    label,
    features: { ...LIVE, ...features },
  }))

const fitted = (name: FitName, labelled: readonly LabelledFeatures[]) =>
  fitThresholds(labelled, THRESHOLDS).thresholds.find((one) => one.name === name)

test('proposes the middle of the gap, with its margin and what it rests on', () => {
  const labelled = [
    ...rows('frozen', { madFirst: 0.5 }),
    ...rows('live', { madFirst: 0.9 }),
    ...rows('live', { madFirst: 1.5 }, [4]),
  ]
  expect(fitted('frozenMad', labelled)).toEqual({
    name: 'frozenMad',
    current: 0.3,
    proposed: 0.7,
    margin: 0.2,
    currentMargin: -0.2,
    below: { rows: 3, cameras: 3, nearest: 0.5 },
    above: { rows: 4, cameras: 4, nearest: 0.9 },
  })
})

test('tells what is judged wrongly now, and what would be then', () => {
  const labelled = [...rows('frozen', { madFirst: 0.5 }), ...rows('live', { madFirst: 0.9 })]
  const report = fitThresholds(labelled, THRESHOLDS)
  expect(report.wrongNow).toEqual(
    [1, 2, 3].map((camera) => ({
      cameraId: `frozen-${camera}`,
      at: camera,
      label: 'frozen',
      found: 'live',
    })),
  )
  expect(report.wrongThen).toEqual([])
  expect(report.proposed).toEqual({ ...THRESHOLDS, frozenMad: 0.7 })
})

test('never proposes from too few cameras, however many looks they have', () => {
  const few = [...rows('frozen', { madFirst: 0.1 }, [1, 1, 2, 2]), ...rows('live', {})]
  expect(fitted('frozenMad', few)).toMatchObject({ lack: 'few', below: { rows: 4, cameras: 2 } })
  expect(fitThresholds(few, THRESHOLDS).proposed).toEqual(THRESHOLDS)
  expect(fitThresholds([], THRESHOLDS)).toMatchObject({ rows: 0, wrongNow: [], wrongThen: [] })
})

test('proposes nothing where the sides overlap', () => {
  const labelled = [...rows('frozen', { madFirst: 0.9 }), ...rows('live', { madFirst: 0.9 })]
  expect(fitted('frozenMad', labelled)).toMatchObject({ lack: 'overlap' })
})

test('a plain view of fog costs a decode only: it does not bind what counts as low', () => {
  const black = { bpp: 0.1, complexity: 0.1, mean: 16, sd: 0, chroma: 0, plain: 1, madLast: 0 }
  const dark = { bpp: 0.7, complexity: 0.9, mean: 16, sd: 0.3, plain: 0.7, madLast: 0.2 }
  const fog = { bpp: 0.08, complexity: 0.06, plain: 0.2 }
  const labelled = [...rows('black', black), ...rows('dark', dark), ...rows('live', fog)]
  expect(fitted('lowComplexity', labelled)).toMatchObject({ proposed: 0.5 })
  expect(fitted('lowBpp', labelled)?.proposed).toBeCloseTo(0.4, 9)
})

test('of a living camera a few still looks do not bind what counts as frozen', () => {
  const lively = [1, 2, 3].flatMap((camera) =>
    [0.1, 0.9, 1, 2].map((madFirst, at) => ({
      cameraId: `c${camera}`,
      at,
      label: 'live' as const,
      features: { ...LIVE, madFirst },
    })),
  )
  const labelled = [...lively, ...rows('frozen', { madFirst: 0.5 })]
  expect(fitted('frozenMad', labelled)).toMatchObject({ proposed: 0.7, above: { rows: 3 } })
})

test('weak is weighed against what is usual of the same camera', () => {
  const usual = [1, 2, 3].flatMap((camera) =>
    [1, 2, 3].map((at) => ({ cameraId: `c${camera}`, at, label: 'live' as const, features: LIVE })),
  )
  const weak = [1, 2, 3].map((camera) => ({
    cameraId: `c${camera}`,
    at: 9,
    label: 'degraded' as const,
    features: { ...LIVE, fps: 3.75 },
  }))
  expect(fitted('weakFps', [...usual, ...weak])).toMatchObject({ proposed: 0.625, margin: 0.375 })
})
