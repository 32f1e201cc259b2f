// What the picture round is to do, made of the estate and the configuration.
import { isFeedCondition } from '../../../fleet/feed-condition.ts'
import type { Camera, Fleet, Nvr, TargetId } from '../../../fleet/model.ts'
import { clockAt } from '../../../fleet/planned/clock.ts'
import type { FeedsConfig } from '../../../probes/feeds/config.ts'
import type { FeedCamera, FeedNvr, FeedPlan } from '../../../probes/feeds/plan.ts'
import type { FeedVerdict, PublishedVerdict } from '../../../probes/feeds/verdict.ts'
import { NVR_LIMITS } from '../../../probes/nvr/nvr-look.ts'
import { THUMB_WIDTH } from '../../../probes/picture/picture.ts'
import { STREAM_LIMITS } from '../../../probes/rtsp/stream-look.ts'
import type { NvrLogin } from './credentials.ts'
import { locationOf } from './location.ts'

/** As wide as a thumb in a list of an ordinary page; 16:9. */
const PICTURE_SIDE = 320

export interface FeedPlanParts {
  readonly fleet: Pick<Fleet, 'nvrs' | 'cameras' | 'areas' | 'timezone'>
  readonly config: FeedsConfig
  readonly logins: ReadonlyMap<TargetId, NvrLogin>
  /** What is published of a camera from before the start. */
  readonly known: (id: TargetId) => PublishedVerdict | undefined
  readonly memory: Uint8Array | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** NVRs and cameras are in the order of the estate; NVRs without a camera are among them, for what they say themselves. */
export function feedPlanOf(parts: FeedPlanParts): FeedPlan {
  const { fleet, config, logins, known, memory, now } = parts
  const places = new Map(fleet.nvrs.map(({ id }, place) => [id, place]))
  const { thresholds, pictures } = config
  return {
    nvrs: fleet.nvrs.map((nvr) => nvrOf(nvr, logins.get(nvr.id))),
    cameras: fleet.cameras.map((camera) =>
      cameraOf(camera, places.get(camera.nvr) ?? 0, config, ofFeed(known(camera.id))),
    ),
    options: {
      againMs: config.againMs,
      inFlight: config.inFlight,
      nvrEveryMs: config.nvrEveryMs,
      storageEveryMs: config.storageEveryMs,
      authAgainMs: config.authAgainMs,
      authMostMs: config.authMostMs,
      verifyTls: config.verifyTls,
      stream: {
        ...STREAM_LIMITS,
        connectMs: config.connectMs,
        replyMs: config.replyMs,
        firstDataMs: config.firstDataMs,
        keyframeMs: config.keyframeMs,
        totalMs: config.totalMs,
      },
      nvr: { ...NVR_LIMITS, connectMs: config.connectMs, totalMs: config.nvrMs },
      thresholds,
      decoder: config.decoder === 'none' ? undefined : config.decoder,
      decode: config.decode,
      pictureSide: SIDES[pictures.keep],
      utcOffsetS: Math.round((clockAt(fleet.timezone, now) - now) / 1000),
      ...locationOf(fleet, config, now),
    },
    memory,
  }
}

const SIDES: Readonly<Record<FeedsConfig['pictures']['keep'], number | undefined>> = {
  normal: PICTURE_SIDE,
  small: THUMB_WIDTH,
  off: undefined,
}

function nvrOf(nvr: Nvr, credentials: NvrLogin | undefined): FeedNvr {
  const { id, address, rtspPort, httpPort, tls, vendor, slots } = nvr
  return { id, host: address, rtspPort, httpPort, tls, vendor, slots, credentials }
}

function ofFeed(verdict: PublishedVerdict | undefined): FeedVerdict | undefined {
  if (verdict === undefined) return undefined
  const { condition, since } = verdict
  return isFeedCondition(condition) ? { condition, since } : undefined
}

function cameraOf(
  camera: Camera,
  nvr: number,
  config: FeedsConfig,
  known: FeedVerdict | undefined,
): FeedCamera {
  const { id, slot, sub, main, masks = [] } = camera
  const isCritical = config.criticalClasses.includes(camera.class)
  return {
    id,
    nvr,
    slot,
    sub,
    main,
    everyMs: isCritical ? config.criticalEveryMs : config.everyMs,
    masks: masks.map(({ x, y, width, height }) => ({
      x: x / 100,
      y: y / 100,
      width: width / 100,
      height: height / 100,
    })),
    known,
  }
}
