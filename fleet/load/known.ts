// What the estate's own records know while they are read: sound ones and those that were refused.
import { type Known, type Named, valuesOf } from '../planned/check.ts'
import type { KindName } from '../schema/kinds.ts'
import { didYouMean } from '../suggest.ts'
import type { Draft } from './draft.ts'
import { LIMITS } from './limits.ts'

const NAMED: Readonly<Record<KindName, Named>> = {
  areas: 'area',
  owners: 'owner',
  nodes: 'target',
  uplinks: 'target',
  nvrs: 'target',
  cameras: 'target',
  portals: 'target',
}
const TARGET_LISTS = ['nodes', 'uplinks', 'nvrs', 'cameras', 'portals'] as const

export function knownIn(draft: Draft): Known {
  let suggestions: number = LIMITS.suggestions
  const sound = {
    nodes: draft.nodes.map(({ value }) => value),
    uplinks: draft.uplinks.map(({ value }) => value),
    nvrs: draft.nvrs.map(({ value }) => value),
  }
  const refused = TARGET_LISTS.some(
    (kind) => draft.incomplete.has(kind) || draft.refused[kind].length > 0,
  )
  const named = (id: string): Named | undefined => {
    const found = draft.declared.get(id)
    return found && NAMED[found.kind]
  }
  function* idsOf(what: Named): Generator<string> {
    for (const [id, { kind }] of draft.declared) if (NAMED[kind] === what) yield id
  }
  return {
    named,
    whole: (what) =>
      what === 'target'
        ? TARGET_LISTS.every((kind) => !draft.incomplete.has(kind))
        : !draft.incomplete.has(`${what}s`),
    // Only the first ones are compared with all others: that is slow.
    near: (id, what) => (suggestions-- > 0 ? didYouMean(id, idsOf(what)) : undefined),
    ...(refused ? { isps: undefined, models: undefined } : valuesOf(sound)),
  }
}
