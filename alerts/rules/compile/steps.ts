// The routes of the policy as steps for labels of alerts: what must match, who is told, and whether the next ones are tried.
import type { Policy, Route, RouteMatch } from '../../policy/policy.ts'
import { AT_OWNER } from '../../policy/readable.ts'
import type { Matcher } from '../alerting.ts'
import { noneOf, oneOf, quoted } from './go.ts'
import { type Duties, type Told, toldBy } from './told.ts'

/** Alerts that match tell these; never empty in a step. */
export interface Step {
  readonly matchers: readonly Matcher[]
  readonly told: readonly Told[]
}

/** What one route is made of: an alert takes one of its steps at most. */
export interface Stage {
  readonly steps: readonly Step[]
  /** The next stages are tried, too. */
  readonly goOn: boolean
  /** The same as the steps, in few words: what matches several is told by the first. */
  readonly inShort: readonly Step[]
}

/** All routes, and the fallback behind them. */
export function routeStages(policy: Policy<unknown>, duties: Duties): readonly Stage[] {
  return [
    ...policy.routes.map((route) => stageOf(route, policy, duties)),
    ...listStages(policy.fallback, policy, duties),
  ]
}

/**
 * What people have planned goes to its owner and through the routes that go on, unless a route that answers names it.
 * Empty where no receiver is an owner's, too.
 */
export function plannedStages(policy: Policy<unknown>, duties: Duties): readonly Stage[] {
  const { routes } = policy
  const isRouted = routes.some(({ match, goOn }) => !goOn && match.kind?.includes('planned'))
  if (isRouted || ownersOf(policy).length === 0) return []
  const toOwner: Route = { match: {}, to: [AT_OWNER], goOn: false, escalate: [] }
  return [...routes.filter(({ goOn }) => goOn), toOwner].map((route) =>
    stageOf(route, policy, duties),
  )
}

/** One stage for a list without a condition, as `fallback` and `blind`; where that is nobody, the first receiver. */
export function listStages(
  names: readonly string[],
  policy: Policy<unknown>,
  duties: Duties,
): readonly Stage[] {
  const first = policy.receivers.slice(0, 1).map(({ id }) => id)
  for (const list of [names, policy.fallback, first]) {
    const told = toldBy(list, policy, duties)
    if (told.length > 0) return [{ steps: [{ matchers: [], told }], goOn: false, inShort: [] }]
  }
  return []
}

/** Owners that have receivers, each once. */
export function ownersOf(policy: Policy<unknown>): readonly string[] {
  return [...new Set(policy.receivers.flatMap(({ owners }) => owners))]
}

/** With `@owner` one step for each set of receivers that an owner has; owners without any have the other names only. */
function stageOf(route: Route, policy: Policy<unknown>, duties: Duties): Stage {
  const { match, to, goOn } = route
  const shared = matchersOf(match)
  if (shared === undefined) return { steps: [], goOn, inShort: [] }
  const step = (owner: Matcher | undefined, told: readonly Told[]): Step[] => {
    const matchers = owner === undefined ? shared : [...shared, owner]
    return told.length === 0 ? [] : [{ matchers, told }]
  }
  const named = toldBy(to, policy, duties)
  const anybody = step(match.owner === undefined ? undefined : oneOf('owner', match.owner), named)
  if (!to.includes(AT_OWNER)) return { steps: anybody, goOn, inShort: anybody }
  const owners = ownersOf(policy)
  const rest = match.owner?.filter((id) => !owners.includes(id))
  const owned = byTold(
    match.owner === undefined ? owners : owners.filter((id) => match.owner?.includes(id)),
    (owner) => toldBy(to, policy, duties, owner),
  ).flatMap(({ owners: some, told }) => step(oneOf('owner', some), told))
  const others = rest?.length === 0 ? [] : step(otherOwners(owners, rest), named)
  const isNamed = (one: Told): boolean =>
    named.some((other) => JSON.stringify(other) === JSON.stringify(one))
  const special = owned.map(({ matchers, told }) => ({
    matchers,
    told: told.filter((one) => !isNamed(one)),
  }))
  return { steps: [...owned, ...others], goOn, inShort: [...special, ...anybody] }
}

/** Owners of whom the same are told, together. */
function byTold(
  owners: readonly string[],
  toldOf: (owner: string) => readonly Told[],
): readonly { readonly told: readonly Told[]; readonly owners: readonly string[] }[] {
  const found = new Map<string, { readonly told: readonly Told[]; readonly owners: string[] }>()
  for (const owner of owners) {
    const told = toldOf(owner)
    const key = JSON.stringify(told)
    const known = found.get(key)
    if (known) known.owners.push(owner)
    else found.set(key, { told, owners: [owner] })
  }
  return [...found.values()]
}

/** `rest`: owners without receivers, where a route names its owners. */
function otherOwners(
  owners: readonly string[],
  rest: readonly string[] | undefined,
): Matcher | undefined {
  if (rest !== undefined) return oneOf('owner', rest)
  return owners.length === 0 ? undefined : noneOf('owner', owners)
}

/** All but the owner; undefined where nothing can match. */
function matchersOf({ owner, kind, severity, isp, area }: RouteMatch): Matcher[] | undefined {
  if ([owner, kind, severity, isp, area].some((values) => values?.length === 0)) return undefined
  return [
    ...(kind === undefined ? [] : [oneOf('kind', kind)]),
    ...(severity === undefined ? [] : [oneOf('severity', severity)]),
    ...(isp === undefined ? [] : [oneOf('isp', isp)]),
    ...(area === undefined ? [] : [areaMatcher(area)]),
  ]
}

/** Label `area` has the ids of all areas around, each between slashes: `/genuk/genuk.banjardowo/`. */
function areaMatcher(areas: readonly string[]): Matcher {
  return ['area', '=~', `.*/(?:${areas.map(quoted).join('|')})/.*`]
}
