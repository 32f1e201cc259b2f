// Where a record was written, so that every problem can name its line.
import type { Problem } from '../problem.ts'
import type { KindName } from '../schema/kinds.ts'

export interface Place {
  /** Relative to the estate's folder. */
  readonly file: string
  /** 1-based; 0 for the whole file. */
  readonly line: number
  /** Lines of single keys, where a record spans several (YAML). */
  readonly keyLines?: ReadonlyMap<string, number>
}

/** A record of the model and where it stands: one object for both, for there are tens of thousands. */
export interface Placed<T> extends Place {
  readonly kind: KindName
  readonly value: T
}

/** `key` is the column at fault; the record's own line where that has none. */
export function problemAt(place: Place, what: string, remedy: string, key?: string): Problem {
  const line = (key === undefined ? undefined : place.keyLines?.get(key)) ?? place.line
  return { file: place.file, line, what, remedy }
}

/** `uplinks.csv:17`. */
export function where(place: Place): string {
  return place.line > 0 ? `${place.file}:${place.line}` : place.file
}
