// The city of a worker as files: its estate with what the stack adds, and ronda.yaml.
import type { Fleet, Node } from '../../fleet/model.ts'
import { estateFiles } from '../../fleet/write.ts'
import type { ArchiveFile } from '../instance/tar.ts'
import { programOf, type StackAdditions } from './program.ts'

const ESTATE = './estate'
/** fleet.yaml takes no more. */
const MOST_ANCHORS = 16

export interface CityOfWorker {
  readonly fleet: Fleet
  /** False: the synthetic city, which the program makes itself. */
  readonly hasEstate: boolean
  readonly program: string
  /** Addresses inside that tell a blind worker from a dead city: those of the estate come after them. */
  readonly anchors: readonly string[]
  /** Metrics pages of the relay's machines, in their order. */
  readonly relayPages: readonly string[]
  readonly stack: Omit<StackAdditions, 'estate' | 'relays' | 'hosts'>
}

/** ronda.yaml first. */
export function cityFiles(city: CityOfWorker): ArchiveFile[] {
  const { fleet, hasEstate, program, anchors, relayPages, stack } = city
  const text = programOf(program, {
    ...stack,
    ...(hasEstate ? { estate: ESTATE } : {}),
    relays: relaysOf(fleet.nodes, relayPages),
    hosts: [],
  })
  const all = [...new Set([...anchors, ...fleet.anchors])].slice(0, MOST_ANCHORS)
  const estate = hasEstate ? estateFiles({ ...fleet, anchors: all }) : []
  return [
    { path: 'ronda.yaml', text },
    ...estate.map((file) => ({ path: `estate/${file.file}`, text: file.text })),
  ]
}

/** Relays of the estate are those of the stack, first to first; where it names fewer, the others have no node to be under. */
function relaysOf(nodes: readonly Node[], pages: readonly string[]) {
  return nodes
    .filter(({ nodeKind }) => nodeKind === 'relay')
    .flatMap(({ id }, i) => (pages[i] === undefined ? [] : [{ node: id, metrics: pages[i] }]))
}
