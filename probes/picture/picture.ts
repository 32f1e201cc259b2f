// What is known of one picture: from the sizes of its frames, and from the decoded keyframe.
import type { Codec, Keyframe } from '../rtsp/stream-look.ts'

/** Width and height of a thumb in pixels: 16:9, small enough to keep 14,000 of them in memory. */
export const THUMB_WIDTH = 64
export const THUMB_HEIGHT = 36

/** A decoded keyframe, made small by area means. Limited range: luma 16 to 235, chroma around 128. */
export interface Thumb {
  /** THUMB_WIDTH x THUMB_HEIGHT, row by row. */
  readonly luma: Uint8Array
  /** Half as wide and half as high. */
  readonly u: Uint8Array
  readonly v: Uint8Array
}

export interface Decoded {
  readonly thumb: Thumb
  /** JPEG, where one was asked for. */
  readonly jpeg?: Uint8Array
}

export interface DecodeWish {
  /** Longest side in pixels of the JPEG that is wanted too; the picture keeps its shape and is never made larger. */
  readonly jpegSide?: number
}

/** Why there is no decoder; each has its remedy in docs. */
export type DecoderLack = 'not-found' | 'cannot-decode'

export interface DecoderHealth {
  /** What decodes, as it calls itself; undefined where nothing does. */
  readonly name: string | undefined
  readonly lack: DecoderLack | undefined
  /** Since the start. */
  readonly decoded: number
  readonly failed: number
  readonly children: number
  /** CPU of the children since the start, milliseconds, as far as the kernel told. */
  readonly cpuMs: number
  readonly waiting: number
}

/** Decodes keyframes in batches, one short-lived child each. Pictures are booked to whom they belong, or not at all. */
export interface PictureDecoder {
  /**
   * Undefined where this keyframe cannot be decoded, or there is no decoder, or it was closed meanwhile. Never rejects.
   * At most 1,000 wait; what comes on top is undefined at once.
   */
  decode(keyframe: Keyframe, wish: DecodeWish): Promise<Decoded | undefined>
  health(): DecoderHealth
  close(): Promise<void>
}

/** Raw features of one look, from which every threshold can be fitted again. Absent: could not be measured. */
export interface Features {
  readonly codec: Codec
  readonly width: number
  readonly height: number
  /** Bits of the keyframe for each pixel. */
  readonly bpp: number
  /** Quantiser of the keyframe, 0 to 51. */
  readonly qp?: number
  /** `bpp * 2 ** ((qp - 26) / 6)`: what the picture holds, whatever the rate control spent. */
  readonly complexity?: number
  /** Share of later frames that hold next to nothing, 0 to 1; absent where no later frame came. */
  readonly skip?: number
  /** Frames a second, from RTP times. */
  readonly fps?: number
  /** Kilobits a second, of the frames seen. */
  readonly kbps?: number
  /** Share of RTP packets that was lost, 0 to 1. */
  readonly loss: number
  /** Of the thumb without its masked parts: mean and standard deviation of luma. */
  readonly mean?: number
  readonly sd?: number
  /** Distance of the mean colour from grey, 0 to 180. */
  readonly chroma?: number
  /** Share of its cells that equal both the next one and the one below, 0 to 1: what a machine draws is plain. */
  readonly plain?: number
  /** Mean absolute difference of luma from the look before, and from the first of those that stood still. */
  readonly madLast?: number
  readonly madFirst?: number
  /** Normalised correlation with the camera's own reference, -1 to 1; absent while it has none for this time of day. */
  readonly likeness?: number
}
