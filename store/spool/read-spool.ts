// Looks into the spool from another program, for `ronda store status` and `dead-letters`; the writer may run meanwhile.
import { RondaError } from '../../fleet/error.ts'
import { faultInWords } from '../sqlite/faults.ts'
import { LossSum, readLosses } from './loss-book.ts'
import { spoolBytes } from './room.ts'
import type { Backlog, Spool, SpoolHealth } from './spool.ts'
import { readMarks, readSpoolFile } from './spool-file.ts'

/** As it stands in the file: what the program that writes has only in memory is not in it. */
export interface SpoolReader
  extends Pick<Spool, 'backlog' | 'deadLetters' | 'deadLetterCount' | 'losses' | 'mark' | 'close'> {
  /** All databases that anything is owed to, was lost for, or was refused by, in the order of the alphabet. */
  targets(): readonly string[]
  health(): Pick<SpoolHealth, 'bytes' | 'fileBytes' | 'frames' | 'points'>
}

/** Throws RND_SPOOL_OPEN, here and where a question cannot be answered. */
export function openSpoolReader(path: string): SpoolReader {
  const file = readSpoolFile(path)
  const { db, frames, letters, pages } = file
  const asked = <A extends readonly unknown[], T>(question: (...args: A) => T) => {
    return (...args: A): T => {
      try {
        return question(...args)
      } catch (error) {
        throw new RondaError('RND_SPOOL_OPEN', `cannot read ${path}: ${faultInWords(error)}`, {
          remedy: 'start `ronda run`: it moves a damaged file away and begins a new one',
          cause: error,
        })
      }
    }
  }
  return {
    targets: asked(() => {
      const rows = [...frames.totals(), ...readLosses(db), ...letters.totals()]
      return [...new Set(rows.map(({ target }) => target))].sort()
    }),
    backlog: asked((target: string): Backlog => {
      const owed = frames.totals().find((one) => one.target === target)
      if (owed === undefined) return { frames: 0, points: 0, bytes: 0 }
      const [oldest] = frames.byAge(target)
      const [first] = frames.byNumber(target, 0)
      const waitingSince = first === undefined ? undefined : frames.putMs(first)
      const { frames: count, points, bytes } = owed
      return {
        frames: count,
        points,
        bytes,
        ...(oldest ? { oldestAt: oldest.fromMs } : {}),
        ...(waitingSince === undefined ? {} : { waitingSince }),
      }
    }),
    deadLetters: asked((query) => letters.read(query)),
    deadLetterCount: asked((target?: string) => {
      const totals = letters.totals().filter((one) => target === undefined || one.target === target)
      return totals.reduce((sum, one) => sum + one.letters, 0)
    }),
    losses: asked((target: string) => new LossSum(readLosses(db)).of(target)),
    mark: asked((key: string) => new Map(readMarks(db)).get(key)),
    health: asked(() => ({
      bytes: pages.liveBytes(),
      fileBytes: spoolBytes(path),
      ...frames.all(),
    })),
    close: () => file.close(),
  }
}
