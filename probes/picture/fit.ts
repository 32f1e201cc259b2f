// Proposes thresholds from looks at feeds that a person has labelled: the middle of the widest gap between two sides.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import { isLow } from './features.ts'
import {
  FIT_LEAST,
  type FitName,
  type FitReport,
  type FitSide,
  type FittedThreshold,
  type LabelledFeatures,
  type MisjudgedRow,
} from './fit-report.ts'
import { rule } from './rules.ts'
import type { Thresholds } from './thresholds.ts'

/** One number of one look, and on which side of the threshold it must lie. */
interface Sample {
  readonly cameraId: string
  readonly value: number
  readonly side: 'below' | 'above'
}

type Sorter = (
  row: LabelledFeatures,
  current: Thresholds,
  usual: Usual | undefined,
) => readonly [value: number | undefined, side: Sample['side']] | undefined

interface Usual {
  readonly fps: number
  readonly kbps: number
}

const GENERATED: ReadonlySet<FeedCondition> = new Set<FeedCondition>(['black', 'no_signal'])
const DARK: ReadonlySet<FeedCondition> = new Set<FeedCondition>(['black', 'dark'])

/**
 * Which looks a threshold must part, and by which number. Looks that the threshold has no say in are left out: `flatSd`,
 * say, parts dark and white pictures from living ones that are as dark or as bright.
 */
const SORTERS: Readonly<Record<FitName, Sorter>> = {
  lowBpp: (row, current) =>
    row.features.codec === 'h264' || row.features.complexity === undefined
      ? sideOfLow(row, row.features.bpp, current)
      : undefined,
  lowComplexity: (row, current) =>
    row.features.codec === 'h265' && row.label === 'no_signal'
      ? undefined
      : sideOfLow(row, row.features.complexity, current),
  stillSkip: ({ label, features }) =>
    features.codec === 'h264' && (label === 'frozen' || label === 'live')
      ? [features.skip, label === 'frozen' ? 'above' : 'below']
      : undefined,
  blackMean: ({ label, features }) =>
    label === 'no_signal' ? undefined : [features.mean, DARK.has(label) ? 'below' : 'above'],
  flatSd: ({ label, features }, { blackMean, whiteMean }) => {
    if (DARK.has(label) || label === 'washed_out') return [features.sd, 'below']
    const { mean = 128 } = features
    return label === 'live' && (mean < blackMean || mean > whiteMean)
      ? [features.sd, 'above']
      : undefined
  },
  whiteMean: ({ label, features }) => [features.mean, label === 'washed_out' ? 'above' : 'below'],
  blueChroma: ({ label, features }, { flatSd }) => {
    if (label !== 'no_signal') return [features.chroma, 'below']
    return (features.sd ?? flatSd) < flatSd ? [features.chroma, 'above'] : undefined
  },
  plainShare: ({ label, features }) => {
    if (label === 'no_signal') return [features.plain, 'above']
    return label === 'live' ? [features.plain, 'below'] : undefined
  },
  signalMad: ({ label, features }, current) => {
    if (GENERATED.has(label)) return [features.madLast, 'below']
    const { plain = 0, sd = current.flatSd } = features
    const counts = plain >= current.plainShare || sd < current.flatSd
    return counts && (label === 'live' || label === 'dark')
      ? [features.madLast, 'above']
      : undefined
  },
  frozenMad: ({ label, features }) => {
    if (label === 'frozen') return [features.madFirst, 'below']
    return label === 'live' ? [features.madFirst, 'above'] : undefined
  },
  tamperLikeness: ({ label, features }) => {
    if (label === 'tamper_suspect') return [features.likeness, 'below']
    return label === 'live' ? [features.likeness, 'above'] : undefined
  },
  weakFps: ({ label, features }, _current, usual) => sideOfRate(label, features.fps, usual?.fps),
  weakKbps: ({ label, features }, _current, usual) => sideOfRate(label, features.kbps, usual?.kbps),
}

/**
 * Never proposes from fewer than FIT_LEAST cameras on a side, nor where the sides overlap. The usual rates of a camera
 * are the medians of its looks labelled `live`. Single looks are judged: what only the confirm would tell apart, as a
 * still view and a frozen one, is counted as wrong here.
 */
export function fitThresholds(rows: readonly LabelledFeatures[], current: Thresholds): FitReport {
  const usuals = usualsOf(rows)
  const thresholds = (Object.keys(SORTERS) as FitName[]).map((name) =>
    fitOne(name, told(name, samplesOf(name, rows, current, usuals)), current[name]),
  )
  const changes = thresholds.flatMap(({ name, proposed }) =>
    proposed === undefined ? [] : [[name, proposed] as const],
  )
  const proposed: Thresholds = { ...current, ...Object.fromEntries(changes) }
  return {
    rows: rows.length,
    cameras: new Set(rows.map(({ cameraId }) => cameraId)).size,
    thresholds,
    proposed,
    wrongNow: misjudged(rows, current, usuals),
    wrongThen: misjudged(rows, proposed, usuals),
  }
}

