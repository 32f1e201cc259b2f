// What the parts of the `alerts:` part say of each other: names that exist, routes that reach somebody, times that rise.
import type { z } from 'zod'
import { didYouMean } from '../../fleet/suggest.ts'
import { CHANNELS } from './channel-config.ts'
import { type Complaint, complain } from './fields.ts'
import { hoursFaults, quietFaults } from './hours-faults.ts'
import { reachFaults } from './reach.ts'
import {
  AT_OWNER,
  type Name,
  type ReadAlerts,
  type ReadHours,
  type ReadReceiver,
  type ReadRota,
  type ReadRoute,
  readAlerts,
} from './readable.ts'

/**
 * Complains of everything that is wrong between the parts, also where one by itself is wrong: of what can be read. What
 * may only follow from what was complained of already is left out.
 */
export function refer(value: unknown, context: z.core.$RefinementCtx): void {
  const alerts = readAlerts(value)
  const faults = new Faults(context.issues)
  const complaints = [
    ...twice(alerts),
    ...alerts.receivers.flatMap((receiver, at) => receiverFaults(receiver, at, faults)),
    ...alerts.rotas.flatMap((rota, at) => rotaFaults(rota, at, alerts, faults)),
    ...alerts.routes.flatMap((route, at) => routeFaults(route, at, alerts, faults)),
    ...listFaults(alerts, faults),
    ...(faults.hideNames() ? [] : reachFaults(alerts)),
  ]
  for (const complaint of complaints) complain(context, complaint)
}

type Path = readonly (string | number)[]

/** What each part by itself was found to be wrong with. */
class Faults {
  readonly #issues: z.core.$RefinementCtx['issues']

  constructor(issues: z.core.$RefinementCtx['issues']) {
    this.#issues = [...issues]
  }

  /** A key that seems to be missing there may be the one that is misspelt. */
  hasUnknownKey(path: Path): boolean {
    return this.#issues.some(
      (issue) => issue.code === 'unrecognized_keys' && samePath(issue.path ?? [], path),
    )
  }

  /** Who is named by whom cannot be told: not only what a receiver or the program is like is wrong. */
  hideNames(): boolean {
    return this.#issues.some(({ path: [part, , key] = [] }) =>
      part === 'receivers' ? !NAMES_NOBODY.includes(key) : !NAMES_NOBODY.includes(part),
    )
  }
}

/** Keys of a receiver and of the whole. */
const NAMES_NOBODY: readonly (PropertyKey | undefined)[] = [
  ...Object.keys(CHANNELS),
  'language',
  'quiet',
  'pagesPerMinute',
  'url',
  'criticalFrom',
  'massShare',
  'deadman',
]

function samePath(one: readonly PropertyKey[], other: Path): boolean {
  return one.length === other.length && one.every((key, at) => key === other[at])
}

/** Receivers and rotas stand in the same lists: they share one name space. */
function twice(alerts: ReadAlerts): Complaint[] {
  const first = new Map<string, string>()
  const complaints: Complaint[] = []
  for (const part of ['receivers', 'rotas'] as const) {
    for (const [at, entry] of alerts[part].entries()) {
      if (entry?.id === undefined) continue
      const { id } = entry
      const before = first.get(id)
      if (before === undefined) first.set(id, `${part}[${at}]`)
      else {
        const what = `id "${id}" is used twice, first in ${before}`
        const remedy = 'receivers and rotas share their names: give one of them another'
        complaints.push({ path: [part, at, 'id'], what, remedy })
      }
    }
  }
  return complaints
}

function receiverFaults(
  receiver: ReadReceiver | undefined,
  at: number,
  faults: Faults,
): Complaint[] {
  if (!receiver) return []
  const path = ['receivers', at]
  const { id, channels, quiet } = receiver
  const own = [...path, 'quiet']
  const complaints = quiet ? quietFaults(quiet, own, faults.hasUnknownKey(own)) : []
  if (channels.length === 1) return complaints
  const who = id === undefined ? 'receiver' : `receiver "${id}"`
  if (channels.length > 1) {
    const what = `${who} has ${channels.length} channels: ${channels.join(', ')}`
    return [...complaints, { path, what, remedy: 'make a receiver of each and name them all' }]
  }
  if (faults.hasUnknownKey(path)) return complaints
  const remedy = `add one of ${Object.keys(CHANNELS).join(', ')}`
  return [...complaints, { path, what: `${who} has no channel`, remedy }]
}

