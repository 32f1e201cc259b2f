// The routes of the policy as steps for labels of alerts: what must match, who is told, and whether the next ones are tried.
import type { Policy, Route, RouteMatch } from '../../policy/policy.ts'
import { AT_OWNER } from '../../policy/readable.ts'
import type { Matcher } from '../alerting.ts'
import { noneOf, oneOf, quoted } from './go.ts'
import { type Duties, type Told, toldBy } from './told.ts'

export interface Step {
  readonly matchers: readonly Matcher[]
  /** Never empty. */
  readonly told: readonly Told[]
  readonly goOn: boolean
}

/** All routes, and the fallback behind them. */
export function routeSteps(policy: Policy<unknown>, duties: Duties): readonly Step[] {
  return [
    ...policy.routes.flatMap((route) => stepsOf(route, policy, duties)),
    ...listSteps(policy.fallback, policy, duties),
  ]
}

/**
 * What people have planned goes to its owner and through the routes that go on, unless a route that answers names it.
 * Empty where no receiver is an owner's, too.
 */
export function plannedSteps(policy: Policy<unknown>, duties: Duties): readonly Step[] {
  const { routes } = policy
  const isRouted = routes.some(({ match, goOn }) => !goOn && match.kind?.includes('planned'))
  if (isRouted || ownersOf(policy).length === 0) return []
  const toOwner: Route = { match: {}, to: [AT_OWNER], goOn: false, escalate: [] }
  return [...routes.filter(({ goOn }) => goOn), toOwner].flatMap((route) =>
    stepsOf(route, policy, duties),
  )
}

/** One step for a list without a condition, as `fallback` and `blind`; where that is nobody, the first receiver. */
export function listSteps(
  names: readonly string[],
  policy: Policy<unknown>,
  duties: Duties,
): readonly Step[] {
  const first = policy.receivers.slice(0, 1).map(({ id }) => id)
  for (const list of [names, policy.fallback, first]) {
    const told = toldBy(list, policy, duties)
    if (told.length > 0) return [{ matchers: [], told, goOn: false }]
  }
  return []
}

/** Owners that have receivers, each once. */
export function ownersOf(policy: Policy<unknown>): readonly string[] {
  return [...new Set(policy.receivers.flatMap(({ owners }) => owners))]
}

/** With `@owner` one step for each set of receivers that an owner has; owners without any have the other names only. */
function stepsOf(route: Route, policy: Policy<unknown>, duties: Duties): readonly Step[] {
  const { match, to, goOn } = route
  const shared = matchersOf(match)
  if (shared === undefined) return []
  const step = (owner: Matcher | undefined, told: readonly Told[]): Step[] =>
    told.length === 0
      ? []
      : [{ matchers: owner === undefined ? shared : [...shared, owner], told, goOn }]
  const others = toldBy(to, policy, duties)
  if (!to.includes(AT_OWNER)) {
    return step(match.owner === undefined ? undefined : oneOf('owner', match.owner), others)
  }
  const owners = ownersOf(policy)
  const meant =
    match.owner === undefined ? owners : owners.filter((id) => match.owner?.includes(id))
  const byTold = new Map<string, { readonly told: readonly Told[]; readonly owners: string[] }>()
  for (const owner of meant) {
    const told = toldBy(to, policy, duties, owner)
    const key = JSON.stringify(told)
    const known = byTold.get(key)
    if (known) known.owners.push(owner)
    else byTold.set(key, { told, owners: [owner] })
  }
  const rest = match.owner?.filter((id) => !owners.includes(id))
  return [
    ...[...byTold.values()].flatMap((one) => step(oneOf('owner', one.owners), one.told)),
    ...(rest?.length === 0
      ? []
      : step(rest === undefined ? noneOf('owner', owners) : oneOf('owner', rest), others)),
  ]
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
