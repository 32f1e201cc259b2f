// What a piece of video is taken apart into, whatever it was packed in.
import type { Codec } from '../rtsp/stream-look.ts'

/** NAL units of one moment, in their order. */
export interface Sample {
  /** 90,000 a second. */
  readonly time: number
  readonly nals: readonly Uint8Array[]
}

export interface Track {
  readonly codec: Codec
  /** Parameter sets that came beside the samples. */
  readonly parameterSets: readonly Uint8Array[]
  readonly samples: readonly Sample[]
}

/** No segment of a few seconds has more. */
export const MOST_SAMPLES = 5000
export const MOST_NALS = 2000
