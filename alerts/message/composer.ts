// The contract of the composer: makes a complete Notification of what the desk decided to say.
import type { Incident } from '../../incidents/incident.ts'
import type { Announcement } from '../desk/desk.ts'
import type { Language, MessageType, Notification, Severity } from '../notification.ts'

/** What the desk wants said, to one receiver. */
export interface MessageOrder {
  readonly key: string
  readonly type: MessageType
  readonly language: Language
  /** Epoch milliseconds. */
  readonly at: number
  readonly severity: Severity
  /** One, except in a digest; none in an announcement. As they are at `at`; of a closed one as it was at its peak. */
  readonly incidents: readonly { readonly incident: Incident; readonly severity: Severity }[]
  readonly announcement?: Announcement
  /** Of `escalated`: whom it was sent to before. */
  readonly toldBefore?: readonly string[]
}

export interface Composer {
  compose(order: MessageOrder): Notification
}
