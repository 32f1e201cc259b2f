// Who is told: the desk decides, the store keeps, the sender delivers; what was on its way at the last end goes on.
import type { Channel } from '../../alerts/channels/channel.ts'
import { createChannel } from '../../alerts/channels/create-channel.ts'
import { createDesk } from '../../alerts/desk/create-desk.ts'
import type { Announcement, Desk, DeskMoves, DeskRow } from '../../alerts/desk/desk.ts'
import { NOTICE_PREFIX } from '../../alerts/desk/notices.ts'
import type { EstateNow } from '../../alerts/desk/withdrawn.ts'
import { createComposer } from '../../alerts/message/create-composer.ts'
import { messageOfRow } from '../../alerts/message/row-message.ts'
import type { Policy } from '../../alerts/policy/policy.ts'
import type { LineHealth } from '../../alerts/sender/line.ts'
import { createSender, type Sender } from '../../alerts/sender/sender.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { IncidentEvent } from '../../incidents/incident.ts'
import type { Change, Store } from '../../store/store.ts'
import { lastTold } from './last-told.ts'

export interface NotifierParts {
  readonly policy: Policy
  readonly fleet: Fleet
  readonly topology: Topology
  readonly store: Pick<Store, 'outbox' | 'outboxOf' | 'documents' | 'lastOutboxSeq'>
  /** As `Keeper.change`: when it has resolved, the messages of the change may go. */
  commit(change: Change): Promise<void>
  /** Of an incident, where people reach the console: the address that acknowledges it. */
  ackLink(url: string, incidentId: string): string
  /** What is known of targets at the moment in which an incident closes. */
  readonly estate: EstateNow
  /** Ids of the incidents that are open at the start. */
  readonly open: ReadonlySet<string>
  /** `announcements`: of incidents nothing is said, for somebody else tells of them. */
  readonly says: 'everything' | 'announcements'
  readonly log: Logger
}

const NOTHING: DeskMoves = { rows: [], documents: [] }

/** The desk looks every second. */
const STILL_MS = 10_000

/** How messages to one receiver get on. */
export interface ReceiverHealth extends LineHealth {
  readonly receiver: string
}

/** Gives what belongs in the same change as the events that led to it; `send` is for when that change was handed over. */
export class Notifier {
  readonly #parts: NotifierParts
  readonly #desk: Desk
  readonly #sender: Sender
  readonly #channels: ReadonlyMap<string, Channel>
  /** Rows leave in the order in which they were made, whatever the store takes for each change. */
  #line: Promise<void> = Promise.resolve()
  readonly #openedAt = Date.now()
  #tickedAt = 0

  private constructor(parts: NotifierParts) {
    const { policy, fleet, topology, log } = parts
    const { url } = policy
    this.#parts = parts
    const composer = createComposer({
      fleet,
      topology,
      ...(url === undefined ? {} : { url, ackLink: (id) => parts.ackLink(url, id) }),
    })
    this.#desk = createDesk({ ...parts.estate, policy, topology, composer })
    this.#channels = new Map(
      policy.receivers.map(({ id, channel }) => [
        id,
        createChannel(channel, { receiverId: id, log }),
      ]),
    )
    this.#sender = createSender({
      channels: this.#channels,
      marks: (outboxMarks) => parts.commit({ outboxMarks }),
      onRefused: (row, refusal) => this.#tell(this.#desk.refused(row, refusal, Date.now())),
      now: Date.now,
      log,
    })
  }

  /** Goes on from what the store kept; what waited there is sent at once. */
  static async open(parts: NotifierParts): Promise<Notifier> {
    const { store } = parts
    const notifier = new Notifier(parts)
    const [documents, lastSeq, kept] = await Promise.all([
      store.documents('notices'),
      store.lastOutboxSeq(),
      store.outbox('waiting'),
    ])
    const now = Date.now()
    // A file that cannot be opened says 0: numbers that were given must not be given again. No program makes more than
    // one message in a millisecond for long, so the clock is always ahead of the last number.
    const restored = notifier.#saysAll
      ? documents
      : documents.filter(({ key }) => !key.startsWith(NOTICE_PREFIX))
    notifier.#desk.restore(restored, Math.max(lastSeq, now), now)
    if (notifier.#saysAll) await notifier.#refresh()
    notifier.#sender.enqueue(notifier.#saysAll ? kept : announcementsOf(kept, parts.log))
    return notifier
  }

  take(events: readonly IncidentEvent[], at: number): DeskMoves {
    return this.#saysAll ? this.#desk.take(events, at) : NOTHING
  }

  /** Says what time has brought: digests, escalations, ends of quiet hours. At least once a second. */
  tick(at: number): void {
    this.#tickedAt = Date.now()
    void this.#tell(this.#desk.tick(at))
  }

  /** Says it, and keeps what it takes to say it once. */
  announce(announcement: Announcement): void {
    void this.#tell(this.#desk.announce(announcement, Date.now()))
  }

  /** Sends what was kept with `committed`, or what waits with it for a disk that is ill or slow. */
  send(rows: readonly DeskRow[], committed: Promise<void>): void {
    if (rows.length === 0) return
    this.#line = this.#line.then(async () => {
      await committed
      this.#sender.enqueue(rows)
    })
  }

  told(incidentId: string): ReturnType<Desk['told']> {
    return this.#desk.told(incidentId)
  }

  receivers(): readonly ReceiverHealth[] {
    return [...this.#sender.health()].map(([receiver, health]) => ({ receiver, ...health }))
  }

  /**
   * For how long it has brought nothing to anybody that it should have: messages wait and nobody takes any, or the desk
   * stands still for over 10 s. 0 while it works; undefined where it says nothing of incidents. `now`: epoch milliseconds.
   */
  silentMs(now: number): number | undefined {
    if (!this.#saysAll) return undefined
    const stillMs = now - Math.max(this.#tickedAt, this.#openedAt)
    const waitingMs = now - (this.#sender.silentSince() ?? now)
    return Math.max(0, waitingMs, stillMs > STILL_MS ? stillMs : 0)
  }

  /** Epoch milliseconds of the last tick; 0 before the first. */
  get tickedAt(): number {
    return this.#tickedAt
  }

  /** Lets attempts in flight end, at most `ms`; what waits goes at the next start. */
  async close(ms: number): Promise<void> {
    await this.#line
    await this.#sender.close(ms)
  }

  get #saysAll(): boolean {
    return this.#parts.says === 'everything'
  }

  /** Some receivers forget what is open (Alertmanager): they hear it again. */
  async #refresh(): Promise<void> {
    const { store, open } = this.#parts
    for (const [id, channel] of this.#channels) {
      if (channel.refresh) channel.refresh(await lastTold(store, id, open))
    }
  }

  #tell({ rows, documents }: DeskMoves): Promise<void> {
    if (rows.length === 0 && documents.length === 0) return Promise.resolve()
    const committed = this.#parts.commit({ outbox: rows, documents })
    this.send(rows, committed)
    return committed
  }
}

/** The others are from a time when it told of incidents too; they are kept, and go when it does so again. */
function announcementsOf<R extends { readonly body: string }>(
  rows: readonly R[],
  log: Logger,
): readonly R[] {
  const announcements = rows.filter((row) => messageOfRow(row)?.type === 'announcement')
  const messages = rows.length - announcements.length
  if (messages > 0) {
    log.warn(
      { messages },
      'messages from before wait, and are not sent while alerts.delivery is grafana',
    )
  }
  return announcements
}
