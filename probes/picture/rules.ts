// What one look shows, by its numbers alone: the rules of each codec, with a picture and without one.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import { isEmpty, isLow } from './features.ts'
import type { Features } from './picture.ts'
import type { Thresholds } from './thresholds.ts'

/** What is known of the camera besides this look. */
export interface Context {
  /** `madLast` is the difference from a picture that was as low, plain or dark as this one: the clause of noise holds. */
  readonly comparable: boolean
  /** It stood still long enough, and the light of the hour or the sizes of the frames make that count. */
  readonly still: boolean
  /** Its own usual; undefined while too little was seen of it. */
  readonly usual: { readonly fps: number; readonly kbps: number } | undefined
}

export interface Ruling {
  readonly found: FeedCondition
  /** A short English clause. */
  readonly says: string
}

/** With so few bits for each pixel there is not even writing on it: black takes 0.003 to 0.03, with a clock 0.1. H.264. */
const NOTHING_BPP = 0.05

/**
 * The first rule that applies, in the order of the ladder. Without a picture (no `mean`) only H.264 can be told to be
 * black or a recorder's own: with a clock on it the two look the same in their sizes and are called no_signal.
 */
export function rule(features: Features, thresholds: Thresholds, context: Context): Ruling {
  if (features.mean === undefined) return ruleBySizes(features, thresholds, context)
  return (
    ruleOfFlat(features, features.mean, thresholds, context) ??
    ruleOfSignal(features, thresholds, context) ??
    ruleOfView(features, thresholds, context) ??
    ruleOfRates(features, thresholds, context)
  )
}

function ruleBySizes(features: Features, thresholds: Thresholds, context: Context): Ruling {
  if (features.codec === 'h264' && isLow(features, thresholds)) {
    return features.bpp < NOTHING_BPP
      ? { found: 'black', says: 'the keyframe holds nothing' }
      : { found: 'no_signal', says: 'a machine made it: black with writing, or no signal' }
  }
  return ruleOfRates(features, thresholds, context)
}

function ruleOfFlat(
  features: Features,
  mean: number,
  thresholds: Thresholds,
  context: Context,
): Ruling | undefined {
  const { sd = 0, chroma = 0 } = features
  if (sd >= thresholds.flatSd) return undefined
  if (mean > thresholds.whiteMean) return { found: 'washed_out', says: 'white all over' }
  if (mean >= thresholds.blackMean || chroma > thresholds.blueChroma) return undefined
  return isEmpty(features, thresholds) && isNoiseless(features, thresholds, context)
    ? { found: 'black', says: "black all over, without a sensor's noise" }
    : { found: 'dark', says: "dark all over, with a sensor's noise" }
}

function ruleOfSignal(
  features: Features,
  thresholds: Thresholds,
  context: Context,
): Ruling | undefined {
  const { codec, plain = 0, chroma = 0 } = features
  if (codec === 'h264' && !isLow(features, thresholds)) return undefined
  if (plain < thresholds.plainShare || !isNoiseless(features, thresholds, context)) return undefined
  return chroma > thresholds.blueChroma
    ? { found: 'no_signal', says: "a recorder's blue" }
    : { found: 'no_signal', says: "plain and without a sensor's noise: a recorder's own" }
}

function ruleOfView(
  features: Features,
  thresholds: Thresholds,
  context: Context,
): Ruling | undefined {
  if (context.still) return { found: 'frozen', says: 'it stands still' }
  const { likeness, sd = 0 } = features
  if (likeness !== undefined && likeness < thresholds.tamperLikeness) {
    return sd < thresholds.flatSd
      ? { found: 'tamper_suspect', says: 'nothing to be seen, unlike its usual view' }
      : { found: 'tamper_suspect', says: 'unlike its usual view' }
  }
  return undefined
}

function ruleOfRates(
  { fps, kbps }: Features,
  { weakFps, weakKbps }: Thresholds,
  { usual }: Context,
): Ruling {
  if (usual && fps !== undefined && fps < usual.fps * weakFps) {
    return { found: 'degraded', says: 'far fewer frames than its usual' }
  }
  if (usual && kbps !== undefined && kbps < usual.kbps * weakKbps) {
    return { found: 'degraded', says: 'far fewer bits than its usual' }
  }
  return { found: 'live', says: 'as a camera sees' }
}

/** The first of such pictures cannot be compared yet; the confirm asks for another one. */
function isNoiseless(
  { madLast }: Features,
  { signalMad }: Thresholds,
  { comparable }: Context,
): boolean {
  return !comparable || madLast === undefined || madLast < signalMad
}
