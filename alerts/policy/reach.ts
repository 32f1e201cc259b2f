// Receivers whom nothing ever tells anything: mostly a name misspelt elsewhere, whose pages would be lost in silence.
import { didYouMean } from '../../fleet/suggest.ts'
import type { Complaint } from './fields.ts'
import { AT_OWNER, type Name, type ReadAlerts } from './readable.ts'

/**
 * One complaint for each. A name that is nearly its own, or one that may be nobody, is complained of where it stands;
 * what is to stand there instead may reach whomever.
 */
export function reachFaults(alerts: ReadAlerts): Complaint[] {
  const { fallback, blind, announce } = alerts
  if ([...fallback, ...blind, ...announce].includes(AT_OWNER)) return []
  const reached = reachedIn(alerts)
  const byOwner = ownersAreTold(alerts)
  return alerts.receivers.flatMap((receiver, at) => {
    if (receiver?.id === undefined || reached.has(receiver.id)) return []
    if (byOwner && receiver.hasOwners) return []
    const what = `receiver "${receiver.id}" is never told anything`
    const remedy =
      'name it in a route, in a rota that is named, in fallback, blind or announce, or remove it'
    return [{ path: ['receivers', at, 'id'], what, remedy }]
  })
}

/** Receivers and rotas that are named, and the receivers of those rotas. */
function reachedIn(alerts: ReadAlerts): Set<string> {
  const { receivers, rotas, fallback, blind, announce } = alerts
  const known = [...receivers, ...rotas].flatMap((part) => part?.id ?? [])
  const meant = (names: readonly Name[]): string[] =>
    names.flatMap((name = '') => (known.includes(name) ? name : (didYouMean(name, known) ?? [])))
  const reached = new Set(meant([...routed(alerts), ...fallback, ...blind, ...announce]))
  for (const rota of rotas) {
    if (rota?.id === undefined || !reached.has(rota.id)) continue
    const who = rota.shifts.flatMap((shift) => shift.who)
    for (const name of meant([...who, ...rota.otherwise])) reached.add(name)
  }
  return reached
}

function routed({ routes }: ReadAlerts): Name[] {
  return routes.flatMap((route) => [
    ...(route?.to ?? []),
    ...(route?.escalate ?? []).flatMap(({ to }) => to),
  ])
}

/** Of what was planned they are told, too, as long as no route that answers says otherwise. */
function ownersAreTold(alerts: ReadAlerts): boolean {
  return (
    routed(alerts).includes(AT_OWNER) ||
    !alerts.routes.some((route) => route?.matchesPlanned === true && !route.goOn)
  )
}
