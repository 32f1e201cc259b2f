// One decoded picture beside those that its camera showed before: differences, likeness, and whether it stands still.
import {
  type CameraMemory,
  DARK_ALL_OVER,
  DAY,
  LEARNT_FIRST,
  NIGHT,
  NOT_GENERATED,
  PLAIN,
} from './camera-memory.ts'
import { isLow } from './features.ts'
import type { Features, Thumb } from './picture.ts'
import type { Light } from './sun.ts'
import type { Thresholds } from './thresholds.ts'
import { correlation, difference, innerOf, reduce, statisticsOf, type View } from './view.ts'

/** A reference with less spread of luma than this shows nothing that a picture could be like. */
const REFERENCE_SD = 4
/** A picture is not called still before this share of the time after which it is published: half a minute is nothing. */
const STILL_SHARE = 1 / 3

export interface Sight {
  /** With everything that the picture adds. */
  readonly features: Features
  readonly reduced: Uint8Array
  readonly comparable: boolean
  readonly still: boolean
  /** It stands still, but by night, and the sizes of its frames do not bear it out. */
  readonly stillUnproven: boolean
  readonly stillSince: number
}

export interface Seeing {
  readonly at: number
  readonly light: Light
  readonly thumb: Thumb
  /** Of its frames. */
  readonly features: Features
  /** Of the keyframe's bytes. */
  readonly hash: number
}

/** Takes the picture into the camera's memory. */
export function see(
  memory: CameraMemory,
  camera: number,
  view: View,
  seeing: Seeing,
  thresholds: Thresholds,
): Sight {
  const { at, light, thumb } = seeing
  const statistics = statisticsOf(thumb, view)
  const inner = innerOf(thumb)
  const reduced = reduce(inner)
  const [first, last] = [memory.first(camera), memory.last(camera)]
  const madFirst = first && difference(first, inner, view)
  const likeness = likenessOf(memory, camera, view, reduced, light)
  const features: Features = {
    ...seeing.features,
    ...statistics,
    ...(last ? { madLast: difference(last, inner, view) } : {}),
    ...(madFirst === undefined ? {} : { madFirst }),
    ...(likeness === undefined ? {} : { likeness }),
  }
  const kind = kindOf(features, thresholds)
  const comparable = kind !== NOT_GENERATED && memory.lastKind[camera] === kind
  const same = memory.lastHash[camera] === seeing.hash
  memory.lastKind[camera] = kind
  memory.lastHash[camera] = seeing.hash
  memory.decodedAt[camera] = at
  if (madFirst === undefined || madFirst >= thresholds.frozenMad) {
    memory.begin(camera, inner, at, light === 'day')
    return {
      features,
      reduced,
      comparable,
      still: false,
      stillUnproven: false,
      stillSince: at,
    }
  }
  memory.stand(camera, inner, kind)
  if (!same && !standsStill(features, thresholds)) memory.proven[camera] = 0
  const stillSince = memory.firstAt[camera] ?? at
  const long = at - stillSince >= thresholds.confirm.frozenMs * STILL_SHARE
  const counts = light === 'day' || memory.firstByDay[camera] === 1 || memory.proven[camera] === 1
  return {
    features,
    reduced,
    comparable,
    still: long && counts,
    stillUnproven: long && !counts,
    stillSince,
  }
}

/** Nothing moves in the stream itself. In H.265 sizes of frames do not tell. */
function standsStill({ codec, skip }: Features, { stillSkip }: Thresholds): boolean {
  return codec === 'h264' && skip !== undefined && skip >= stillSkip
}

function kindOf(features: Features, thresholds: Thresholds): number {
  const { codec, mean = 0, sd = 0, chroma = 0, plain = 0 } = features
  const { blackMean, flatSd, blueChroma, plainShare } = thresholds
  if (sd < flatSd && mean < blackMean && chroma <= blueChroma) return DARK_ALL_OVER
  const low = codec === 'h265' || isLow(features, thresholds)
  return low && plain >= plainShare ? PLAIN : NOT_GENERATED
}

function likenessOf(
  memory: CameraMemory,
  camera: number,
  view: View,
  reduced: Uint8Array,
  light: Light,
): number | undefined {
  if (light === 'twilight') return undefined
  const hour = light === 'day' ? DAY : NIGHT
  if ((memory.learnt[hour][camera] ?? 0) < LEARNT_FIRST) return undefined
  return correlation(reduced, memory.reference(camera, hour), view, REFERENCE_SD)
}