function rotaFaults(
  rota: ReadRota | undefined,
  at: number,
  alerts: ReadAlerts,
  faults: Faults,
): Complaint[] {
  if (!rota) return []
  const path = ['rotas', at]
  const shiftFaults = (hours: ReadHours, own: Path) =>
    hoursFaults(hours, own, faults.hasUnknownKey(own))
  return [
    ...rota.shifts.flatMap(({ hours, who }, place) => [
      ...shiftFaults(hours, [...path, 'shifts', place]),
      ...inRota(who, [...path, 'shifts', place, 'who'], alerts),
    ]),
    ...inRota(rota.otherwise, [...path, 'otherwise'], alerts),
  ]
}

function inRota(names: readonly Name[], path: Path, alerts: ReadAlerts): Complaint[] {
  const receivers = idsOf(alerts.receivers)
  const rotas = idsOf(alerts.rotas)
  return names.flatMap((name, place) => {
    if (name === undefined || receivers?.includes(name)) return []
    if (!rotas?.includes(name)) {
      return receivers && rotas ? [unknown(name, receivers, [...path, place], 'receiver')] : []
    }
    const remedy = 'name the receivers themselves'
    return [{ path: [...path, place], what: `"${name}" is a rota, in a rota`, remedy }]
  })
}

/** Undefined where not all could be read: any name may be that of the one that is missing. */
function idsOf(parts: readonly ({ readonly id: Name } | undefined)[]): string[] | undefined {
  const ids = parts.flatMap((part) => part?.id ?? [])
  return ids.length === parts.length ? ids : undefined
}

function routeFaults(
  route: ReadRoute | undefined,
  at: number,
  alerts: ReadAlerts,
  faults: Faults,
): Complaint[] {
  if (!route) return []
  const path = ['routes', at]
  const complaints = [
    ...namesFaults(route.to, [...path, 'to'], alerts, faults, true),
    ...route.escalate.flatMap(({ to }, step) =>
      namesFaults(to, [...path, 'escalate', step, 'to'], alerts, faults, true),
    ),
  ]
  for (const [step, { after }] of route.escalate.entries()) {
    const before = route.escalate[step - 1]?.after ?? 0
    if (typeof after !== 'number' || typeof before !== 'number' || after > before) continue
    complaints.push({
      path: [...path, 'escalate', step, 'after'],
      what: 'not later than the step before',
      remedy: 'each `after` counts from the first page: let them rise',
    })
  }
  const misspelt = faults.hasUnknownKey(path) || faults.hasUnknownKey([...path, 'match'])
  if (shadows(route) && !misspelt && at < alerts.routes.length - 1) {
    complaints.push({
      path,
      what: 'matches everything, so the routes below it are never reached',
      remedy: 'move it to the end, give it a `match`, or add goOn: true',
    })
  }
  return complaints
}

function shadows({ matchesAll, goOn, to }: ReadRoute): boolean {
  return matchesAll && !goOn && to.some((name) => name !== undefined && name !== AT_OWNER)
}

function listFaults(alerts: ReadAlerts, faults: Faults): Complaint[] {
  return (['fallback', 'blind', 'announce'] as const).flatMap((key) =>
    namesFaults(alerts[key], [key], alerts, faults, false),
  )
}

/** Names of receivers and rotas; `@owner` only where there is a cause, and only where somebody is an owner's. */
function namesFaults(
  names: readonly Name[],
  path: Path,
  alerts: ReadAlerts,
  faults: Faults,
  ownerToo: boolean,
): Complaint[] {
  const known = idsOf([...alerts.receivers, ...alerts.rotas]) ?? []
  const owned = alerts.receivers.some(
    (receiver, at) => !receiver || receiver.hasOwners || faults.hasUnknownKey(['receivers', at]),
  )
  return names.flatMap((name, place): Complaint[] => {
    const at = [...path, place]
    if (name === undefined || known.length === 0 || known.includes(name)) return []
    if (name !== AT_OWNER) {
      return [unknown(name, ownerToo ? [...known, AT_OWNER] : known, at, 'receiver or rota')]
    }
    if (!ownerToo) {
      const remedy = 'name receivers or rotas that are always there'
      return [{ path: at, what: '"@owner" may be nobody', remedy }]
    }
    if (owned) return []
    const remedy = 'give receivers their `owners`, or name a receiver here'
    return [{ path: at, what: '"@owner" is nobody: no receiver has owners', remedy }]
  })
}

function unknown(name: string, known: readonly string[], path: Path, what: string): Complaint {
  const near = didYouMean(name, known)
  const remedy = near ? `did you mean "${near}"?` : `known: ${known.slice(0, 10).join(', ')}`
  return { path, what: `no ${what} "${name}"`, remedy }
}
