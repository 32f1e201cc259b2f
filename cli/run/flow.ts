// What flows while the program runs: results become changes, changes go to the store and to the page.
import type { LiveEvent, Notice } from '../../console/live.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { RoundGap, RoundHealth, RoundMessage } from '../../probes/round/plan.ts'
import type { Config } from '../config.ts'
import type { Keeper } from './keeper.ts'
import { scripted } from './pinger.ts'
import { PacketRate } from './rate.ts'
import type { Moved, Watch } from './watch.ts'

/** Takes what the round says, in order, and hands it on. `publish` and `again` are set once page and round are there. */
export class Flow {
  health: RoundHealth | undefined
  simulated = false
  publish: (event: LiveEvent) => void = () => {}
  /** Has positions looked at at once; set once the round walks. */
  again: (indices: readonly number[]) => void = () => {}
  readonly rate = new PacketRate()
  readonly #fleet: Fleet
  readonly #config: Config
  readonly #watch: Watch
  readonly #keeper: Keeper
  readonly #log: Logger
  #walked = false
  /** A time in which nothing can be known, that lasts. */
  #openGap: RoundGap | undefined

  constructor(fleet: Fleet, config: Config, watch: Watch, keeper: Keeper, log: Logger) {
    this.#fleet = fleet
    this.#config = config
    this.#watch = watch
    this.#keeper = keeper
    this.#log = log
  }

  take(message: RoundMessage): void {
    switch (message.type) {
      case 'results':
        this.#changed(this.#watch.take(message.columns))
        return
      case 'gap':
        this.#gap(message.gap)
        return
      case 'health':
        this.#about(message.health)
        return
    }
  }

  notices(): readonly Notice[] {
    const store = this.#keeper.health()
    const rounds = this.health?.rounds ?? 0
    return [
      ...(this.health?.blind ? [{ level: 'error', text: 'blind' } as const] : []),
      ...(store.writable ? [] : [{ level: 'error', text: 'store-cannot-write' } as const]),
      ...(this.simulated ? [{ level: 'warning', text: 'simulated-pinger' } as const] : []),
      ...(rounds === 0 ? [{ level: 'info', text: 'starting' } as const] : []),
      ...(this.#fleet.synthetic ? [{ level: 'info', text: 'synthetic-city' } as const] : []),
      ...(scripted(this.#config, this.#fleet)
        ? [{ level: 'info', text: 'scripted-faults' } as const]
        : []),
    ]
  }

  #changed({ transitions, incidents, again }: Moved): void {
    if (again.length > 0) this.again(again)
    if (transitions.length === 0 && incidents.length === 0) return
    this.#keeper.change({ transitions, incidents })
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
      this.#changed(this.#watch.blind(gap.from))
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
    this.#keeper.change({ gaps: [{ reason: gap.reason, from, to: Math.max(from, gap.to) }] })
  }

  #about(health: RoundHealth): void {
    // The last looks of the first round are still being decided when it is full: said one word later.
    const first = !this.#walked && (this.health?.rounds ?? 0) > 0
    this.#walked ||= first
    this.health = health
    this.rate.take(health.at, health.sent)
    this.#prolongGap(health.at)
    this.#changed(this.#watch.tick(health.at, health.blind ? health.blindSince : undefined))
    const minute = this.#watch.minuteOver(health.at)
    if (minute) this.#keeper.minute(minute)
    if (first) this.#log.info(this.#counts(), 'the first full round is walked')
  }

  /** Second by second, so that a blind time is outside the SLA even where the program is ended, or killed, in it. */
  #prolongGap(at: number): void {
    if (this.#openGap === undefined) return
    const { reason, from } = this.#openGap
    this.#keeper.change({ gaps: [{ reason, from, to: Math.max(from, at) }] })
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
