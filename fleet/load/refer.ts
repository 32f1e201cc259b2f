// Every reference leads to something that exists and is of the right kind.
import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import type { KindName } from '../schema/kinds.ts'
import { KINDS } from '../schema/kinds.ts'
import { didYouMean } from '../suggest.ts'
import { article, type Draft } from './draft.ts'
import { LIMITS } from './limits.ts'
import { type Placed, problemAt, where } from './place.ts'

/** Problems of owners, areas, parents, uplinks and NVRs that are named but not there. */
export function checkReferences(draft: Draft, problems: Problem[]): void {
  const suggest = suggester(draft)
  const check = <T>(
    records: readonly Placed<T>[],
    column: string,
    wanted: KindName,
    idOf: (value: T) => string | undefined,
  ): void => {
    for (const record of records) {
      const id = idOf(record.value)
      if (id === undefined) continue
      const found = draft.declared.get(id)
      if (found?.kind === wanted) continue
      if (found) {
        const what = `${column} ${shown(id)} is ${article(found.kind)} (${where(found)})`
        problems.push(problemAt(record, what, `name ${article(wanted)}`, column))
      } else {
        const what = `${column} ${shown(id)} does not exist`
        problems.push(problemAt(record, what, suggest(id, wanted), column))
      }
    }
  }
  for (const name of ['nodes', 'uplinks', 'nvrs', 'cameras', 'portals'] as const) {
    check<{ readonly owner: string }>(draft[name], 'owner', 'owners', ({ owner }) => owner)
  }
  for (const name of ['nodes', 'uplinks', 'nvrs', 'cameras'] as const) {
    check<{ readonly area?: string }>(draft[name], 'area', 'areas', ({ area }) => area)
  }
  check(draft.areas, 'parent', 'areas', ({ parent }) => parent)
  for (const name of ['nodes', 'uplinks', 'portals'] as const) {
    check<{ readonly parent?: string }>(draft[name], 'parent', 'nodes', ({ parent }) => parent)
  }
  check(draft.nvrs, 'uplink', 'uplinks', ({ uplink }) => uplink)
  check(draft.cameras, 'nvr', 'nvrs', ({ nvr }) => nvr)
}

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
