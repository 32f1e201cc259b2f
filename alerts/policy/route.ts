// Who is told of a cause: routes from top to bottom, rotas by the clock, owners by the estate; where none of them answers, the fallback.
import type { CauseView } from './cause-view.ts'
import { holds } from './hours.ts'
import type { Policy, Route, RouteMatch } from './policy.ts'
import { AT_OWNER } from './readable.ts'

export interface Routed {
  /** Ids of receivers, each once; never empty where the policy has receivers. */
  readonly receivers: readonly string[]
  /** By rising time; names as in the route, looked up when the time comes. */
  readonly escalate: Route['escalate']
}

/** What people have planned goes to whom it belongs, unless a route of theirs that answers says otherwise. */
const PLANNED_TO_OWNER: Route = {
  match: { kind: ['planned'] },
  to: [AT_OWNER],
  goOn: false,
  escalate: [],
}

/**
 * `at`: epoch milliseconds, for rotas. The probe's own blindness goes to `blind`, whatever the routes say. Routes that go
 * on only add: they answer for no cause, so whom the others or the fallback would tell is told with or without them.
 */
export function routeCause(policy: Policy<unknown>, view: CauseView, at: number): Routed {
  if (view.kind === 'probe') {
    return { receivers: namedOrAny(policy, policy.blind, at), escalate: [] }
  }
  const receivers = new Set<string>()
  const escalate: Route['escalate'][number][] = []
  let isAnswered = false
  for (const route of routesFor(policy, view, at)) {
    if (!matches(route.match, view)) continue
    const found = named(policy, route.to, at, view.owner)
    if (found.length === 0) continue
    for (const id of found) receivers.add(id)
    escalate.push(...route.escalate)
    isAnswered = !route.goOn
    if (isAnswered) break
  }
  if (!isAnswered) for (const id of namedOrAny(policy, policy.fallback, at)) receivers.add(id)
  return { receivers: [...receivers], escalate: escalate.sort((a, b) => a.afterMs - b.afterMs) }
}

function routesFor(policy: Policy<unknown>, view: CauseView, at: number): readonly Route[] {
  const { routes } = policy
  if (view.kind !== 'planned') return routes
  if (routes.some(({ match, goOn }) => !goOn && match.kind?.includes('planned'))) return routes
  if (named(policy, [AT_OWNER], at, view.owner).length === 0) return routes
  return [...routes.filter(({ goOn }) => goOn), PLANNED_TO_OWNER]
}

/** Receivers that `names` (receivers, rotas, `@owner`) mean now, each once; those that there are not are left out. */
export function named(
  policy: Policy<unknown>,
  names: readonly string[],
  at: number,
  owner?: string,
): string[] {
  const found = new Set<string>()
  for (const name of names) {
    if (name === AT_OWNER) {
      if (owner === undefined) continue
      for (const { id, owners } of policy.receivers) if (owners.includes(owner)) found.add(id)
      continue
    }
    const rota = policy.rotas.find(({ id }) => id === name)
    const shift = rota?.shifts.find(({ hours }) => holds(hours, at))
    for (const id of rota ? (shift?.to ?? rota.otherwise) : [name]) {
      if (policy.receivers.some((receiver) => receiver.id === id)) found.add(id)
    }
  }
  return [...found]
}

/** As `named`; where that is nobody, the fallback, and at last the first receiver: somebody is always told. */
export function namedOrAny(
  policy: Policy<unknown>,
  names: readonly string[],
  at: number,
  owner?: string,
): string[] {
  for (const list of [names, policy.fallback, policy.receivers.slice(0, 1).map(({ id }) => id)]) {
    const found = named(policy, list, at, owner)
    if (found.length > 0) return found
  }
  return []
}

function matches(match: RouteMatch, view: CauseView): boolean {
  const has = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
    wanted === undefined || (value !== undefined && wanted.includes(value))
  return (
    has(match.owner, view.owner) &&
    has(match.kind, view.kind) &&
    has(match.severity, view.severity) &&
    has(match.isp, view.isp) &&
    (match.area === undefined || match.area.some((area) => view.areas.includes(area)))
  )
}
