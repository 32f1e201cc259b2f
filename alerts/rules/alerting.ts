// What Grafana is told about alerting, as this house says it: one description for files (provisioning) and for the HTTP API.
import type { SecretReference } from '../../fleet/secret.ts'
import type { Rule } from './rule.ts'

/** A setting that is text, or a secret by reference: files let Grafana read it, the API is given what it is. */
export type Setting =
  | string
  | number
  | boolean
  /** `before`: text in front of the secret, such as `Token `. */
  | { readonly secret: SecretReference; readonly before?: string }
  | readonly Setting[]
  | { readonly [key: string]: Setting }

export interface ContactReceiver {
  /** Letters, digits, `-`, `_`; at most 40 characters. */
  readonly uid: string
  /** Grafana's name of the integration in files: `webhook`, `telegram`, `email`, `prometheus-alertmanager`. */
  readonly type: string
  readonly settings: Readonly<Record<string, Setting>>
  readonly disableResolveMessage: boolean
}

/** Named as the receiver of the policy that it is made of. */
export interface ContactPoint {
  readonly name: string
  readonly receivers: readonly ContactReceiver[]
}

/** Label, operator, value; regular expressions are matched whole. */
export type Matcher = readonly [label: string, sign: '=' | '!=' | '=~' | '!~', value: string]

/** A node of the tree of notification policies; the root has no matchers. */
export interface PolicyNode {
  readonly receiver: string
  readonly matchers: readonly Matcher[]
  readonly groupBy: readonly string[]
  /** Go on with the next sibling. */
  readonly continue: boolean
  /** Names of time intervals. */
  readonly muteTimings: readonly string[]
  readonly activeTimings: readonly string[]
  /** Durations as Grafana reads them (`30s`); absent: those of the node above. */
  readonly groupWait?: string
  readonly groupInterval?: string
  readonly repeatInterval?: string
  readonly routes: readonly PolicyNode[]
}

export interface TimeInterval {
  readonly name: string
  /** Any of them; within one, all that is given. Never across midnight: such a time is two. */
  readonly intervals: readonly {
    /** `09:00`; `24:00` is the end of a day. */
    readonly times?: readonly { readonly start: string; readonly end: string }[]
    /** `monday`, `monday:friday`. */
    readonly weekdays?: readonly string[]
    /** `3`, `3:5`. */
    readonly daysOfMonth?: readonly string[]
    readonly months?: readonly string[]
    readonly years?: readonly string[]
    /** IANA name. */
    readonly location: string
  }[]
}

export interface MessageTemplate {
  readonly name: string
  /** Go template, with its `define`s. */
  readonly text: string
}

export interface Alerting {
  readonly rules: readonly Rule[]
  readonly contactPoints: readonly ContactPoint[]
  readonly policy: PolicyNode
  readonly timeIntervals: readonly TimeInterval[]
  readonly templates: readonly MessageTemplate[]
  /** What the built-in notifier does and Grafana cannot, one sentence each: people are told at each render. */
  readonly unsaid: readonly string[]
}
