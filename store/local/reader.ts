// Everything that can be asked of an open file, whether it is also written to or not.
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { AvailabilityColumns, MinuteSums } from '../series/columns.ts'
import type { Availability, Gap, MinutePoint } from '../store.ts'
import { availabilityReader } from './availability-reader.ts'
import { type ChangeReader, changeReader } from './changes.ts'
import { type DocumentReader, documentReader } from './documents.ts'
import { type IncidentReader, incidentReader } from './incidents.ts'
import { historyReader, sumReader } from './minutes.ts'
import { numberOrder } from './number-order.ts'
import { type OutboxReader, outboxReader } from './outbox.ts'

export interface Reader extends ChangeReader, IncidentReader, OutboxReader, DocumentReader {
  history(targetId: string, from: number, to: number): Promise<readonly MinutePoint[]>
  targetAvailability(targetId: string, from: number, to: number): Availability
  areaAvailability(areaId: string | undefined, from: number, to: number): Promise<Availability>
  /** A row for each of `ids`, in their order. */
  minuteSums(ids: readonly string[], from: number, to: number): Promise<MinuteSums>
  availabilities(ids: readonly string[], from: number, to: number): Promise<AvailabilityColumns>
  /** Closes the file. */
  close(): void
}

/** `openGap` gives the gap that is still going on, where the reader is not the program that writes. */
export function reader(db: DatabaseSync, openGap: () => Gap | undefined): Reader {
  const changes = changeReader(db)
  const gaps = (from: number, to: number): readonly Gap[] => {
    const open = openGap()
    const touches = open && open.from < to && open.to > from
    return touches ? [...changes.gaps(from, to), open] : changes.gaps(from, to)
  }
  const availability = availabilityReader(db, gaps, breathe)
  const orderOf = numberOrder(db)
  const sums = sumReader(db, breathe)
  return {
    ...changes,
    ...incidentReader(db),
    ...outboxReader(db),
    ...documentReader(db),
    gaps,
    history: historyReader(db, breathe),
    targetAvailability: availability.ofTarget,
    areaAvailability: availability.ofArea,
    minuteSums: (ids, from, to) => sums(orderOf(ids), from, to),
    availabilities: (ids, from, to) => availability.ofEach(orderOf(ids), from, to),
    close: () => db.close(),
  }
}

/** Lets messages, timers and other answers have their turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Bytes of the database and its log; 0 where there is none. */
export function fileBytes(path: string): number {
  return [path, `${path}-wal`]
    .map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0)
}
