// Every camera has a slot of its own, and the NVR has that slot.

import type { Camera } from '../model.ts'
import type { Problem } from '../problem.ts'
import type { Draft } from './draft.ts'
import { type Placed, problemAt, where } from './place.ts'

export function checkSlots(draft: Draft, problems: Problem[]): void {
  const nvrs = new Map(draft.nvrs.map((nvr) => [nvr.value.id, nvr]))
  const taken = new Map<string, Placed<Camera>>()
  for (const camera of draft.cameras) {
    const { nvr: nvrId, slot } = camera.value
    const nvr = nvrs.get(nvrId)
    if (nvr && slot > nvr.value.slots) {
      const what = `slot ${slot} is out of range: NVR "${nvrId}" has ${nvr.value.slots} slots (${where(nvr)})`
      problems.push(problemAt(camera, what, `use 1 to ${nvr.value.slots}`, 'slot'))
      continue
    }
    const key = `${nvrId} ${slot}`
    const first = taken.get(key)
    if (!first) {
      taken.set(key, camera)
      continue
    }
    const what = `slot ${slot} of NVR "${nvrId}" is taken by camera "${first.value.id}" (${where(first)})`
    problems.push(problemAt(camera, what, 'give one of them a free slot', 'slot'))
  }
}
