// What is shown of targets that are switched off on purpose, in the place of what is found of them.
import type { State } from '../fleet/state.ts'
import type { Evidence } from './evidence.ts'
import type { Verdict } from './incident.ts'

/** What covers a target. */
export interface PlannedCover {
  readonly state: 'suspended' | 'maintenance'
  /** Id of the PlannedOutage, its owner, its reason in the words of who decided it, the number of its letter. */
  readonly plannedId: string
  readonly owner: string
  readonly why: string
  readonly reference?: string
  /** Epoch milliseconds. */
  readonly until: number
}

/** One that a store kept says only the state. */
type Cover = PlannedCover | Pick<PlannedCover, 'state'>

interface Covered {
  readonly verdict: Verdict
  readonly cover: Cover
}

export class Overlay {
  readonly #covered = new Map<number, Covered>()

  has(position: number): boolean {
    return this.#covered.has(position)
  }

  verdict(position: number): Verdict | undefined {
    return this.#covered.get(position)?.verdict
  }

  /** `plannedId`, `owner`, `why`, `until` (epoch milliseconds), and where known `reference`. */
  evidence(position: number): Evidence | undefined {
    const cover = this.#covered.get(position)?.cover
    if (!cover || !('plannedId' in cover)) return undefined
    const { state: _, ...evidence } = cover
    return evidence
  }

  positions(): Iterable<number> {
    return this.#covered.keys()
  }

  /** `since`: epoch milliseconds. */
  put(position: number, cover: Cover, since: number): void {
    const verdict = { state: cover.state, reason: 'planned', since } as const
    this.#covered.set(position, { verdict, cover })
  }

  lift(position: number): void {
    this.#covered.delete(position)
  }
}

export function isPlanned(state: State): state is PlannedCover['state'] {
  return state === 'suspended' || state === 'maintenance'
}
