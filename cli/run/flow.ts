// What flows while the program runs: results become changes, changes go to the store and to the page.
import type { DeskMoves } from '../../alerts/desk/desk.ts'
import type { LiveEvent, Notice } from '../../console/live.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { FeedChange } from '../../probes/feeds/verdict.ts'
import type { ResultColumns } from '../../probes/result.ts'
import type { RoundGap, RoundHealth, RoundMessage } from '../../probes/round/plan.ts'
import type { SlotColumns } from '../../store/series/columns.ts'
import type { Change, Gap } from '../../store/store.ts'
import { isOwnFault, ownFaultText } from '../../texts/own-faults.ts'
import type { Config } from '../config.ts'
import type { Keeper } from './keeper.ts'
import type { Notifier } from './notifier.ts'
import { scripted } from './pinger.ts'
import type { Planning } from './planning.ts'
import { PacketRate } from './rate.ts'
import { minuteOf } from './slots.ts'
import type { TimeSeries } from './time-series.ts'
import { isToldByGrafana } from './told-by.ts'
import { Turns } from './turns.ts'
import type { Moved, Watch } from './watch.ts'

const NOBODY: DeskMoves = { rows: [], documents: [] }
/** A shorter pause is in the log and outside the SLA, and wakes nobody. */
const TOLD_PAUSE_MS = 60_000
/** So many changes make 2 ms of work each half with the reference city: not worth a turn of their own. */
const SPLIT_FROM = 2_000

/** What else belongs in the same change. */
export type Also = Pick<Change, 'audit' | 'documents'>

/** Takes what the round says, in order, and hands it on. `publish` and `again` are set once page and round are there. */
export class Flow {
  health: RoundHealth | undefined
  simulated = false
  publish: (event: LiveEvent) => void = () => {}
  /** Has positions looked at at once; set once the round walks. */
  again: (indices: readonly number[]) => void = () => {}
  /** NVRs that cannot be reached from now on, or can again; set once the picture round walks. */
  feedsAway: (nvrIds: readonly string[], isAway: boolean) => void = () => {}
  /** The probe sees nothing, or sees again. */
  feedsBlind: (isBlind: boolean) => void = () => {}
  /** Undefined where nobody is to be told. */
  notifier: Notifier | undefined
  planning: Planning | undefined
  /** Undefined where there is no database of time series. */
  series: TimeSeries | undefined
  readonly rate = new PacketRate()
  readonly #turns: Turns
  readonly #fleet: Fleet
  readonly #config: Config
  readonly #watch: Watch
  readonly #keeper: Keeper
  readonly #log: Logger
  #walked = false
  /** A time in which nothing can be known, that lasts. */
  #openGap: RoundGap | undefined

  constructor(
    fleet: Fleet,
    config: Config,
    watch: Watch,
    keeper: Keeper,
    log: Logger,
    turns = new Turns(),
  ) {
    this.#fleet = fleet
    this.#config = config
    this.#watch = watch
    this.#keeper = keeper
    this.#log = log
    this.#turns = turns
  }

  /** Messages have their effect in order; those that come while a large batch is being taken in have it a little later. */
  take(message: RoundMessage): void {
    this.#turns.take(() => this.#take(message))
  }

  /** Takes in at once what still waits: before an act on what is there now, and at the end. */
  finish(): void {
    this.#turns.finish()
  }

