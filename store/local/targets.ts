// The append-only table of targets: which number stands for which id.
import type { DatabaseSync } from 'node:sqlite'
import type { RegisteredTarget } from '../store.ts'

export interface TargetTable {
  /** Writes what changed; the pinged ones get their numbers first, so that their minutes lie in few blocks. */
  register(targets: readonly RegisteredTarget[]): void
  /** The number of `id`. One that was never registered gets a number too: a transition is never thrown away. */
  indexOf(id: string): number
  /** Forgets what it knows by heart; needed after a transaction was rolled back. */
  forget(): void
}

interface Row {
  readonly idx: number
  readonly id: string
  readonly kind: string
  readonly areas: string
  readonly pinged: number
  readonly present: number
}

export function targetTable(db: DatabaseSync): TargetTable {
  const all = db.prepare('SELECT idx, id, kind, areas, pinged, present FROM targets')
  const insert = db.prepare(
    'INSERT INTO targets (idx, id, kind, areas, pinged, present) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const update = db.prepare(
    'UPDATE targets SET kind = ?, areas = ?, pinged = ?, present = 1 WHERE idx = ?',
  )
  const leave = db.prepare('UPDATE targets SET present = 0 WHERE idx = ?')
  let known: Map<string, number> | undefined

  const rows = (): Row[] => all.all() as unknown as Row[]
  const numbers = (): Map<string, number> => {
    known ??= new Map(rows().map(({ id, idx }) => [id, idx]))
    return known
  }
  const append = (id: string, kind: string, areas: string, pinged: number, present: number) => {
    // Numbers are dense from 0, because no row is ever removed.
    const idx = numbers().size
    insert.run(idx, id, kind, areas, pinged, present)
    numbers().set(id, idx)
    return idx
  }

  return {
    register(targets) {
      const before = new Map(rows().map((row) => [row.id, row]))
      const pingedFirst = [...targets].sort((a, b) => Number(b.pinged) - Number(a.pinged))
      for (const target of pingedFirst) {
        const areas = JSON.stringify(target.areas)
        const pinged = Number(target.pinged)
        const old = before.get(target.targetId)
        before.delete(target.targetId)
        if (!old) append(target.targetId, target.kind, areas, pinged, 1)
        else if (
          old.kind !== target.kind ||
          old.areas !== areas ||
          old.pinged !== pinged ||
          old.present !== 1
        ) {
          update.run(target.kind, areas, pinged, old.idx)
        }
      }
      for (const old of before.values()) if (old.present === 1) leave.run(old.idx)
    },
    indexOf: (id) => numbers().get(id) ?? append(id, '', '[]', 0, 0),
    forget() {
      known = undefined
    },
  }
}
