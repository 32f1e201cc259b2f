// Every camera has a slot of its own, and the NVR has that slot.

import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import type { Draft } from './draft.ts'
import { type Placed, problemAt, where } from './place.ts'

export function checkSlots(draft: Draft, problems: Problem[]): void {
  const nvrs = new Map<string, Placed<Slotted>>(draft.nvrs.map((nvr) => [nvr.value.id, nvr]))
  for (const nvr of draft.refused.nvrs) if (nvr.value.id) nvrs.set(nvr.value.id, nvr)
  const taken = new Map<string, Placed<Seat>[]>()
  const cameras: readonly Placed<Seat>[] = [...draft.cameras, ...draft.refused.cameras]
  for (const camera of cameras) {
    const nvrId = camera.value.nvr
    const slot = Number(camera.value.slot)
    if (nvrId === undefined || Number.isNaN(slot)) continue
    const nvr = nvrs.get(nvrId)
    // Of a refused NVR whose number of slots is not sound nothing can be said.
    const slots = Number(nvr?.value.slots)
    if (nvr && slot > slots) {
      const what = `slot ${slot} is out of range: NVR "${nvrId}" has ${slots} slots (${where(nvr)})`
      problems.push(problemAt(camera, what, `use 1 to ${slots}`, 'slot'))
      continue
    }
    const neighbours = taken.get(nvrId) ?? []
    if (neighbours.length === 0) taken.set(nvrId, neighbours)
    const first = neighbours.find(({ value }) => Number(value.slot) === slot)
    if (!first) {
      neighbours.push(camera)
      continue
    }
    const what = `slot ${slot} of NVR "${nvrId}" is taken by camera ${shown(first.value.id)} (${where(first)})`
    problems.push(problemAt(camera, what, 'give one of them a free slot', 'slot'))
  }
}

/** How many slots an NVR says it has, sound or not. */
interface Slotted {
  readonly slots?: number | string
}

/** Where a camera says it sits, sound or not. */
interface Seat {
  readonly id?: string
  readonly nvr?: string
  readonly slot?: number | string
}
