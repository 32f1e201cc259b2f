// What is planned, as the estate is told of it.
import type { Cover } from '../../fleet/planned/coverage.ts'
import type { PlannedCover } from '../../incidents/overlay.ts'

/** By position, as given. */
export function coversOf(coverage: ReadonlyMap<number, Cover>): ReadonlyMap<number, PlannedCover> {
  const covers = new Map<number, PlannedCover>()
  for (const [position, { planned, until }] of coverage) {
    const { kind, id, owner, reason, reference } = planned
    covers.set(position, {
      state: kind === 'suspension' ? 'suspended' : 'maintenance',
      plannedId: id,
      owner,
      why: reason,
      ...(reference === undefined ? {} : { reference }),
      until,
    })
  }
  return covers
}
