// What fitting thresholds to labelled feeds takes and gives. Plain data, so that it can be printed or written as JSON.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { Features } from './picture.ts'
import type { Thresholds } from './thresholds.ts'

/** One look at a camera of which a person said what it showed. */
export interface LabelledFeatures {
  readonly cameraId: string
  /** Epoch milliseconds of the look. */
  readonly at: number
  /** What a person says it shows. */
  readonly label: FeedCondition
  readonly features: Features
}

/** Thresholds that are fitted; those of `confirm` are a choice of patience, not of pictures. */
export type FitName = Exclude<keyof Thresholds, 'confirm'>

export interface FittedThreshold {
  readonly name: FitName
  readonly current: number
  /** The middle of the gap between the two sides; absent where `lack` says why. */
  readonly proposed?: number
  /** Distance from `proposed` to the nearest label on either side, in the threshold's own unit. */
  readonly margin?: number
  /** The same of `current`; negative: labels lie on its wrong side. Absent where a side has no label. */
  readonly currentMargin?: number
  /** Looks and cameras on the side that must lie below, and on the side that must lie above. */
  readonly below: FitSide
  readonly above: FitSide
  /** `few`: fewer than FIT_LEAST cameras on a side. `overlap`: no value separates the two sides. */
  readonly lack?: 'few' | 'overlap'
}

export interface FitSide {
  readonly rows: number
  readonly cameras: number
  /** Of the side, what lies nearest to the other; absent where it is empty. */
  readonly nearest?: number
}

/** A look that the rules call something else than the person did. */
export interface MisjudgedRow {
  readonly cameraId: string
  readonly at: number
  readonly label: FeedCondition
  readonly found: FeedCondition
}

export interface FitReport {
  readonly rows: number
  readonly cameras: number
  readonly thresholds: readonly FittedThreshold[]
  /** `current` with what is proposed in its place. */
  readonly proposed: Thresholds
  /** Looks judged wrongly, each by itself, with the current thresholds and with the proposed ones. */
  readonly wrongNow: readonly MisjudgedRow[]
  readonly wrongThen: readonly MisjudgedRow[]
}

/** Cameras that each side needs at the least before a threshold is proposed. */
export const FIT_LEAST = 3
