// When the program lived: signs of life in the file, and the gap that the next start makes of their absence.
import type { DatabaseSync } from 'node:sqlite'
import type { Gap } from '../store.ts'

/** The reason of a gap in which the program did not run. */
export const NOT_RUNNING = 'not-running'

/** Six signs of life that did not come (one is due every 10 s): who reads the file then takes the writer for dead. */
export const DEAD_AFTER_MS = 60_000

export interface Liveness {
  /** Writes a sign of life. */
  sign(at: number): void
  /** Writes that the program ended at `at` and kept everything it had. */
  end(at: number): void
  /** At a start: the gap since the file was last in use, undefined for a new file or a clock that went back. */
  gapUntil(now: number): Gap | undefined
  /** The last that is known of the program: a sign of life, a change, or its clean end; undefined for a new file. */
  lastSign(): number | undefined
  /** For a reader: the gap that a start would make now; undefined while the program seems to run. */
  openGap(now: number): Gap | undefined
}

export function liveness(db: DatabaseSync): Liveness {
  const put = db.prepare(
    `INSERT INTO liveness (one, alive_at, clean) VALUES (1, ?, ?)
     ON CONFLICT (one) DO UPDATE SET alive_at = excluded.alive_at, clean = excluded.clean`,
  )
  const sign = db.prepare('SELECT alive_at, clean FROM liveness')
  const decided = db.prepare('SELECT max(decided_at) AS at FROM states')

  /** A transition is a sign of life too, except after a clean end, whose time is exact. */
  const last = (): { at: number; clean: boolean } | undefined => {
    const row = sign.get()
    const clean = row?.['clean'] === 1
    const times = [row?.['alive_at'], clean ? null : decided.get()?.['at']]
    const known = times.filter((at) => typeof at === 'number')
    return known.length > 0 ? { at: Math.max(...known), clean } : undefined
  }
  const gapUntil = (now: number): Gap | undefined => {
    const from = last()?.at
    return from !== undefined && from < now ? { reason: NOT_RUNNING, from, to: now } : undefined
  }
  return {
    sign: (at) => void put.run(at, 0),
    end: (at) => void put.run(at, 1),
    gapUntil,
    lastSign: () => last()?.at,
    openGap(now) {
      const sign = last()
      const ended = sign !== undefined && (sign.clean || now - sign.at > DEAD_AFTER_MS)
      return ended ? gapUntil(now) : undefined
    },
  }
}
