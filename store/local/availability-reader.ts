// Availability out of the file: walks the transitions of each target backwards, loads none that it does not need.
import type { DatabaseSync } from 'node:sqlite'
import { AVAILABLE, type State, UNAVAILABLE } from '../../fleet/state.ts'
import {
  availabilityWalk,
  emptyAvailabilities,
  type GapMeter,
  gapMeter,
  type StateChange,
  sumAvailability,
} from '../availability.ts'
import type { AvailabilityColumns } from '../series/columns.ts'
import type { Availability, Gap } from '../store.ts'

/** Targets that are summed up between two breaths. */
const TARGETS_AT_ONCE = 500

export interface AvailabilityReader {
  ofTarget(targetId: string, from: number, to: number): Availability
  ofArea(areaId: string | undefined, from: number, to: number): Promise<Availability>
  /** Row i of the answer is the target with the number `order[i]`. */
  ofEach(order: Int32Array, from: number, to: number): Promise<AvailabilityColumns>
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

  // One text instead of a row for each target: a tenth of the time.
  const settled = db.prepare(
    `SELECT json_group_array(target) AS numbers FROM states
     WHERE since <= ? AND state IN (SELECT value FROM json_each(?))`,
  )
  const moved = db.prepare('SELECT target FROM states WHERE since > ?')
  const sinceBefore = (from: number, states: ReadonlySet<State>): readonly number[] => {
    const numbers = settled.get(from, JSON.stringify([...states]))?.['numbers']
    return JSON.parse(String(numbers)) as number[]
  }

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
    async ofEach(order, from, to) {
      const columns = emptyAvailabilities(order.length, from, to)
      if (to <= from) return columns
      const meter = gapMeter(gaps(from, to))
      const positions = positionsOf(order)
      // The last decision began before the span: it holds for all of it.
      const wholeMs = to - from - meter(from, to)
      const walks = moved.all(from)
      fill(columns.availableMs, positions, sinceBefore(from, AVAILABLE), wholeMs)
      fill(columns.unavailableMs, positions, sinceBefore(from, UNAVAILABLE), wholeMs)
      let walked = 0
      for (const { target } of walks) {
        const i = positions[Number(target)] ?? -1
        if (i < 0) continue
        const one = ofIndex(Number(target), meter, from, to)
        columns.availableMs[i] = one.availableMs
        columns.unavailableMs[i] = one.unavailableMs
        if (++walked % TARGETS_AT_ONCE === 0) await breathe()
      }
      return columns
    },
  }
}

/** Row by number, -1 where there is none; of the same order as before, the same columns. */
const known = new WeakMap<Int32Array, Int32Array>()

function positionsOf(order: Int32Array): Int32Array {
  const kept = known.get(order)
  if (kept) return kept
  const positions = new Int32Array(order.reduce((most, number) => Math.max(most, number), -1) + 1)
  positions.fill(-1)
  order.forEach((number, i) => {
    if (number >= 0) positions[number] = i
  })
  known.set(order, positions)
  return positions
}

/** Nothing where a number has no row: a typed array takes no notice of what lies outside it. */
function fill(
  column: Uint32Array,
  positions: Int32Array,
  numbers: readonly number[],
  ms: number,
): void {
  for (const number of numbers) column[positions[number] ?? -1] = ms
}
