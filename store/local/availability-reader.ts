// Availability out of the file: walks the transitions of each target backwards, loads none that it does not need.
import type { DatabaseSync } from 'node:sqlite'
import type { State } from '../../fleet/state.ts'
import {
  availabilityWalk,
  type GapMeter,
  gapMeter,
  type StateChange,
  sumAvailability,
} from '../availability.ts'
import type { Availability, Gap } from '../store.ts'

/** Targets that are summed up between two breaths. */
const TARGETS_AT_ONCE = 500

export interface AvailabilityReader {
  ofTarget(targetId: string, from: number, to: number): Availability
  ofArea(areaId: string | undefined, from: number, to: number): Promise<Availability>
}

/** `gaps` gives those that touch a span; `breathe` lets others have their turn in a long sum. */
export function availabilityReader(
  db: DatabaseSync,
  gaps: (from: number, to: number) => readonly Gap[],
  breathe: () => Promise<void>,
): AvailabilityReader {
  const indexOf = db.prepare('SELECT idx FROM targets WHERE id = ?')
  const newestFirst = db.prepare(
    `SELECT decided_at, at, to_state FROM transitions WHERE target = ?
     ORDER BY decided_at DESC, at DESC, to_state DESC`,
  )
  const pinged = db.prepare('SELECT idx, areas FROM targets WHERE pinged = 1 AND present = 1')

  function* changes(index: number): Generator<StateChange> {
    for (const row of newestFirst.iterate(index)) {
      yield {
        at: Number(row['at']),
        decidedAt: Number(row['decided_at']),
        to: row['to_state'] as State,
      }
    }
  }
  const ofIndex = (index: number, meter: GapMeter, from: number, to: number): Availability =>
    availabilityWalk(changes(index), meter, from, to)

  return {
    ofTarget(targetId, from, to) {
      const index = indexOf.get(targetId)?.['idx']
      const meter = gapMeter(gaps(from, to))
      if (typeof index !== 'number') return availabilityWalk([], meter, from, to)
      return ofIndex(index, meter, from, to)
    },
    async ofArea(areaId, from, to) {
      const meter = gapMeter(gaps(from, to))
      const parts: Availability[] = []
      let walked = 0
      for (const { idx, areas } of pinged.all()) {
        if (areaId !== undefined && !(JSON.parse(String(areas)) as string[]).includes(areaId)) {
          continue
        }
        parts.push(ofIndex(Number(idx), meter, from, to))
        if (++walked % TARGETS_AT_ONCE === 0) await breathe()
      }
      return sumAvailability(parts)
    },
  }
}