function samplesOf(
  name: FitName,
  rows: readonly LabelledFeatures[],
  current: Thresholds,
  usuals: ReadonlyMap<string, Usual>,
): Sample[] {
  return rows.flatMap((row) => {
    const [value, side] = SORTERS[name](row, current, usuals.get(row.cameraId)) ?? []
    if (value === undefined || side === undefined || !Number.isFinite(value)) return []
    return [{ cameraId: row.cameraId, value, side }]
  })
}

/** Frozen is what stays below for a quarter of an hour: of a living camera the lower quartile of its looks counts. */
function told(name: FitName, samples: readonly Sample[]): readonly Sample[] {
  if (name !== 'frozenMad') return samples
  const lively = new Map<string, number[]>()
  for (const { cameraId, value, side } of samples) {
    if (side === 'above') lively.set(cameraId, [...(lively.get(cameraId) ?? []), value])
  }
  const quartiles = [...lively].map(([cameraId, values]): Sample => {
    const sorted = values.sort((one, other) => one - other)
    return { cameraId, value: sorted[Math.floor(sorted.length / 4)] ?? 0, side: 'above' }
  })
  return [...samples.filter(({ side }) => side === 'below'), ...quartiles]
}

function fitOne(name: FitName, samples: readonly Sample[], current: number): FittedThreshold {
  const lower = samples.filter(({ side }) => side === 'below')
  const upper = samples.filter(({ side }) => side === 'above')
  const below = sideOf(lower, Math.max)
  const above = sideOf(upper, Math.min)
  const common = { name, current, below, above }
  if (below.nearest === undefined || above.nearest === undefined) return { ...common, lack: 'few' }
  const currentMargin = Math.min(current - below.nearest, above.nearest - current)
  const known = { ...common, currentMargin }
  if (below.cameras < FIT_LEAST || above.cameras < FIT_LEAST) return { ...known, lack: 'few' }
  const margin = (above.nearest - below.nearest) / 2
  if (!(margin > 0)) return { ...known, lack: 'overlap' }
  return { ...known, proposed: below.nearest + margin, margin }
}

function sideOf(samples: readonly Sample[], pick: (...values: number[]) => number): FitSide {
  const values = samples.map(({ value }) => value)
  return {
    rows: samples.length,
    cameras: new Set(samples.map(({ cameraId }) => cameraId)).size,
    ...(values.length > 0 ? { nearest: values.reduce((one, other) => pick(one, other)) } : {}),
  }
}

/** A plain view that is low costs a decode and no more: only what a picture would not save counts as above. */
function sideOfLow(
  { label, features }: LabelledFeatures,
  value: number | undefined,
  { plainShare }: Thresholds,
): readonly [number | undefined, Sample['side']] | undefined {
  if (GENERATED.has(label)) return [value, 'below']
  const decides = label === 'dark' || (features.plain ?? plainShare) >= plainShare
  return decides && label !== 'washed_out' ? [value, 'above'] : undefined
}

function sideOfRate(
  label: FeedCondition,
  rate: number | undefined,
  usual: number | undefined,
): readonly [number, Sample['side']] | undefined {
  if (rate === undefined || !usual || (label !== 'degraded' && label !== 'live')) return undefined
  return [rate / usual, label === 'degraded' ? 'below' : 'above']
}

function misjudged(
  rows: readonly LabelledFeatures[],
  thresholds: Thresholds,
  usuals: ReadonlyMap<string, Usual>,
): MisjudgedRow[] {
  return rows.flatMap(({ cameraId, at, label, features }) => {
    const generatedLook =
      (features.plain ?? 0) >= thresholds.plainShare || isLow(features, thresholds)
    const { found } = rule(features, thresholds, {
      comparable: generatedLook,
      still: (features.madFirst ?? thresholds.frozenMad) < thresholds.frozenMad,
      usual: usuals.get(cameraId),
    })
    return found === label ? [] : [{ cameraId, at, label, found }]
  })
}

function usualsOf(rows: readonly LabelledFeatures[]): ReadonlyMap<string, Usual> {
  const byCamera = new Map<string, LabelledFeatures[]>()
  for (const row of rows) {
    if (row.label !== 'live') continue
    byCamera.set(row.cameraId, [...(byCamera.get(row.cameraId) ?? []), row])
  }
  const usuals = new Map<string, Usual>()
  for (const [cameraId, looks] of byCamera) {
    const fps = median(looks.flatMap(({ features }) => features.fps ?? []))
    const kbps = median(looks.flatMap(({ features }) => features.kbps ?? []))
    if (fps !== undefined && kbps !== undefined) usuals.set(cameraId, { fps, kbps })
  }
  return usuals
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]
}
