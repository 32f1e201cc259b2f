// What must be known of a codec to tell pictures apart: kinds of NAL units, parameter sets, heads of slices.
import type { Frame } from './stream-look.ts'

/**
 * `key`: a slice of a picture that decoding can begin with; `slice`: of any other; `parameters`: a parameter set;
 * `other`: passed over; `bad`: breaks the rules.
 */
export type NalKind = 'key' | 'slice' | 'parameters' | 'other' | 'bad'

/** Of one slice. */
export interface SliceHead {
  readonly kind: Frame['kind']
  /** It is the first of its picture. */
  readonly starts: boolean
  /** Number of its first block in the picture. */
  readonly position: number
  readonly parametersId: number
  /** 0 to 51; undefined where it could not be read. */
  readonly qp: number | undefined
  /** The same text in all slices of one picture, and never in those of two neighbours. */
  readonly picture: string
  /** Why a picture with such a slice is not handed out, though it may be right. */
  readonly refused: string | undefined
}

/** What decodes the slices that name it. */
export interface PictureSets {
  /** In the order in which a decoder wants them. */
  readonly nals: readonly Uint8Array[]
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** Blocks of a picture: positions are below it. */
  readonly blocks: number
}

/** Of one stream, with the parameter sets that it has brought so far. */
export interface CodecRules {
  /** Bytes of a NAL unit's header. */
  readonly headerBytes: number
  kindOf(nal: Uint8Array): NalKind
  /** This parameter set came before, and no other in its place since. */
  knows(nal: Uint8Array): boolean
  /** Takes a parameter set; one that cannot be read is as if it had not come. */
  addParameters(nal: Uint8Array): void
  /** `nal`: its first bytes are enough. Undefined: no slice can begin like that. */
  readSlice(nal: Uint8Array): SliceHead | undefined
  picture(parametersId: number): PictureSets | undefined
  /** The slice of a keyframe, with everything before it forgotten whoever decodes it. */
  alone(nal: Buffer): Buffer
}

/** Bytes of a slice that its head is read from. */
export const HEAD_BYTES = 256
/** Pixels: more than any camera has, and less than what a decoder could be choked with. */
const MOST_PIXELS = 40_000_000
const LONGEST_SIDE = 16_384

/** False for sizes that no camera sends. */
export function plausible(width: number, height: number): boolean {
  return (
    width >= 16 &&
    height >= 16 &&
    width <= LONGEST_SIDE &&
    height <= LONGEST_SIDE &&
    width * height <= MOST_PIXELS
  )
}
