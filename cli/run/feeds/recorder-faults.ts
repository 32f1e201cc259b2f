// What is wrong with recorders by what they say themselves, since when, and whether that still counts.
import type { NvrFacts } from '../../../probes/feeds/plan.ts'
import type { RecorderFaultKind } from '../../../store/aggregates/fault-points.ts'

/** A clock that is off by less is corrected by nobody; rules have a limit of their own. Seconds. */
export const SKEWED_FROM_S = 30
/** Who has said nothing for so long is not known any more; longer only where it is asked less often than that. */
const STALE_MS = 1_800_000

/** How often recorders are asked, milliseconds. */
export interface AskedEvery {
  readonly nvrEveryMs: number
  /** For disks and clock. */
  readonly storageEveryMs: number
}

export interface FoundFault {
  readonly nvrId: string
  readonly what: RecorderFaultKind
  /** Epoch milliseconds since when it is known. */
  readonly since: number
  readonly skewS?: number
}

type StorageState = NonNullable<NvrFacts['storage']>['state']

interface Known extends FoundFault {
  /** Epoch milliseconds when it was heard last. */
  readonly heardAt: number
}

/** Disks and clock are asked for more seldom than slots: what was heard of them stays until it is heard anew. */
export class RecorderFaults {
  readonly #nvrIds: readonly string[]
  readonly #answerMs: number
  readonly #heardMs: number
  readonly #answeredAt = new Map<string, number>()
  readonly #disks = new Map<string, Known>()
  readonly #clocks = new Map<string, Known>()

  /** `nvrIds`: in the order of `FeedPlan.nvrs`. */
  constructor({ nvrEveryMs, storageEveryMs }: AskedEvery, nvrIds: readonly string[]) {
    this.#nvrIds = nvrIds
    this.#answerMs = Math.max(STALE_MS, 2 * nvrEveryMs)
    this.#heardMs = Math.max(STALE_MS, 2 * storageEveryMs)
  }

  take({ nvr, at, storage, clockSkewS, fault, authUntil }: NvrFacts): void {
    const nvrId = this.#nvrIds[nvr]
    if (nvrId === undefined || (fault ?? authUntil) !== undefined) return
    this.#answeredAt.set(nvrId, at)
    if (storage !== undefined) this.#takeDisks(nvrId, storage.state, at)
    if (clockSkewS !== undefined) this.#takeClock(nvrId, Math.abs(clockSkewS), at)
  }

  /** As of `now`, epoch milliseconds. */
  now(now: number): readonly FoundFault[] {
    return [...this.#disks.values(), ...this.#clocks.values()].filter(
      ({ nvrId, heardAt }) =>
        now - heardAt <= this.#heardMs &&
        now - (this.#answeredAt.get(nvrId) ?? heardAt) <= this.#answerMs,
    )
  }

  #takeDisks(nvrId: string, state: StorageState, heardAt: number): void {
    // A recorder that cannot say how its disks are has not said that they are well.
    if (state === 'unknown') return
    if (state === 'ok') {
      this.#disks.delete(nvrId)
      return
    }
    const what = state === 'failed' ? 'disk_failed' : 'disk_degraded'
    const before = this.#disks.get(nvrId)
    const since = before?.what === what ? before.since : heardAt
    this.#disks.set(nvrId, { nvrId, what, since, heardAt })
  }

  #takeClock(nvrId: string, skewS: number, heardAt: number): void {
    if (skewS < SKEWED_FROM_S) {
      this.#clocks.delete(nvrId)
      return
    }
    const since = this.#clocks.get(nvrId)?.since ?? heardAt
    this.#clocks.set(nvrId, { nvrId, what: 'clock_skewed', since, heardAt, skewS })
  }
}
