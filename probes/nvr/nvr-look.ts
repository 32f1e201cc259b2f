// One look at an NVR over its own API: which slots are connected, its disks, its clock.
import type { VideoLossReason } from '../../fleet/feed-condition.ts'
import type { NvrVendor } from '../../fleet/model.ts'
import type { Credentials } from '../auth/credentials.ts'
import type { Rung } from '../feeds/rung.ts'

export interface NvrTarget {
  readonly vendor: NvrVendor
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly verifyTls: boolean
  readonly credentials: Credentials | undefined
  /** How many slots it is said to have, 1 to 256. */
  readonly slots: number
  /** Seconds east of UTC where it stands: for clocks that tell no offset. Absent: those are not judged. */
  readonly utcOffsetS?: number
}

export const NVR_FAULTS = [
  'refused',
  'unreachable',
  'timeout',
  'tls',
  /** 401 or 403; on Dahua it may mean that no session is left. */
  'auth',
  /** 503 and its like. */
  'busy',
  /** It answers, but knows no such question: another firmware, or no API at all. */
  'unsupported',
  /** What came is not what the vendor's API gives. */
  'protocol',
  'too_much',
  'aborted',
] as const
export type NvrFault = (typeof NVR_FAULTS)[number]

/** `unknown`: the NVR does not say; never taken for a loss. */
export interface SlotLook {
  readonly slot: number
  readonly connected: 'yes' | 'no' | 'unknown'
  /** Why not; only with `no`. */
  readonly reason?: VideoLossReason
  /** The vendor's own word, at most 60 characters. */
  readonly said?: string
}

export interface StorageLook {
  /** `degraded`: a disk of several is ill; `failed`: nothing can be recorded. */
  readonly state: 'ok' | 'degraded' | 'failed' | 'unknown'
  readonly disks: readonly { readonly id: string; readonly said: string; readonly ok: boolean }[]
  /** Megabytes; absent where it is not said. */
  readonly capacityMb?: number
  readonly freeMb?: number
}

export interface NvrLook {
  readonly at: number
  /** Undefined: it answered the question for its slots. */
  readonly fault: NvrFault | undefined
  readonly status?: number
  /** Empty where it did not say. */
  readonly slots: readonly SlotLook[]
  /** Absent where it was not asked for or not said. */
  readonly storage?: StorageLook
  /** Seconds that its clock is ahead of ours (negative: behind). */
  readonly clockSkewS?: number
  readonly device?: {
    readonly model?: string
    readonly firmware?: string
    readonly serial?: string
  }
  readonly rungs: readonly Rung[]
}

export interface NvrQuestions {
  /** Disks too: hourly is enough. */
  readonly storage: boolean
  /** Clock, model and firmware too. */
  readonly device: boolean
}

export interface NvrLimits {
  readonly connectMs: number
  /** All questions together. */
  readonly totalMs: number
  readonly mostBytes: number
}

export const NVR_LIMITS: NvrLimits = { connectMs: 3000, totalMs: 5000, mostBytes: 1_000_000 }

/** `nvr.ts` has it. Never rejects. `other` vendors give fault `unsupported` without a packet. */
export type LookAtNvr = (
  target: NvrTarget,
  questions: NvrQuestions,
  limits: NvrLimits,
  signal: AbortSignal,
) => Promise<NvrLook>
