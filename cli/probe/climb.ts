// Climbs the whole ladder once: the NVR's own word, then one stream after the other, each picture judged by itself.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { Credentials } from '../../probes/auth/credentials.ts'
import { foundByStream } from '../../probes/feeds/found.ts'
import type { Mask } from '../../probes/feeds/plan.ts'
import type { Rung } from '../../probes/feeds/rung.ts'
import { createNvrLooker } from '../../probes/nvr/nvr.ts'
import type { NvrLook, NvrTarget } from '../../probes/nvr/nvr-look.ts'
import { NVR_LIMITS } from '../../probes/nvr/nvr-look.ts'
import { createDecoder } from '../../probes/picture/decoder.ts'
import { createJudge } from '../../probes/picture/judge-city.ts'
import type { Features, PictureDecoder } from '../../probes/picture/picture.ts'
import type { Thresholds } from '../../probes/picture/thresholds.ts'
import { lookAtStream } from '../../probes/rtsp/rtsp.ts'
import { STREAM_LIMITS, type StreamTarget } from '../../probes/rtsp/stream-look.ts'

export interface ClimbOptions {
  readonly thresholds: Thresholds
  /** Name or path of ffmpeg; undefined: nothing is decoded. */
  readonly decoder: string | undefined
  readonly pictureSide: number
  readonly lat: number
  readonly lon: number
}

/** What one look at one stream came to. */
export interface Climbed {
  readonly found: FeedCondition | 'unknown'
  readonly detail?: string
  readonly rungs: readonly Rung[]
  readonly features?: Features
  readonly jpeg?: Uint8Array
}

export class Climber {
  readonly #options: ClimbOptions
  readonly #decoder: PictureDecoder

  constructor(options: ClimbOptions) {
    this.#options = options
    // A single picture: nothing comes that a batch could wait for.
    this.#decoder = createDecoder({ program: options.decoder, waitMs: 0 })
  }

  async nvr(target: NvrTarget, signal: AbortSignal): Promise<NvrLook> {
    const look = createNvrLooker()
    return await look(target, { storage: true, device: true }, NVR_LIMITS, signal)
  }

  async stream(
    target: StreamTarget,
    masks: readonly Mask[],
    signal: AbortSignal,
  ): Promise<Climbed> {
    const { thresholds, pictureSide, lat, lon } = this.#options
    const stream = await lookAtStream(target, STREAM_LIMITS, signal)
    const { found, detail } = foundByStream(stream)
    if (found === 'unknown') {
      return { found, ...(detail === undefined ? {} : { detail }), rungs: stream.rungs }
    }
    const cameras = [{ masks, known: undefined }]
    const judge = createJudge({ cameras, thresholds, decode: 'all', pictureSide, lat, lon })
    const wish = stream.keyframe ? { jpegSide: pictureSide } : undefined
    const decoded =
      stream.keyframe && wish ? await this.#decoder.decode(stream.keyframe, wish) : undefined
    const judged = judge.judge(0, {
      at: stream.at,
      decidedAt: Date.now(),
      stream,
      ...(found === undefined ? {} : { found }),
      ...(detail === undefined ? {} : { detail }),
      ...(decoded ? { decoded } : {}),
      undecodable: stream.keyframe !== undefined && decoded === undefined,
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

  /** What decodes, or why nothing does. */
  get decoderLack(): string | undefined {
    return this.#decoder.health().lack
  }

  async close(): Promise<void> {
    await this.#decoder.close()
  }
}

export function nvrTarget(
  nvr: Omit<NvrTarget, 'verifyTls' | 'credentials'>,
  credentials: Credentials | undefined,
  verifyTls: boolean,
): NvrTarget {
  return { ...nvr, credentials, verifyTls }
}