  notices(): readonly Notice[] {
    const store = this.#keeper.health()
    const rounds = this.health?.rounds ?? 0
    return [
      ...(this.health?.blind ? [{ level: 'error', text: 'blind' } as const] : []),
      ...this.#whoTells(),
      ...(store.writable ? [] : [{ level: 'error', text: 'store-cannot-write' } as const]),
      ...(this.simulated ? [{ level: 'warning', text: 'simulated-pinger' } as const] : []),
      ...(rounds === 0 ? [{ level: 'info', text: 'starting' } as const] : []),
      ...(this.#fleet.synthetic ? [{ level: 'info', text: 'synthetic-city' } as const] : []),
      ...(scripted(this.#config, this.#fleet)
        ? [{ level: 'info', text: 'scripted-faults' } as const]
        : []),
    ]
  }

  /**
   * Keeps and shows what moved, and what people are told of it, in one change. Resolves as `Keeper.change`. What is not of
   * the round: after `finish`.
   */
  apply({ transitions, incidents, again, away, at }: Moved, also: Also = {}): Promise<void> {
    if (again.length > 0) this.again(again)
    if (away && away.gone.length > 0) this.feedsAway(away.gone, true)
    if (away && away.back.length > 0) this.feedsAway(away.back, false)
    const told = this.notifier?.take(incidents, at) ?? NOBODY
    const documents = [...told.documents, ...(also.documents ?? [])]
    const audit = also.audit ?? []
    const size =
      transitions.length + incidents.length + told.rows.length + documents.length + audit.length
    if (size === 0) return Promise.resolve()
    const change = { transitions, incidents, outbox: told.rows, documents, audit }
    const committed = this.#keeper.change(change)
    this.notifier?.send(told.rows, committed)
    this.series?.moved(transitions, incidents, committed)
    this.#show(transitions, incidents)
    return committed
  }

  /** Conditions that the picture round published. */
  feedsChanged(changes: readonly FeedChange[]): void {
    this.#turns.take(() => void this.apply(this.#watch.takeFeeds(changes, Date.now())))
  }

  /** Takes in what is planned at `at`, epoch milliseconds. Nothing ends before it is known who is dead by then. */
  plan(at: number): Promise<void> {
    this.finish()
    return this.#plan(at)
  }

  /** To the history of minutes, and to the time series. */
  keepSlot(slot: SlotColumns): void {
    this.#keeper.minute(minuteOf(slot))
    this.series?.slot(slot)
  }

  #whoTells(): readonly Notice[] {
    if (isToldByGrafana(this.#config)) return [{ level: 'info', text: 'told-by-grafana' }]
    if (this.notifier || this.#fleet.synthetic) return []
    return [{ level: 'warning', text: 'nobody-is-told' }]
  }

  #take(message: RoundMessage): void {
    switch (message.type) {
      case 'results':
        this.#results(message.columns)
        return
      case 'gap':
        this.#gap(message.gap)
        return
      case 'health':
        this.#about(message.health)
        return
    }
  }

  #results(columns: ResultColumns): void {
    const begun = this.#watch.begin(columns)
    const rest = (): void => void this.apply(begun.finish())
    if (begun.size < SPLIT_FROM) rest()
    else this.#turns.goOn(rest)
  }

  #plan(at: number): Promise<void> {
    if (this.planning === undefined) return Promise.resolve()
    const mayEnd = this.#walked && this.health?.blind === false
    const { coverage, over, documents, audit, announcements, steps } = this.planning.tick(
      at,
      mayEnd,
    )
    const moved = this.#watch.plan({ ...(coverage ? { coverage } : {}), over }, at)
    const kept = this.apply(moved, { documents, audit })
    for (const announcement of announcements) this.notifier?.announce(announcement)
    this.series?.planned(steps)
    return kept
  }

  #show(transitions: Moved['transitions'], incidents: Moved['incidents']): void {
    if (transitions.length > 0) {
      this.publish({
        type: 'states',
        seq: this.#watch.board.nextSeq(),
        changes: transitions.map(({ targetId, to, reason, at }) => ({
          id: targetId,
          state: to,
          reason,
          at,
        })),
      })
    }
    if (incidents.length > 0) {
      const open = this.#watch.openIncidents().length
      this.publish({ type: 'incidents', open, events: incidents })
    }
  }

  #gap(gap: RoundGap): void {
    if (gap.to === undefined) {
      this.#openGap = gap
      this.#log.warn(
        { reason: gap.reason },
        `nothing can be known since ${new Date(gap.from).toISOString()}: no state changes`,
      )
      void this.apply(this.#watch.blind(gap.from))
      return
    }
    this.#log.warn(
      { reason: gap.reason, seconds: (gap.to - gap.from) / 1000 },
      'a time in which nothing could be known is over',
    )
    // The same moment may come out a millisecond away once the wall clock has been slewed: one row all the same.
    const open = this.#openGap?.reason === gap.reason ? this.#openGap : undefined
    if (open) this.#openGap = undefined
    const from = open?.from ?? gap.from
    this.#tellOwnFault(gap.reason, from, gap.to)
    this.#keepGap({ reason: gap.reason, from, to: Math.max(from, gap.to) })
  }

  #tellOwnFault(fault: string, from: number, to: number): void {
    const durationMs = to - from
    if (!isOwnFault(fault) || (fault === 'paused' && durationMs < TOLD_PAUSE_MS)) return
    const times = { from, durationMs, timezone: this.#fleet.timezone, now: to }
    this.notifier?.announce({
      id: `${fault}-${from}`,
      severity: 'warning',
      to: 'blind',
      text: { id: ownFaultText('id', fault, times), en: ownFaultText('en', fault, times) },
    })
  }

  #about(health: RoundHealth): void {
    // The last looks of the first round are still being decided when it is full: said one word later.
    const first = !this.#walked && (this.health?.rounds ?? 0) > 0
    this.#walked ||= first
    if (health.blind !== (this.health?.blind ?? false)) this.feedsBlind(health.blind)
    this.health = health
    this.rate.take(health.at, health.sent)
    this.#prolongGap(health.at)
    void this.apply(this.#watch.tick(health.at, health.blind ? health.blindSince : undefined))
    void this.#plan(health.at)
    this.notifier?.tick(health.at)
    for (const slot of this.#watch.slotsOver(health.at)) this.keepSlot(slot)
    if (first) this.#log.info(this.#counts(), 'the first full round is walked')
  }

  /** Second by second, so that a blind time is outside the SLA even where the program is ended, or killed, in it. */
  #prolongGap(at: number): void {
    if (this.#openGap === undefined) return
    const { reason, from } = this.#openGap
    this.#keepGap({ reason, from, to: Math.max(from, at) })
  }

  #keepGap(gap: Gap): void {
    const kept = this.#keeper.change({ gaps: [gap] })
    this.series?.gap(gap, kept)
  }

  #counts(): Record<string, string> {
    const shown = (kind: string) =>
      Object.entries(this.#watch.counts.of(kind))
        .filter(([, n]) => n > 0)
        .map(([state, n]) => `${n} ${state}`)
        .join(', ')
    return { uplinks: shown('uplink'), nvrs: shown('nvr') }
  }
}
