// What the looks at each picture come to, of cameras and portals: the last published condition, as a verdict of their own.
import { CONDITION_STATE } from '../fleet/condition.ts'
import { isPublishedCondition, type PublishedCondition } from '../fleet/feed-condition.ts'
import type { State } from '../fleet/state.ts'
import type { FeedChange, PublishedVerdict } from '../probes/feeds/verdict.ts'
import type { Evidence } from './evidence.ts'
import type { Verdict } from './incident.ts'

interface Published {
  readonly verdict: Verdict
  readonly known: PublishedVerdict
  /** Epoch milliseconds. */
  readonly decidedAt: number
  readonly evidence: Evidence | undefined
}

export class FeedVerdicts {
  readonly #published = new Map<number, Published>()
  /** Whose verdict no state was made of yet. */
  readonly #unshown = new Set<number>()

  /** False where nothing is new by it. */
  take(position: number, change: FeedChange): boolean {
    const { condition, since, decidedAt, evidence } = change
    const before = this.#published.get(position)
    const state = CONDITION_STATE[condition]
    if (state === undefined) return false
    if (before?.known.condition === condition) {
      this.#published.set(position, { ...before, evidence })
      return false
    }
    this.#published.set(position, publishedOf(state, condition, since, decidedAt, evidence))
    this.#unshown.add(position)
    return true
  }

  /** Goes on with a state that a store kept; where that is no condition of a feed, nothing is known. */
  restore(position: number, { state, reason, since }: Verdict): void {
    if (state === 'unreachable' || !isPublishedCondition(reason)) return
    this.#published.set(position, publishedOf(state, reason, since, since, undefined))
  }

  /** Undefined before the first look, here and below. */
  verdict(position: number): Verdict | undefined {
    return this.#published.get(position)?.verdict
  }

  known(position: number): PublishedVerdict | undefined {
    return this.#published.get(position)?.known
  }

  evidence(position: number): Evidence | undefined {
    return this.#published.get(position)?.evidence
  }

  /** Epoch milliseconds. */
  decidedAt(position: number): number | undefined {
    return this.#published.get(position)?.decidedAt
  }

  noteShown(position: number): void {
    this.#unshown.delete(position)
  }

  isUnshown(position: number): boolean {
    return this.#unshown.has(position)
  }
}

function publishedOf(
  state: State,
  condition: PublishedCondition,
  since: number,
  decidedAt: number,
  evidence: Evidence | undefined,
): Published {
  const verdict = { state, reason: condition, since }
  return { verdict, known: { condition, since }, decidedAt, evidence }
}
