// Climbs the whole ladder once: the NVR's own word, then one stream after the other, each picture judged by itself.
import { once } from 'node:events'
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import { foundByStream } from '../../probes/feeds/found.ts'
import type { FeedOptions, Mask } from '../../probes/feeds/plan.ts'
import type { Rung } from '../../probes/feeds/rung.ts'
import { createNvrLooker } from '../../probes/nvr/nvr.ts'
import type { NvrLook, NvrTarget } from '../../probes/nvr/nvr-look.ts'
import { fetchSnapshot, SNAPSHOT_LIMITS } from '../../probes/nvr/snapshot.ts'
import { createDecoder } from '../../probes/picture/decoder.ts'
import { createJudge } from '../../probes/picture/judge-city.ts'
import type { Decoded, Features, PictureDecoder } from '../../probes/picture/picture.ts'
import { lookAtStream } from '../../probes/rtsp/rtsp.ts'
import type { StreamLook, StreamTarget } from '../../probes/rtsp/stream-look.ts'

/** What one look at one stream came to. */
export interface Climbed {
  readonly found: FeedCondition | 'unknown'
  readonly detail?: string
  /** Of the answer that ended it, where there was one. */
  readonly status?: number
  readonly rungs: readonly Rung[]
  readonly features?: Features
  readonly jpeg?: Uint8Array
}

/** Pixels of the longer side: as wide as the page shows it. */
const PICTURE_SIDE = 640

/** Of a round's options; decoder undefined: nothing is decoded. */
export type ClimbOptions = Pick<
  FeedOptions,
  'thresholds' | 'decoder' | 'lat' | 'lon' | 'stream' | 'nvr' | 'verifyTls' | 'utcOffsetS'
>

export class Climber {
  readonly #options: ClimbOptions
  #decoder: PictureDecoder | undefined

  constructor(options: ClimbOptions) {
    this.#options = options
  }

  async nvr(
    target: Omit<NvrTarget, 'verifyTls' | 'utcOffsetS'>,
    signal: AbortSignal,
  ): Promise<NvrLook> {
    const { nvr: limits, verifyTls, utcOffsetS } = this.#options
    const questions = { storage: true, device: true }
    return await createNvrLooker()({ ...target, verifyTls, utcOffsetS }, questions, limits, signal)
  }

  /** The NVR's own picture of a slot, for where its stream gave none. */
  async still(
    target: Omit<NvrTarget, 'verifyTls' | 'utcOffsetS'>,
    slot: number,
    signal: AbortSignal,
  ): Promise<Pick<Climbed, 'rungs' | 'jpeg'>> {
    const { verifyTls, utcOffsetS } = this.#options
    const asked = { ...target, verifyTls, utcOffsetS }
    const { rungs, jpeg } = await fetchSnapshot(asked, slot, SNAPSHOT_LIMITS, signal)
    return { rungs, ...(jpeg ? { jpeg } : {}) }
  }

  async stream(
    target: Omit<StreamTarget, 'verifyTls'>,
    masks: readonly Mask[],
    signal: AbortSignal,
  ): Promise<Climbed> {
    const { stream: limits, verifyTls } = this.#options
    const stream = await lookAtStream({ ...target, verifyTls }, limits, signal)
    const { found, detail } = foundByStream(stream)
    if (found === undefined) return await this.judge(stream, masks, signal)
    return {
      found,
      ...(detail === undefined ? {} : { detail }),
      ...(stream.status === undefined ? {} : { status: stream.status }),
      rungs: stream.rungs,
    }
  }

  /** Of a stream that gave a keyframe. */
  async judge(stream: StreamLook, masks: readonly Mask[], signal: AbortSignal): Promise<Climbed> {
    const { thresholds, lat, lon } = this.#options
    const cameras = [{ masks, known: undefined }]
    const pictureSide = PICTURE_SIDE
    const judge = createJudge({ cameras, thresholds, decode: 'all', pictureSide, lat, lon })
    const decoded = await this.#decode(stream, signal)
    const judged = judge.judge(0, {
      at: stream.at,
      decidedAt: Date.now(),
      stream,
      ...(decoded ? { decoded } : {}),
      undecodable: decoded === undefined && this.#decodes(),
    })
    return {
      found: judged.found,
      ...(judged.detail === undefined ? {} : { detail: judged.detail }),
      // What a look comes to together with those before it is not known of the first one.
      rungs: [...stream.rungs, ...judged.rungs.filter(({ rung }) => rung !== 'confirm')],
      ...(judged.features ? { features: judged.features } : {}),
      ...(decoded?.jpeg ? { jpeg: decoded.jpeg } : {}),
    }
  }

  /** What is wrong with the decoder, for people; undefined where it decodes, was not needed, or none is wanted. */
  get lack(): string | undefined {
    const lack = this.#decoder?.health().lack
    if (lack === undefined) return undefined
    const what = lack === 'not-found' ? 'is not there' : 'does not decode H.264 and H.265'
    return `No picture was decoded: ${this.#options.decoder} ${what}. Remedy: apt-get install ffmpeg`
  }

  async close(): Promise<void> {
    await this.#decoder?.close()
  }

  async #decode({ keyframe }: StreamLook, signal: AbortSignal): Promise<Decoded | undefined> {
    const program = this.#options.decoder
    if (keyframe === undefined || program === undefined) return undefined
    // Not before there is something to decode: it starts a child. A single picture has no batch to wait for.
    this.#decoder ??= createDecoder({ program, waitMs: 0 })
    const decoder = this.#decoder
    if (signal.aborted) return undefined
    const interrupted = once(signal, 'abort').then(() => undefined)
    return await Promise.race([decoder.decode(keyframe, { jpegSide: PICTURE_SIDE }), interrupted])
  }

  #decodes(): boolean {
    return this.#decoder !== undefined && this.#decoder.health().lack === undefined
  }
}
