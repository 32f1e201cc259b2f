// What a receiver took last of each incident that is open: read at the start, by key, and never the whole outbox.
import type { Notification } from '../../alerts/notification.ts'
import type { OutboxEntry } from '../../store/outbox.ts'
import type { Store } from '../../store/store.ts'

/** Newer ones of one incident may wait or be refused: behind so many of them nothing is looked for. */
const ROWS = 20
/** A digest tells of many incidents, and there is at most one a minute. */
const DIGESTS = 20

/** In the order in which they were made; each once, also where it tells of several. `open`: ids of incidents. */
export async function lastTold(
  store: Pick<Store, 'outboxOf'>,
  receiver: string,
  open: ReadonlySet<string>,
): Promise<readonly Notification[]> {
  const taken = (await store.outboxOf(`digest/${receiver}/`, DIGESTS)).filter(wasTaken)
  for (const id of open) {
    const newest = (await store.outboxOf(`${id}/${receiver}/`, ROWS)).find(wasTaken)
    if (newest) taken.push(newest)
  }
  const last = new Map<string, Notification>()
  for (const { body } of taken.sort((a, b) => a.seq - b.seq)) {
    const message = JSON.parse(body) as Notification
    for (const { id } of message.incidents) if (open.has(id)) last.set(id, message)
  }
  return [...new Set(last.values())]
}

function wasTaken({ state }: OutboxEntry): boolean {
  return state === 'sent'
}
