// The policy as the rest of the house sees it, after it was read and found right: receivers, rotas, routes.
import type { Weekday } from '../../fleet/planned/planned.ts'
import type { Secret } from '../../fleet/secret.ts'
import type { Language, Severity } from '../notification.ts'

/** A span of the day on some days of the week, by the clock of `timezone`; `toMinute` <= `fromMinute` ends on the next day. */
export interface Hours {
  readonly days: readonly Weekday[]
  /** Minutes after midnight, 0 to 1,439. */
  readonly fromMinute: number
  readonly toMinute: number
  readonly timezone: string
}

/** Where messages go, with its secrets by reference; cli resolves them. */
export type ChannelSettings<S> =
  | { readonly type: 'webhook'; readonly url: S | string; readonly secret: S }
  | {
      readonly type: 'telegram'
      readonly token: S
      /** Chat or channel id. */
      readonly chat: string
      /** Default https://api.telegram.org; an own Bot API server, or a sink in tests. */
      readonly api: string
    }
  | {
      readonly type: 'email'
      readonly from: string
      readonly to: readonly string[]
      readonly host: string
      readonly port: number
      /** `tls`: from the first byte. `starttls`: wanted. `none`: only for a relay on this machine or in tests. */
      readonly security: 'tls' | 'starttls' | 'none'
      readonly user?: string
      readonly password?: S
    }
  | {
      readonly type: 'alertmanager'
      readonly url: string
      readonly user?: string
      readonly password?: S
    }
  | {
      readonly type: 'http'
      readonly method: 'POST' | 'PUT'
      readonly url: S | string
      readonly headers: Readonly<Record<string, S | string>>
      /** With {{fields}}; see docs/alerts.md. */
      readonly body: string
      /** Statuses that mean "taken". */
      readonly ok: readonly number[]
    }

export interface Receiver<S = Secret> {
  readonly id: string
  readonly channel: ChannelSettings<S>
  readonly language: Language
  /** Owners whose receiver this is: where a route says `@owner`. */
  readonly owners: readonly string[]
  /** More messages than this in a minute become one digest a minute. Default 5. */
  readonly pagesPerMinute: number
  /** Nothing but `unless` is sent in them; what is over by their end is never sent. */
  readonly quiet?: { readonly hours: Hours; readonly unless: readonly Severity[] }
}

export interface Rota {
  readonly id: string
  /** The first that holds counts. */
  readonly shifts: readonly { readonly hours: Hours; readonly to: readonly string[] }[]
  /** Receivers where no shift holds. */
  readonly otherwise: readonly string[]
}

export interface RouteMatch {
  readonly owner?: readonly string[]
  /** Kind of the cause: `node`, `uplink`, `nvr`, `camera`, `portal`, `shared`, `planned`, `probe`. */
  readonly kind?: readonly string[]
  readonly severity?: readonly Severity[]
  /** Areas of any level that the cause lies in. */
  readonly area?: readonly string[]
  readonly isp?: readonly string[]
}

export interface Route {
  readonly match: RouteMatch
  /** Ids of receivers or rotas, or `@owner`: the receivers of the cause's owner. Where that is nobody, the next route is tried. */
  readonly to: readonly string[]
  /** Go on with the routes below, too: such a route answers for no cause, so the fallback stays. */
  readonly goOn: boolean
  /** Until somebody acknowledges. `afterMs` from the first page. */
  readonly escalate: readonly { readonly afterMs: number; readonly to: readonly string[] }[]
}

export interface Policy<S = Secret> {
  /** Base of links in messages, without a slash at the end; absent: messages have no links. */
  readonly url?: string
  readonly receivers: readonly Receiver<S>[]
  readonly rotas: readonly Rota[]
  /** The first that matches and does not go on answers for a cause. */
  readonly routes: readonly Route[]
  /** Receivers or rotas for what no route answers for. Never empty where there are receivers. */
  readonly fallback: readonly string[]
  /** The second path: for when the probe itself is blind. Default `fallback`. */
  readonly blind: readonly string[]
  /** For announcements. Default `fallback`. */
  readonly announce: readonly string[]
  /** From so many affected cameras on an incident is critical. Default 100. */
  readonly criticalFrom: number
  /** Called every `everyMs` while rounds, store and notifier live. */
  readonly deadman?: { readonly url: S | string; readonly everyMs: number }
  /** A suspension of more than this share of all targets in one act wants its number said. Default 0.01. */
  readonly massShare: number
}
