// Every address belongs to one target: two behind one address could not be told apart.
import type { Problem } from '../problem.ts'
import { parseAddress } from '../schema/address.ts'
import { shown } from '../schema/fault.ts'
import { KINDS } from '../schema/kinds.ts'
import type { Draft, Salvage } from './draft.ts'
import { type Placed, problemAt, where } from './place.ts'

type Addressed = Placed<Pick<Salvage, 'id' | 'address'>>

/** Addresses of nodes, uplinks and NVRs and the anchors of uplinks, over all files; and the probe's own anchors. */
export function checkAddresses(draft: Draft, problems: Problem[]): void {
  const users = new Map<string, Addressed>()
  const use = (address: string, record: Addressed, column: string): void => {
    const first = users.get(address)
    if (!first) {
      users.set(address, record)
      return
    }
    const what = `address ${address} of ${nameOf(record, address)} is also that of ${nameOf(first, address)} (${where(first)})`
    problems.push(problemAt(record, what, 'correct one of them, or leave one out', column))
  }
  for (const record of draft.nodes) {
    if (record.value.address !== undefined) use(record.value.address, record, 'address')
  }
  for (const record of draft.uplinks) {
    use(record.value.address, record, 'address')
    for (const anchor of record.value.anchors) use(anchor, record, 'anchors')
  }
  for (const record of draft.nvrs) use(record.value.address, record, 'address')
  for (const name of ['nodes', 'uplinks', 'nvrs'] as const) {
    for (const record of draft.refused[name]) {
      const parsed = parseAddress(record.value.address ?? '')
      if ('address' in parsed) use(parsed.address, record, 'address')
    }
  }
  checkProbeAnchors(draft, problems)
}

/** An anchor of the probe may be a target too: the own relay is a good one. */
function checkProbeAnchors({ settings }: Draft, problems: Problem[]): void {
  if (!settings) return
  const { anchors } = settings.value
  for (const address of anchors.filter((one, position) => anchors.indexOf(one) < position)) {
    problems.push(
      problemAt(settings.place, `anchor ${address} twice`, 'remove one of them', 'anchors'),
    )
  }
}

function nameOf({ kind, value }: Addressed, address: string): string {
  const name = `${KINDS[kind].noun} ${shown(value.id)}`
  return kind === 'uplinks' && value.address !== address ? `an anchor of ${name}` : name
}
