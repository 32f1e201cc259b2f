// The numbers of the registered targets in the order in which the caller has them.
import type { DatabaseSync } from 'node:sqlite'

/** Gives the numbers of `ids`, -1 where one was never registered. A list that was asked for before it knows by heart. */
export function numberOrder(db: DatabaseSync): (ids: readonly string[]) => Int32Array {
  const all = db.prepare('SELECT idx, id FROM targets')
  const known = new WeakMap<readonly string[], Int32Array>()
  return (ids) => {
    const kept = known.get(ids)
    if (kept) return kept
    const numbers = new Map(all.all().map(({ idx, id }) => [String(id), Number(idx)]))
    const order = Int32Array.from(ids, (id) => numbers.get(id) ?? -1)
    known.set(ids, order)
    return order
  }
}
