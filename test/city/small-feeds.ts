// A handful of NVRs for tests of the simulator, one ailment each.
import type { FeedCityPlan, FeedFault, FeedFaultKind } from '../../city/feeds/feed-city.ts'
import type { NvrVendor } from '../../fleet/model.ts'
import { Secret } from '../../fleet/secret.ts'
import {
  STREAM_LIMITS,
  type StreamLimits,
  type StreamTarget,
} from '../../probes/rtsp/stream-look.ts'

export const USER = 'ronda'
export const PASSWORD = 'kata sandi'
export const RELAY = { id: 'relay', address: '127.30.9.3' }

/** Patience for what never comes, short enough for a test. */
export const SHORT: StreamLimits = {
  ...STREAM_LIMITS,
  replyMs: 1500,
  firstDataMs: 1500,
  keyframeMs: 4500,
  totalMs: 8000,
}

export function addressOf(nvr: number): string {
  return `127.18.240.${nvr + 1}`
}

/** NVR `n` is `nvr-n` and has cameras `cam-n-1` to `cam-n-3`; its fourth slot is empty. */
export function smallFeeds(
  port: number,
  vendors: readonly NvrVendor[],
  faults: readonly FeedFault[],
): FeedCityPlan {
  return {
    nvrs: vendors.map((vendor, n) => ({
      id: `nvr-${n}`,
      address: addressOf(n),
      vendor,
      slots: 4,
      cameras: [1, 2, 3].map((slot) => ({ id: `cam-${n}-${slot}`, slot })),
    })),
    port,
    user: USER,
    password: PASSWORD,
    seed: 1,
    startedAt: Date.now(),
    periodS: 86_400,
    faults,
    codec: 'h264',
    relay: RELAY,
  }
}

/** On for the whole day. */
export function ill(kind: FeedFaultKind, ...ids: readonly string[]): FeedFault {
  return { id: `${kind} ${ids.join()}`, title: kind, kind, ids, from: 0, to: 86_400 }
}

export function streamOf(port: number, nvr: number, path: string): StreamTarget {
  return {
    host: addressOf(nvr),
    port,
    tls: false,
    verifyTls: false,
    path,
    credentials: { user: USER, password: new Secret(PASSWORD) },
  }
}
