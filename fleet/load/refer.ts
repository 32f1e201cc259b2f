// Every reference leads to something that exists and is of the right kind.
import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import type { KindName } from '../schema/kinds.ts'
import { KINDS } from '../schema/kinds.ts'
import { didYouMean } from '../suggest.ts'
import { article, type Draft } from './draft.ts'
import { LIMITS } from './limits.ts'
import { type Placed, problemAt, where } from './place.ts'

/**
 * Problems of owners, areas, parents, uplinks and NVRs that are named but not there. Silent about kinds of which some
 * record could not be read: one broken file would make thousands.
 */
export function checkReferences(draft: Draft, problems: Problem[]): void {
  const suggest = suggester(draft)
  const check = (name: Referring, column: keyof References, wanted: KindName): void => {
    const records: readonly Placed<References>[] = [...draft[name], ...draft.refused[name]]
    for (const record of records) {
      const id = record.value[column]
      const found = id === undefined ? undefined : draft.declared.get(id)
      if (id === undefined || found?.kind === wanted) continue
      if (found) {
        const what = `${column} ${shown(id)} is ${article(found.kind)} (${where(found)})`
        problems.push(problemAt(record, what, `name ${article(wanted)}`, column))
      } else if (!draft.incomplete.has(wanted)) {
        const what = `${column} ${shown(id)} does not exist`
        problems.push(problemAt(record, what, suggest(id, wanted), column))
      }
    }
  }
  for (const name of ['nodes', 'uplinks', 'nvrs', 'cameras', 'portals'] as const) {
    check(name, 'owner', 'owners')
  }
  for (const name of ['nodes', 'uplinks', 'nvrs', 'cameras'] as const) check(name, 'area', 'areas')
  for (const name of ['nodes', 'uplinks', 'portals'] as const) check(name, 'parent', 'nodes')
  check('areas', 'parent', 'areas')
  check('nvrs', 'uplink', 'uplinks')
  check('cameras', 'nvr', 'nvrs')
}

type Referring = Exclude<KindName, 'owners'>
type References = Partial<Record<'owner' | 'area' | 'parent' | 'uplink' | 'nvr', string>>

/** The remedy for an id that does not exist. Only the first ones are compared with all others: that is slow. */
function suggester(draft: Draft): (id: string, wanted: KindName) => string {
  let left: number = LIMITS.suggestions
  return (id, wanted) => {
    const noun = KINDS[wanted].noun
    if (left-- > 0) {
      const near = didYouMean(id, idsOf(draft, wanted))
      if (near !== undefined) return `did you mean "${near}"?`
    }
    return `add the ${noun} to ${wanted}, or name one that is there`
  }
}

function* idsOf(draft: Draft, wanted: KindName): Generator<string> {
  for (const [id, { kind }] of draft.declared) if (kind === wanted) yield id
}
