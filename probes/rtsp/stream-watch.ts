// Watches the RTP packets of one video: counts what is lost, collects frames, and picks the first whole keyframe.
import { AccessUnits, type FrameTaker, type Slice } from './access-units.ts'
import type { CodecRules } from './codec-rules.ts'
import { type Depacketise, depacketiseH264, depacketiseH265 } from './depacketise.ts'
import { H264 } from './h264.ts'
import { H265 } from './h265.ts'
import { makeKeyframe } from './keyframe.ts'
import { readRtp } from './rtp.ts'
import type { VideoMedia } from './sdp.ts'
import type { Frame, Keyframe, StreamLimits } from './stream-look.ts'

/** Half of the sequence numbers: a packet that seems further ahead is one from the past. */
const HALF = 0x8000

export class StreamWatch implements FrameTaker {
  /** From the first whole keyframe on. */
  frames: Frame[] = []
  keyframe: Keyframe | undefined
  packets = 0
  lost = 0
  /** Frames before the keyframe, and why the last one that decoding could begin with was not taken. */
  before = 0
  refused: string | undefined
  readonly #media: VideoMedia
  readonly #limits: Pick<StreamLimits, 'framesAfter' | 'mostFrameBytes'>
  readonly #rules: CodecRules
  readonly #depacketise: Depacketise
  readonly #units: AccessUnits
  #sequence: number | undefined
  #source: number | undefined

  constructor(media: VideoMedia, limits: Pick<StreamLimits, 'framesAfter' | 'mostFrameBytes'>) {
    this.#media = media
    this.#limits = limits
    this.#rules = media.codec === 'h264' ? new H264() : new H265()
    this.#depacketise = media.codec === 'h264' ? depacketiseH264 : depacketiseH265(media.numbered)
    this.#units = new AccessUnits(this.#rules, limits.mostFrameBytes, this)
    for (const nal of media.parameterSets) {
      if (this.#rules.kindOf(nal) === 'parameters') this.#rules.addParameters(nal)
    }
  }

  get wantsKey(): boolean {
    return this.keyframe === undefined
  }

  /** The keyframe and all frames wanted after it are here. */
  get enough(): boolean {
    return this.keyframe !== undefined && this.frames.length > this.#limits.framesAfter
  }

  /** A frame was larger than any may be. */
  get tooMuch(): boolean {
    return this.#units.tooMuch
  }

  packet(bytes: Buffer): void {
    if (this.enough || this.tooMuch) return
    const packet = readRtp(bytes)
    if (packet === undefined || packet.payloadType !== this.#media.payloadType) return
    const gap = this.#gapBefore(packet.sequence, packet.source)
    if (gap === undefined) return
    this.packets++
    this.lost += gap
    // What is missing may be the end of one frame and the beginning of the next.
    if (gap > 0) this.#units.torn()
    this.#units.time(packet.time)
    if (gap > 0) this.#units.torn()
    this.#depacketise(packet.payload, this.#units)
    if (packet.marker) this.#units.marker()
  }

  /** Nothing is watched any more; what was seen stays. */
  release(): void {
    this.#units.release()
  }

  frame(frame: Frame, slices: readonly Slice[]): void {
    if (this.keyframe !== undefined) {
      if (!this.enough) this.frames.push(frame)
      return
    }
    this.before++
    if (!frame.idr) return
    const made = frame.broken
      ? 'packets of it were lost'
      : makeKeyframe(this.#media.codec, this.#rules, slices)
    if (typeof made === 'string') this.refused = made
    else {
      this.keyframe = made
      this.frames = [frame]
    }
  }

  cutShort(): void {
    if (this.keyframe === undefined || this.frames.length !== 1) return
    this.keyframe = undefined
    this.frames = []
    this.refused = 'its end was marked too early'
  }

  /** Packets missing before this one; undefined: it is one from the past. Another source begins anew, torn off. */
  #gapBefore(sequence: number, source: number): number | undefined {
    const known = this.#sequence
    const same = source === this.#source
    const gap = known === undefined || !same ? 0 : (sequence - known - 1) & 0xffff
    if (gap >= HALF) return undefined
    if (!same && known !== undefined) this.#units.torn()
    this.#sequence = sequence
    this.#source = source
    return gap
  }
}
