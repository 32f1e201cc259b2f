// Every address is used once: two targets behind one address could not be told apart, and it would be asked twice.
import type { Problem } from '../problem.ts'
import { parseAddress } from '../schema/address.ts'
import { shown } from '../schema/fault.ts'
import { KINDS } from '../schema/kinds.ts'
import type { Draft } from './draft.ts'
import { type Place, problemAt, where } from './place.ts'

interface User {
  /** `NVR "n1"`. */
  readonly name: string
  readonly place: Place
}

/** Targets and anchors alike, over all files. */
export function checkAddresses(draft: Draft, problems: Problem[]): void {
  const users = new Map<string, User>()
  const use = (address: string, name: string, place: Place, column: string): void => {
    const first = users.get(address)
    if (!first) {
      users.set(address, { name, place })
      return
    }
    const what = `address ${address} of ${name} is also that of ${first.name} (${where(first.place)})`
    problems.push(problemAt(place, what, 'correct one of them, or leave one out', column))
  }
  if (draft.settings) {
    const { value, place } = draft.settings
    const line = place.keyLines?.get('anchors') ?? place.line
    for (const address of value.anchors) {
      use(address, 'the anchors', { file: place.file, line }, 'anchors')
    }
  }
  for (const record of draft.nodes) {
    const { value } = record
    if (value.address !== undefined) use(value.address, `node "${value.id}"`, record, 'address')
  }
  for (const record of draft.uplinks) {
    const { value } = record
    use(value.address, `uplink "${value.id}"`, record, 'address')
    for (const anchor of value.anchors) {
      use(anchor, `an anchor of uplink "${value.id}"`, record, 'anchors')
    }
  }
  for (const record of draft.nvrs) {
    const { value } = record
    use(value.address, `NVR "${value.id}"`, record, 'address')
  }
  for (const name of ['nodes', 'uplinks', 'nvrs'] as const) {
    for (const record of draft.refused[name]) {
      const parsed = parseAddress(record.value.address ?? '')
      if ('address' in parsed) {
        use(parsed.address, `${KINDS[name].noun} ${shown(record.value.id)}`, record, 'address')
      }
    }
  }
}
