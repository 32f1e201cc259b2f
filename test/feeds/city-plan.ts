// A plan of the simulator and the plan of a picture round that looks at it.
import type { FeedCityPlan, FeedFault } from '../../city/feeds/feed-city.ts'
import type { NvrVendor } from '../../fleet/model.ts'
import type { FeedOptions, FeedPlan } from '../../probes/feeds/plan.ts'
import { camera, nvr, OPTIONS } from './doubles.ts'

const USER = 'ronda'
const PASSWORD = 'test'
const DAY_S = 86_400
const SLOTS = 4

export interface SmallCity {
  readonly simulator: FeedCityPlan
  readonly plan: FeedPlan
}

export interface SmallCityOptions {
  readonly nvrs: number
  readonly port: number
  readonly everyMs: number
  readonly vendor: NvrVendor
  readonly options: Partial<FeedOptions>
}

/** Four cameras at each NVR, positions 4n to 4n + 3 of the plan; `camera-N` is the id of position N. */
export function smallCity(wanted: SmallCityOptions): SmallCity {
  const { nvrs, port, everyMs, vendor, options } = wanted
  const positions = Array.from({ length: nvrs }, (_, i) => i)
  const idOf = (position: number, slot: number): string => `camera-${position * SLOTS + slot - 1}`
  const slots = Array.from({ length: SLOTS }, (_, i) => i + 1)
  const addressOf = (position: number): string =>
    `127.70.${1 + Math.floor(position / 250)}.${1 + (position % 250)}`
  return {
    simulator: {
      nvrs: positions.map((position) => ({
        id: `nvr-${position}`,
        address: addressOf(position),
        vendor,
        slots: SLOTS,
        cameras: slots.map((slot) => ({ id: idOf(position, slot), slot })),
      })),
      port,
      user: USER,
      password: PASSWORD,
      seed: 5,
      startedAt: Date.now(),
      periodS: DAY_S,
      faults: [],
      codec: 'h264',
    },
    plan: {
      nvrs: positions.map((position) =>
        nvr(position, {
          host: addressOf(position),
          rtspPort: port,
          httpPort: port,
          vendor,
          slots: SLOTS,
          credentials: { user: USER, password: PASSWORD },
        }),
      ),
      cameras: positions.flatMap((position) =>
        slots.map((slot) => camera(position, slot, { id: idOf(position, slot), everyMs })),
      ),
      options: { ...OPTIONS, decoder: 'ffmpeg', ...options },
      memory: undefined,
    },
  }
}

export function fault(kind: FeedFault['kind'], ...ids: readonly string[]): FeedFault {
  return { id: `${kind}-${ids[0]}`, title: kind, from: 0, to: DAY_S, kind, ids }
}
