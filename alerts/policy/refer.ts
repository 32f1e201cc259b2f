// What the parts of the `alerts:` part say of each other: names that exist, routes that reach somebody, times that rise.
import type { z } from 'zod'
import { didYouMean } from '../../fleet/suggest.ts'
import { CHANNELS } from './channel-config.ts'
import type { AlertsConfig } from './config.ts'
import { type Complaint, complain } from './fields.ts'

/** Where a route means the receivers of the cause's owner. */
export const AT_OWNER = '@owner'

/** Complains of everything that is wrong between the parts; each by itself is right. */
export function refer(config: AlertsConfig, context: z.core.$RefinementCtx): void {
  const complaints = [
    ...twice(config),
    ...config.receivers.flatMap(receiverFaults),
    ...config.rotas.flatMap((rota, at) => rotaFaults(rota, at, config)),
    ...config.routes.flatMap((route, at) => routeFaults(route, at, config)),
    ...listFaults(config),
  ]
  for (const complaint of complaints) complain(context, complaint)
}

type Path = readonly (string | number)[]
type RotaConfig = AlertsConfig['rotas'][number]
type RouteConfig = AlertsConfig['routes'][number]

/** Receivers and rotas stand in the same lists: they share one name space. */
function twice(config: AlertsConfig): Complaint[] {
  const first = new Map<string, string>()
  const complaints: Complaint[] = []
  for (const part of ['receivers', 'rotas'] as const) {
    for (const [at, { id }] of config[part].entries()) {
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

function receiverFaults(receiver: AlertsConfig['receivers'][number], at: number): Complaint[] {
  const path = ['receivers', at]
  const all = Object.keys(CHANNELS) as (keyof typeof CHANNELS)[]
  const has = all.filter((channel) => receiver[channel] !== undefined)
  const complaints: Complaint[] = receiver.quiet
    ? hoursFaults(receiver.quiet, [...path, 'quiet'])
    : []
  if (has.length === 1) return complaints
  const what =
    has.length === 0
      ? `receiver "${receiver.id}" has no channel`
      : `receiver "${receiver.id}" has ${has.length} channels: ${has.join(', ')}`
  const remedy =
    has.length === 0 ? `add one of ${all.join(', ')}` : 'make a receiver of each and name them all'
  return [...complaints, { path, what, remedy }]
}

function rotaFaults(rota: RotaConfig, at: number, config: AlertsConfig): Complaint[] {
  const path = ['rotas', at]
  return [
    ...rota.shifts.flatMap((shift, place) => [
      ...hoursFaults(shift, [...path, 'shifts', place]),
      ...inRota(shift.who, [...path, 'shifts', place, 'who'], config),
    ]),
    ...inRota(rota.otherwise, [...path, 'otherwise'], config),
  ]
}

function inRota(names: readonly string[], path: Path, config: AlertsConfig): Complaint[] {
  const rotas = new Set(config.rotas.map(({ id }) => id))
  const receivers = config.receivers.map(({ id }) => id)
  return names.flatMap((name, place) => {
    if (receivers.includes(name)) return []
    if (!rotas.has(name)) return [unknown(name, receivers, [...path, place], 'receiver')]
    const remedy = 'name the receivers themselves'
    return [{ path: [...path, place], what: `"${name}" is a rota, in a rota`, remedy }]
  })
}

function hoursFaults(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  path: Path,
): Complaint[] {
  if ((from === undefined) !== (to === undefined)) {
    const [has, lacks] = from === undefined ? ['to', 'from'] : ['from', 'to']
    const remedy = `add ${lacks}, or leave both out for whole days`
    return [{ path: [...path, has], what: `${has} without ${lacks}`, remedy }]
  }
  if (from === 1440) {
    return [{ path: [...path, 'from'], what: '"24:00" begins no day', remedy: 'write "00:00"' }]
  }
  if (from === undefined || from !== to) return []
  const remedy = 'for whole days leave both out, or write from: "00:00", to: "24:00"'
  return [{ path: [...path, 'to'], what: 'from and to are the same time', remedy }]
}

function routeFaults(route: RouteConfig, at: number, config: AlertsConfig): Complaint[] {
  const path = ['routes', at]
  const complaints = [
    ...namesFaults(route.to, [...path, 'to'], config, true),
    ...route.escalate.flatMap(({ to }, step) =>
      namesFaults(to, [...path, 'escalate', step, 'to'], config, true),
    ),
  ]
  for (const [step, { after }] of route.escalate.entries()) {
    const before = route.escalate[step - 1]?.after ?? 0
    if (after > before) continue
    complaints.push({
      path: [...path, 'escalate', step, 'after'],
      what: 'not later than the step before',
      remedy: 'each `after` counts from the first page: let them rise',
    })
  }
  if (shadows(route) && at < config.routes.length - 1) {
    complaints.push({
      path,
      what: 'matches everything, so the routes below it are never reached',
      remedy: 'move it to the end, give it a `match`, or add goOn: true',
    })
  }
  return complaints
}

function shadows({ match, goOn, to }: RouteConfig): boolean {
  const free = Object.values(match).every((values) => values === undefined)
  return free && !goOn && to.some((name) => name !== AT_OWNER)
}

function listFaults(config: AlertsConfig): Complaint[] {
  return (['fallback', 'blind', 'announce'] as const).flatMap((key) =>
    namesFaults(config[key] ?? [], [key], config, false),
  )
}

/** Names of receivers and rotas; `@owner` only where there is a cause, and only where somebody is an owner's. */
function namesFaults(
  names: readonly string[],
  path: Path,
  config: AlertsConfig,
  ownerToo: boolean,
): Complaint[] {
  const known = [...config.receivers, ...config.rotas].map(({ id }) => id)
  const owned = config.receivers.some(({ owners }) => owners.length > 0)
  return names.flatMap((name, place): Complaint[] => {
    const at = [...path, place]
    if (known.length === 0 || known.includes(name)) return []
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
