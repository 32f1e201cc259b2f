// What is wrong with a planned outage, whether it stands in a file or was asked for while the program runs.
import { CAMERA_CLASSES, type Fleet, NVR_VENDORS, TARGET_KINDS } from '../model.ts'
import { orList, shown } from '../schema/fault.ts'
import { didYouMean } from '../suggest.ts'
import type { Topology } from '../topology.ts'
import type { Scope } from './planned.ts'

export type Named = 'target' | 'area' | 'owner'

/** What there is for a scope to name. */
export interface Known {
  /** What an id names; undefined where that is nothing. */
  named(id: string): Named | undefined
  /** False where some of it could not be read: what is not found may be there all the same. */
  whole(what: Named): boolean
  /** The known id that was most likely meant. */
  near(id: string, what: Named): string | undefined
  /** Undefined where some could not be read. */
  readonly isps: ReadonlySet<string> | undefined
  readonly models: ReadonlySet<string> | undefined
}

export interface Fault {
  /** `until`, `targets`, `query.owner`. */
  readonly field: string
  /** Position in a field that is a list. */
  readonly item?: number
  readonly what: string
  readonly remedy: string
}

/** Longer than anybody means: 5 years with their leap days. */
export const LONGEST_MS = 1827 * 86_400_000

const WORDS: Readonly<Record<'kind' | 'vendor' | 'class', readonly string[]>> = {
  kind: TARGET_KINDS,
  vendor: NVR_VENDORS,
  class: CAMERA_CLASSES,
}

/** Names that lead nowhere, in the order of the fields. */
export function checkScope({ targets, query, except }: Scope, known: Known): Fault[] {
  const faults: Fault[] = []
  const ids = (field: string, list: readonly string[] = [], what: Named): void => {
    for (const [item, id] of list.entries()) {
      const fault = checkName(id, what, known)
      if (fault) faults.push({ field, item, ...fault })
    }
  }
  const values = (field: 'isp' | 'model', list: readonly string[] = []): void => {
    const there = field === 'isp' ? known.isps : known.models
    for (const [item, value] of list.entries()) {
      if (!there || there.has(value)) continue
      const near = didYouMean(value, there)
      const what = `nothing has the ${field === 'isp' ? 'ISP' : 'model'} ${shown(value)}`
      const remedy = near === undefined ? 'name one that is there' : `did you mean "${near}"?`
      faults.push({ field: `query.${field}`, item, what, remedy })
    }
  }
  const words = (field: keyof typeof WORDS, list: readonly string[] = []): void => {
    for (const [item, value] of list.entries()) {
      if (WORDS[field].includes(value)) continue
      const near = didYouMean(value, WORDS[field])
      const remedy = near ? `did you mean "${near}"?` : `use ${orList(WORDS[field])}`
      faults.push({ field: `query.${field}`, item, what: `${shown(value)} is not allowed`, remedy })
    }
  }
  ids('targets', targets, 'target')
  words('kind', query?.kind)
  ids('query.owner', query?.owner, 'owner')
  values('isp', query?.isp)
  values('model', query?.model)
  words('vendor', query?.vendor)
  words('class', query?.class)
  ids('query.area', query?.area, 'area')
  ids('except', except, 'target')
  return faults
}

/** What is wrong with one id that should name a target, an area or an owner. */
export function checkName(
  id: string,
  what: Named,
  known: Known,
): Pick<Fault, 'what' | 'remedy'> | undefined {
  const found = known.named(id)
  if (found === what || (found === undefined && !known.whole(what))) return undefined
  if (found !== undefined) {
    const article = (word: Named): string => `${word === 'target' ? 'a' : 'an'} ${word}`
    return { what: `${shown(id)} is ${article(found)}`, remedy: `name ${article(what)}` }
  }
  const near = known.near(id, what)
  const remedy = near === undefined ? `name ${what}s that are there` : `did you mean "${near}"?`
  return { what: `${what} ${shown(id)} does not exist`, remedy }
}

/** Epoch milliseconds. */
export function checkSpan(from: number, until: number): Fault | undefined {
  if (until === from) {
    const what = 'it ends at the moment at which it begins'
    return { field: 'until', what, remedy: 'write a later "until"' }
  }
  if (until < from) {
    const remedy = 'write an "until" that comes after "from"'
    return { field: 'until', what: 'it ends before it begins', remedy }
  }
  if (until - from <= LONGEST_MS) return undefined
  const remedy = 'write an "until" by which somebody decides again'
  return { field: 'until', what: 'it lasts longer than 5 years', remedy }
}

/** What a whole estate knows. */
export function knownOf(fleet: Fleet, topology: Topology): Known {
  const owners = new Set<string>(fleet.owners.map(({ id }) => id))
  const idsOf = (what: Named): Iterable<string> => {
    if (what === 'owner') return owners
    return (what === 'area' ? fleet.areas : topology.targets).map(({ id }) => id)
  }
  return {
    named(id) {
      if (topology.indexOf(id) >= 0) return 'target'
      if (owners.has(id)) return 'owner'
      return topology.area(id) ? 'area' : undefined
    },
    whole: () => true,
    near: (id, what) => didYouMean(id, idsOf(what)),
    ...valuesOf(fleet),
  }
}

/** ISPs and NVR models that there are. */
export function valuesOf(fleet: Pick<Fleet, 'nodes' | 'uplinks' | 'nvrs'>) {
  const lines = [...fleet.nodes, ...fleet.uplinks]
  return {
    isps: new Set(lines.flatMap(({ isp }) => (isp === undefined ? [] : [isp]))),
    models: new Set(fleet.nvrs.map(({ model }) => model)),
  }
}
