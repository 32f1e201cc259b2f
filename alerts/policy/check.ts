// Whether a policy's owners, areas and ISPs are those of the estate.
import type { Fleet } from '../../fleet/model.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { AlertsConfig } from './config.ts'
import type { PolicyProblem } from './resolve.ts'

/** Every name that the estate does not have, with its place below `alerts`. Kinds are checked by the schema. */
export function checkPolicy(config: AlertsConfig, fleet: Fleet): PolicyProblem[] {
  const known = {
    owner: new Set<string>(fleet.owners.map(({ id }) => id)),
    area: new Set<string>(fleet.areas.map(({ id }) => id)),
    isp: new Set([...fleet.uplinks, ...fleet.nodes].flatMap(({ isp }) => isp ?? [])),
  }
  const problems: PolicyProblem[] = []
  const check = (
    word: keyof typeof known,
    values: readonly string[],
    path: PolicyProblem['path'],
  ) => {
    for (const [place, value] of values.entries()) {
      if (known[word].has(value)) continue
      const near = didYouMean(value, known[word])
      problems.push({
        path: [...path, place],
        what: `the estate has no ${word} "${value}"`,
        remedy: near ? `did you mean "${near}"?` : WHERE[word],
      })
    }
  }
  for (const [at, { owners }] of config.receivers.entries()) {
    check('owner', owners, ['receivers', at, 'owners'])
  }
  for (const [at, { match }] of config.routes.entries()) {
    for (const word of ['owner', 'area', 'isp'] as const) {
      check(word, match[word] ?? [], ['routes', at, 'match', word])
    }
  }
  return problems
}

const WHERE = {
  owner: 'owners.csv has their ids',
  area: 'areas.csv has their ids, of every level',
  isp: 'the column isp of uplinks.csv and nodes.csv has them',
} as const
