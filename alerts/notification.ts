// A message to one receiver, complete and without secrets: what the outbox keeps and every channel sends in its own form.
import type { Cause, IncidentReason } from '../incidents/incident.ts'

/**
 * What a message says.
 * - `page`: an incident, for the first time. `flapping`: it comes and goes. `escalated`: nobody acknowledged it in time.
 * - `recovered`: it is over; only to those who were told.
 * - `withdrawn`: no longer watched: switched off on purpose, or no longer in the estate, and not known to be back. Ends
 *   what was told as `recovered` does, to the same receivers.
 * - `digest`: many at once, because of the receiver's limit.
 * - `announcement`: what somebody did that others should know (a mass suspension), or the program about itself.
 */
export const MESSAGE_TYPES = [
  'page',
  'flapping',
  'escalated',
  'recovered',
  'withdrawn',
  'digest',
  'announcement',
] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

export const SEVERITIES = ['critical', 'warning', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export const LANGUAGES = ['id', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** One affected target, as lists show it. */
export interface ListedTarget {
  readonly id: string
  readonly kind: string
  readonly name: string
  /** Name; empty where it lies in no area. */
  readonly kecamatan: string
  /** Name of the owner. */
  readonly owner: string
}

export interface Share {
  readonly name: string
  readonly count: number
}

/** Why a target is no longer watched: by a suspension, by a maintenance window, or because the estate has it no more. */
export type Withdrawn = 'suspended' | 'maintenance' | 'gone'

/** An incident as a message tells it. Times are epoch milliseconds. */
export interface ToldIncident {
  readonly id: string
  readonly cause: Cause
  readonly reason: IncidentReason
  readonly severity: Severity
  /** Short, complete by itself: cause, count, area, since when. */
  readonly headline: string
  readonly openedAt: number
  readonly closedAt?: number
  /** Of a closed one that is not known to be back: why nobody watches it any more. */
  readonly withdrawn?: Withdrawn
  readonly flapping: boolean
  /** How many are affected; of a closed one the most that ever were. */
  readonly affected: number
  readonly byKecamatan: readonly Share[]
  readonly byKind: readonly Share[]
  readonly byOwner: readonly Share[]
  /** Labels for Alertmanager and templates: `kind`, `target`, `isp`, `kecamatan`, `owner`; those that there are. */
  readonly labels: Readonly<Record<string, string>>
  /** The page of the incident; absent where no URL is configured. */
  readonly link?: string
  readonly listLink?: string
  /** Acknowledges with one confirmation, without a login. Absent on a recovery. */
  readonly ackLink?: string
}

export interface Notification {
  /** The idempotency key, as in OutboxRow. */
  readonly key: string
  readonly type: MessageType
  readonly language: Language
  readonly city: string
  /** IANA name, for times in texts. */
  readonly timezone: string
  /** Epoch milliseconds when it was made. */
  readonly at: number
  readonly severity: Severity
  /** The first line: at most 160 characters. */
  readonly title: string
  /** Further lines, plain text. */
  readonly lines: readonly string[]
  /** One of them except in a digest and an announcement; of a digest all that it tells, in order. */
  readonly incidents: readonly ToldIncident[]
  /** Every affected target of the incident, sorted by id, never cut; of a digest those of all its incidents. */
  readonly list: readonly ListedTarget[]
  readonly synthetic: boolean
}
