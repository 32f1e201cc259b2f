// The contract of the composer: makes a complete Notification of what the desk decided to say.
import type { Incident } from '../../incidents/incident.ts'
import type { Announcement } from '../desk/desk.ts'
import type { Language, MessageType, Notification, Severity, Withdrawn } from '../notification.ts'

/** What the desk wants said, to one receiver. */
export interface MessageOrder {
  readonly key: string
  readonly type: MessageType
  readonly language: Language
  /** Epoch milliseconds. */
  readonly at: number
  readonly severity: Severity
  /** One, except in a digest; none in an announcement. As they are at `at`; of a closed one as it was at its peak. */
  readonly incidents: readonly OrderedIncident[]
  readonly announcement?: Announcement
  /** Of `escalated`: whom it was sent to before. */
  readonly toldBefore?: readonly string[]
}

export interface OrderedIncident {
  readonly incident: Incident
  readonly severity: Severity
  readonly unwatched?: Unwatched
  /** The receiver is told because another refused it. */
  readonly insteadOf?: { readonly receiver: string; readonly why: string }
}

/** What of a closed incident nobody watches any more. */
export interface Unwatched {
  /** Why nothing of it is; absent where it is over because something is back. */
  readonly withdrawn?: Withdrawn
  /** How many of all that were ever affected. */
  readonly count: number
  /** What was decided, where that is known. */
  readonly decision?: Decision
}

/** Who switched something off on purpose: id of the owner, the reason in his words, until when in epoch milliseconds. */
export interface Decision {
  readonly owner: string
  readonly why: string
  readonly until: number
}

export interface Composer {
  compose(order: MessageOrder): Notification
}
