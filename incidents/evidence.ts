// The last look at each address in columns, and in the flat words that a transition carries.
import { CONFIRMED, INCONCLUSIVE, type ResultColumns, UNSENDABLE } from '../probes/result.ts'
import type { Look } from './verdict.ts'

export type Evidence = Readonly<Record<string, string | number>>

export interface EvidenceTable {
  /** Keeps row `row` as the last look at its address, unless it is inconclusive, and gives it as a look. */
  take(columns: ResultColumns, row: number): Look
  /** `sent`, `lost`, and where known `rttUs`, `icmp` (`3/1`), `reporter`. Undefined for -1 and before the first look. */
  of(place: number): Evidence | undefined
}

export function createEvidence(count: number): EvidenceTable {
  const sent = new Uint8Array(count)
  const lost = new Uint8Array(count)
  const rttUs = new Float32Array(count).fill(Number.NaN)
  const cause = new Uint16Array(count)
  const reporters = new Map<number, string>()

  function keep(columns: ResultColumns, row: number): void {
    const place = columns.index[row] as number
    sent[place] = columns.sent[row] as number
    lost[place] = columns.lost[row] as number
    rttUs[place] = columns.rttUs[row] as number
    cause[place] = columns.cause[row] as number
    if (cause[place] === 0) reporters.delete(place)
    else reporters.set(place, columns.reporters[columns.reporter[row] as number] ?? '')
  }

  return {
    take(columns, row) {
      const flags = columns.flags[row] as number
      const inconclusive = (flags & INCONCLUSIVE) !== 0
      if (!inconclusive) keep(columns, row)
      return {
        at: columns.at[row] as number,
        sent: columns.sent[row] as number,
        lost: columns.lost[row] as number,
        confirmed: (flags & CONFIRMED) !== 0,
        inconclusive,
        unsendable: (flags & UNSENDABLE) !== 0,
        refused: columns.cause[row] !== 0,
      }
    },
    of(place) {
      if (place < 0 || sent[place] === 0) return undefined
      const code = cause[place] as number
      const reporter = reporters.get(place)
      return {
        sent: sent[place] as number,
        lost: lost[place] as number,
        ...(Number.isNaN(rttUs[place]) ? {} : { rttUs: Math.round(rttUs[place] as number) }),
        ...(code === 0 ? {} : { icmp: `${code >> 8}/${code & 255}` }),
        ...(reporter ? { reporter } : {}),
      }
    },
  }
}
