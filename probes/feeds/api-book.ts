// When each NVR's own API is asked, and for what.
import type { NvrLook, NvrQuestions } from '../nvr/nvr-look.ts'
import type { FeedOptions } from './plan.ts'

/** Visits come about at a phase, never to the millisecond: this much early is in time. */
const EARLY = 0.1

interface Asked {
  readonly atMs: number
  readonly pauseMs: number
  /** When disks and device were last told. */
  readonly allAtMs: number
  readonly failed: boolean
  /** Slots without video. */
  readonly lost: ReadonlySet<number>
}

export class ApiBook {
  readonly #options: Pick<FeedOptions, 'nvrEveryMs' | 'storageEveryMs' | 'againMs'>
  readonly #asked = new Map<number, Asked>()

  constructor(options: Pick<FeedOptions, 'nvrEveryMs' | 'storageEveryMs' | 'againMs'>) {
    this.#options = options
  }

  /**
   * What to ask this NVR now; undefined: nothing. `again`: a camera of it is looked at to confirm. That, and a slot that
   * had no video, wants a fresh answer, or the stream alone would tell the same fault by another word.
   */
  questions(
    nvr: number,
    nowMs: number,
    slots: Iterable<number>,
    again: boolean,
  ): NvrQuestions | undefined {
    const { storageEveryMs, againMs } = this.#options
    const asked = this.#asked.get(nvr)
    if (!asked) return { storage: true, device: true }
    const ago = nowMs - asked.atMs
    const routine = ago >= asked.pauseMs * (1 - EARLY)
    const fresh = ago < againMs / 2
    const wanted = again || [...slots].some((slot) => asked.lost.has(slot))
    if (!routine && (asked.failed || fresh || !wanted)) return undefined
    const all = nowMs - asked.allAtMs >= storageEveryMs * (1 - EARLY)
    return { storage: all, device: all }
  }

  answered(nvr: number, look: NvrLook, questions: NvrQuestions, nowMs: number): void {
    const { nvrEveryMs, storageEveryMs } = this.#options
    const failed = look.fault !== undefined
    const before = this.#asked.get(nvr)
    this.#asked.set(nvr, {
      atMs: nowMs,
      // What a firmware does not know it will not learn within minutes.
      pauseMs: look.fault === 'unsupported' ? storageEveryMs : nvrEveryMs,
      allAtMs: questions.storage && !failed ? nowMs : (before?.allAtMs ?? Number.NEGATIVE_INFINITY),
      failed,
      lost: new Set(look.slots.filter(({ connected }) => connected === 'no').map((s) => s.slot)),
    })
  }
}
