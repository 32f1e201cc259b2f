// Points that are gone, by target and why: what the file says and what is not yet in it.
import type { DatabaseSync } from 'node:sqlite'
import { type Losses, WORTHS, type Worth } from './spool.ts'

export type Why = `dropped:${Worth}` | 'expired' | 'future' | 'dead' | 'dead-dropped'

export interface Loss {
  readonly target: string
  readonly why: Why
  readonly points: number
}

export function readLosses(db: DatabaseSync): readonly Loss[] {
  return db.prepare('SELECT target, why, points FROM losses').all() as unknown as readonly Loss[]
}

/** Adds them to what the file says. */
export function writeLosses(db: DatabaseSync, losses: Iterable<Loss>): void {
  const add = db.prepare(
    `INSERT INTO losses VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET points = points + excluded.points`,
  )
  for (const { target, why, points } of losses) add.run(target, why, points)
}

/** Sums by target and why. */
export class LossSum {
  readonly #points = new Map<string, Map<Why, number>>()

  constructor(losses: Iterable<Loss> = []) {
    for (const loss of losses) this.add(loss)
  }

  add({ target, why, points }: Loss): void {
    const ofTarget = this.#points.get(target) ?? new Map<Why, number>()
    this.#points.set(target, ofTarget)
    ofTarget.set(why, (ofTarget.get(why) ?? 0) + points)
  }

  /** Without those that come to nothing. */
  *[Symbol.iterator](): Generator<Loss> {
    for (const [target, ofTarget] of this.#points) {
      for (const [why, points] of ofTarget) if (points !== 0) yield { target, why, points }
    }
  }

  get(target: string, why: Why): number {
    return this.#points.get(target)?.get(why) ?? 0
  }

  of(target: string): Losses {
    const dropped = WORTHS.map((worth) => [worth, this.get(target, `dropped:${worth}`)])
    return {
      dropped: Object.fromEntries(dropped) as Record<Worth, number>,
      expired: this.get(target, 'expired'),
      future: this.get(target, 'future'),
      deadLetters: this.get(target, 'dead'),
      deadLettersDropped: this.get(target, 'dead-dropped'),
    }
  }
}
