// What a segment of live video shows, in the form of a look at a stream, so that the same judge serves both.
import { AccessUnits, type FrameTaker, type Slice } from '../rtsp/access-units.ts'
import { H264 } from '../rtsp/h264.ts'
import { H265 } from '../rtsp/h265.ts'
import { makeKeyframe } from '../rtsp/keyframe.ts'
import type { Frame, Keyframe, StreamLook } from '../rtsp/stream-look.ts'
import { isMp4, readFragmentedMp4 } from './fragmented-mp4.ts'
import { isTransportStream, readTransportStream } from './mpeg-ts.ts'
import type { Track } from './samples.ts'

const CLOCK_RATE = 90_000
const MOST_FRAME_BYTES = 4_000_000
/** As many as a look at a stream wants: more say nothing more. */
const MOST_FRAMES = 64

/** `init`: of a fragmented MP4. Undefined: it is neither a transport stream nor an MP4 with H.264 or H.265 in it. */
export function readSegment(bytes: Buffer, init: Buffer | undefined): Track | undefined {
  if (isTransportStream(bytes)) return readTransportStream(bytes)
  return isMp4(bytes) ? readFragmentedMp4(bytes, init) : undefined
}

/** `at`: epoch milliseconds of the look. */
export function lookAtTrack(track: Track, at: number): StreamLook {
  const watch = new TrackWatch(track)
  const { keyframe, frames } = watch
  return {
    fault: keyframe ? undefined : 'no_keyframe',
    rungs: [],
    codec: track.codec,
    at,
    frames,
    ...(keyframe ? { keyframe } : {}),
    packets: track.samples.length,
    lost: 0,
    receivedBytes: 0,
    clockRate: CLOCK_RATE,
  }
}

class TrackWatch implements FrameTaker {
  readonly frames: Frame[] = []
  keyframe: Keyframe | undefined
  readonly #codec: Track['codec']
  readonly #rules: H264 | H265

  constructor({ codec, parameterSets, samples }: Track) {
    this.#codec = codec
    this.#rules = codec === 'h264' ? new H264() : new H265()
    for (const set of parameterSets) {
      if (this.#rules.kindOf(set) === 'parameters') this.#rules.addParameters(set)
    }
    const units = new AccessUnits(this.#rules, MOST_FRAME_BYTES, this)
    for (const { time, nals } of samples) {
      if (units.tooMuch || this.frames.length >= MOST_FRAMES) break
      units.time(time)
      for (const nal of nals) {
        units.begin(nal.subarray(0, this.#rules.headerBytes))
        units.add(nal.subarray(this.#rules.headerBytes))
        units.end()
      }
      units.marker()
    }
  }

  get wantsKey(): boolean {
    return this.keyframe === undefined
  }

  frame(frame: Frame, slices: readonly Slice[]): void {
    if (this.keyframe === undefined && frame.idr && !frame.broken) {
      const made = makeKeyframe(this.#codec, this.#rules, slices)
      if (typeof made !== 'string') this.keyframe = made
    }
    if (this.keyframe !== undefined) this.frames.push(frame)
  }

  cutShort(): void {
    // Samples have no markers that could lie.
  }
}
