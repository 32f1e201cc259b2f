// What can be read of an `alerts:` part of which some is wrong, so that the rest of it is looked at all the same.
import { CHANNELS, type ChannelType } from './channel-config.ts'

/** Where a route means the receivers of the cause's owner. */
export const AT_OWNER = '@owner'

/** Undefined where something else than a text stands. */
export type Name = string | undefined

/** Undefined where it is not given, anything else where it could not be read. */
export interface ReadHours {
  readonly days: unknown
  /** Minutes after midnight. */
  readonly from: unknown
  readonly to: unknown
}

export interface ReadReceiver {
  readonly id: Name
  readonly channels: readonly ChannelType[]
  readonly hasOwners: boolean
  readonly quiet: ReadHours | undefined
}

export interface ReadRota {
  readonly id: Name
  readonly shifts: readonly { readonly hours: ReadHours; readonly who: readonly Name[] }[]
  readonly otherwise: readonly Name[]
}

export interface ReadRoute {
  readonly matchesAll: boolean
  readonly matchesPlanned: boolean
  readonly to: readonly Name[]
  readonly goOn: boolean
  /** `after`: milliseconds; anything else where it could not be read. */
  readonly escalate: readonly { readonly after: unknown; readonly to: readonly Name[] }[]
}

/** Every list has what the file has at the same place; undefined for what could not be read at all. */
export interface ReadAlerts {
  readonly receivers: readonly (ReadReceiver | undefined)[]
  readonly rotas: readonly (ReadRota | undefined)[]
  readonly routes: readonly (ReadRoute | undefined)[]
  readonly fallback: readonly Name[]
  readonly blind: readonly Name[]
  readonly announce: readonly Name[]
}

/** `value`: what the schema made of the part, as far as it came. */
export function readAlerts(value: unknown): ReadAlerts {
  const alerts = mapOf(value) ?? {}
  return {
    receivers: listOf(alerts['receivers']).map(receiverOf),
    rotas: listOf(alerts['rotas']).map(rotaOf),
    routes: listOf(alerts['routes']).map(routeOf),
    fallback: namesOf(alerts['fallback']),
    blind: namesOf(alerts['blind']),
    announce: namesOf(alerts['announce']),
  }
}

function receiverOf(value: unknown): ReadReceiver | undefined {
  const receiver = mapOf(value)
  if (!receiver) return undefined
  const { id, owners, quiet } = receiver
  const hours = mapOf(quiet)
  const all = Object.keys(CHANNELS) as ChannelType[]
  return {
    id: nameOf(id),
    channels: all.filter((channel) => receiver[channel] !== undefined),
    hasOwners: Array.isArray(owners) ? owners.length > 0 : owners !== undefined,
    quiet: hours && hoursOf(hours),
  }
}

function rotaOf(value: unknown): ReadRota | undefined {
  const rota = mapOf(value)
  return (
    rota && {
      id: nameOf(rota['id']),
      shifts: listOf(rota['shifts']).map((one) => {
        const shift = mapOf(one) ?? {}
        return { hours: hoursOf(shift), who: namesOf(shift['who']) }
      }),
      otherwise: namesOf(rota['otherwise']),
    }
  )
}

function routeOf(value: unknown): ReadRoute | undefined {
  const route = mapOf(value)
  if (!route) return undefined
  const match = mapOf(route['match'])
  return {
    matchesAll: match !== undefined && Object.values(match).every((words) => words === undefined),
    matchesPlanned: namesOf(match?.['kind']).includes('planned'),
    to: namesOf(route['to']),
    goOn: route['goOn'] !== false,
    escalate: listOf(route['escalate']).map((one) => {
      const step = mapOf(one) ?? {}
      return { after: step['after'], to: namesOf(step['to']) }
    }),
  }
}

function hoursOf({ days, from, to }: Readonly<Record<string, unknown>>): ReadHours {
  return { days, from, to }
}

function namesOf(value: unknown): readonly Name[] {
  return listOf(value).map(nameOf)
}

function nameOf(value: unknown): Name {
  return typeof value === 'string' ? value : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return value as Readonly<Record<string, unknown>>
}
