// What the sizes of the frames of one look say, before anything is decoded.
import type { Frame, StreamLook } from '../rtsp/stream-look.ts'
import type { Features } from './picture.ts'
import type { Thresholds } from './thresholds.ts'

/** A later frame of at most so many bytes for each macroblock (16x16 pixels), or EMPTY_LEAST, holds next to nothing. */
const EMPTY_BYTES_PER_BLOCK = 0.05
const EMPTY_LEAST = 24
/** Measured of frozen pictures with a clock: at most 0.0032 of the keyframe; of a street by day at least 0.038. */
const CALM_SHARE = 0.01
/** Times of a stream are 32 bits wide. */
const TIME_WRAP = 2 ** 32

/** Undefined where no whole keyframe came: sizes of a part mean nothing. */
export function streamFeatures(look: StreamLook): Features | undefined {
  const [first, ...later] = look.frames
  const { keyframe } = look
  if (!keyframe || !first || first.broken || keyframe.width * keyframe.height === 0)
    return undefined
  const { codec, width, height } = keyframe
  const pixels = width * height
  const bpp = (first.bytes * 8) / pixels
  const { qp } = first
  const whole = later.filter((frame) => !frame.broken && frame.kind !== 'I')
  const empty = Math.max(EMPTY_LEAST, (EMPTY_BYTES_PER_BLOCK * pixels) / 256)
  const skip = whole.filter(({ bytes }) => bytes <= empty).length / whole.length
  const seen = look.packets + look.lost
  return {
    codec,
    width,
    height,
    bpp,
    ...(qp === undefined ? {} : { qp, complexity: bpp * 2 ** ((qp - 26) / 6) }),
    ...(whole.length > 0 ? { skip } : {}),
    ...rates(look.frames, look.clockRate),
    loss: seen > 0 ? look.lost / seen : 0,
  }
}

/**
 * Next to nothing comes after the keyframe, so that it may stand still. A clock that ticks, and a rate control that spends
 * what it has, leave fewer frames empty than `skip` asks for.
 */
export function isCalm({ frames: [first, ...later] }: StreamLook): boolean {
  const sizes = later.map(({ bytes }) => bytes).sort((one, other) => one - other)
  const median = sizes[Math.floor(sizes.length / 2)]
  return first !== undefined && median !== undefined && median < first.bytes * CALM_SHARE
}

/** It holds so little that a machine may have made it: black, a recorder's own, or a very plain view. */
export function isLow(features: Features, thresholds: Thresholds): boolean {
  const { codec, bpp, complexity } = features
  if (complexity !== undefined && complexity < thresholds.lowComplexity) return true
  // An H.265 encoder that is told not to go below a quantiser spends as much on a few letters as on a night street.
  return (codec === 'h264' || complexity === undefined) && bpp < thresholds.lowBpp
}

/** So little that not even a covered lens' noise is in it. Bits alone may be few because the quantiser is coarse. */
export function isEmpty({ bpp, complexity }: Features, thresholds: Thresholds): boolean {
  return complexity === undefined ? bpp < thresholds.lowBpp : complexity < thresholds.lowComplexity
}

/** From RTP times, so that a burst over the network does not count. The last frame's own duration is not known. */
function rates(
  frames: readonly Frame[],
  clockRate: number,
): { readonly fps?: number; readonly kbps?: number } {
  const start = frames[0]?.rtpTime ?? 0
  // Frames may come in another order than they are shown in.
  const times = frames.map(({ rtpTime }) => signed(rtpTime - start))
  const seconds = (Math.max(...times) - Math.min(...times)) / clockRate
  if (frames.length < 3 || !(seconds > 0)) return {}
  const bytes = frames.slice(0, -1).reduce((sum, frame) => sum + frame.bytes, 0)
  return { fps: (frames.length - 1) / seconds, kbps: (bytes * 8) / 1000 / seconds }
}

function signed(difference: number): number {
  const wrapped = ((difference % TIME_WRAP) + TIME_WRAP) % TIME_WRAP
  return wrapped >= TIME_WRAP / 2 ? wrapped - TIME_WRAP : wrapped
}
