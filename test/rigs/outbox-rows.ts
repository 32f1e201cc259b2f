// Rows of an outbox to bring to a receiver in tests.
import type { Notification } from '../../alerts/notification.ts'
import type { OutboxRow } from '../../store/outbox.ts'
import { sampleMessage } from './sample-message.ts'

let seq = 0

/** A page with `count` targets to `receiver`, made now; each call gives the next in order. */
export function outboxRow(
  receiver: string,
  count = 3,
  more: Partial<Notification> = {},
): OutboxRow {
  seq++
  const key = `inc-${seq}/${receiver}/page/1`
  const body = JSON.stringify(sampleMessage(key, count, more))
  return { key, receiver, seq, at: Date.now(), body }
}
