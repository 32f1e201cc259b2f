// The numbers that a picture is judged by. Start values from synthetic clips; `ronda fit` proposes others from labelled feeds.

export interface Thresholds {
  /**
   * A keyframe with fewer bits for each pixel, or less complexity, holds so little that a machine may have made it. In
   * H.265 bits alone say nothing: they count only where the quantiser could not be read.
   */
  readonly lowBpp: number
  readonly lowComplexity: number
  /** Share of empty later frames from which an H.264 stream counts as standing still. */
  readonly stillSkip: number
  /** Luma (16 to 235): darker than this and flatter than `flatSd` is black or dark. */
  readonly blackMean: number
  readonly flatSd: number
  readonly whiteMean: number
  /** Distance from grey above which a flat picture is a recorder's blue. */
  readonly blueChroma: number
  /** Share of plain cells from which a picture may be a recorder's own. */
  readonly plainShare: number
  /** Difference of two thumbs (limited range) below which a picture has not even a sensor's noise. */
  readonly signalMad: number
  /** Difference from the first thumb of a run below which the picture stands still. */
  readonly frozenMad: number
  /** Looks, and milliseconds from the first to the last of them, until it is published. */
  readonly confirm: {
    readonly looks: number
    readonly frozenLooks: number
    readonly frozenMs: number
    readonly dimLooks: number
    readonly dimMs: number
    /** Good looks until a bad condition is over. */
    readonly goodLooks: number
  }
  /** Likeness to the own reference below which the camera may be covered or turned. */
  readonly tamperLikeness: number
  /** Share of the own median of frames, and of bits, a second, below which a stream is weak. */
  readonly weakFps: number
  readonly weakKbps: number
}

export const THRESHOLDS: Thresholds = {
  lowBpp: 0.25,
  lowComplexity: 0.17,
  stillSkip: 0.5,
  blackMean: 24,
  flatSd: 1.5,
  whiteMean: 225,
  blueChroma: 40,
  plainShare: 0.65,
  signalMad: 0.09,
  frozenMad: 0.3,
  confirm: {
    looks: 2,
    frozenLooks: 3,
    frozenMs: 900_000,
    dimLooks: 3,
    dimMs: 600_000,
    goodLooks: 2,
  },
  tamperLikeness: 0.3,
  weakFps: 0.5,
  weakKbps: 0.1,
}
