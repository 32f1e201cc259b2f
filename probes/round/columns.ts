// Collects results in columns until they cross to whoever reads them.
import type { ResultColumns } from '../result.ts'

/** One row in numbers; see ResultColumns. `reporter` is the socket's number for it. */
export interface Row {
  index: number
  at: number
  decidedAt: number
  sent: number
  lost: number
  rttUs: number
  flags: number
  cause: number
  reporter: number
}

export interface ColumnsBuilder {
  readonly count: number
  /** Copies the row; the same object may be used again. */
  add(row: Row): void
  /** What was collected, in arrays of its own; undefined when nothing was. */
  take(): ResultColumns | undefined
}

export function createColumns(
  capacity: number,
  reporterAddress: (reporter: number) => string,
): ColumnsBuilder {
  let size = Math.max(16, capacity)
  let columns = allocate(size)
  let count = 0
  let reporters: string[] = []
  let places = new Map<number, number>()

  function reporterPlace(reporter: number): number {
    const known = places.get(reporter)
    if (known !== undefined) return known
    const place = reporters.length
    places.set(reporter, place)
    reporters.push(reporterAddress(reporter))
    return place
  }

  return {
    get count() {
      return count
    },
    add(row) {
      if (count === size) {
        size *= 2
        columns = enlarge(columns, size)
      }
      columns.index[count] = row.index
      columns.at[count] = row.at
      columns.decidedAt[count] = row.decidedAt
      columns.sent[count] = row.sent
      columns.lost[count] = row.lost
      columns.rttUs[count] = row.rttUs
      columns.flags[count] = row.flags
      columns.cause[count] = row.cause
      columns.reporter[count] = row.cause === 0 ? 0 : reporterPlace(row.reporter)
      count++
    },
    take() {
      if (count === 0) return undefined
      const out: ResultColumns = {
        count,
        index: columns.index.slice(0, count),
        at: columns.at.slice(0, count),
        decidedAt: columns.decidedAt.slice(0, count),
        sent: columns.sent.slice(0, count),
        lost: columns.lost.slice(0, count),
        rttUs: columns.rttUs.slice(0, count),
        flags: columns.flags.slice(0, count),
        cause: columns.cause.slice(0, count),
        reporter: columns.reporter.slice(0, count),
        reporters,
      }
      count = 0
      reporters = []
      places = new Map()
      return out
    },
  }
}

/** The buffers of the columns, to be handed over to another thread instead of copied. */
export function buffersOf(columns: ResultColumns): ArrayBuffer[] {
  const { index, at, decidedAt, sent, lost, rttUs, flags, cause, reporter } = columns
  return [index, at, decidedAt, sent, lost, rttUs, flags, cause, reporter].map(
    (column) => column.buffer as ArrayBuffer,
  )
}

type Arrays = ReturnType<typeof allocate>

function allocate(size: number) {
  return {
    index: new Uint32Array(size),
    at: new Float64Array(size),
    decidedAt: new Float64Array(size),
    sent: new Uint8Array(size),
    lost: new Uint8Array(size),
    rttUs: new Float32Array(size),
    flags: new Uint8Array(size),
    cause: new Uint16Array(size),
    reporter: new Uint16Array(size),
  }
}

function enlarge(old: Arrays, size: number): Arrays {
  const more = allocate(size)
  more.index.set(old.index)
  more.at.set(old.at)
  more.decidedAt.set(old.decidedAt)
  more.sent.set(old.sent)
  more.lost.set(old.lost)
  more.rttUs.set(old.rttUs)
  more.flags.set(old.flags)
  more.cause.set(old.cause)
  more.reporter.set(old.reporter)
  return more
}
