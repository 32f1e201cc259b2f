// Hands points to the series thread in bites, a turn of the event loop for each, and says once when that fails.
import { messageOf } from '../../../fleet/error.ts'
import type { Logger } from '../../../fleet/logger.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { Tier } from '../../../store/schema/tiers.ts'
import type { PointBatch, Series } from '../../../store/series/series.ts'
import type { Worth } from '../../../store/spool/spool.ts'
import { afterOthers } from '../turns.ts'

/** So many points are built and handed over in one turn: 1 ms when warm, 8 ms the first time, the copy included. */
export const BITE = 1000

/** While so many bites are not in the spool yet, what is written regularly is left out. */
const MOST_UNDER_WAY = 200

type Job = () => Promise<void> | void

/** Jobs are done one after the other, in order, each from a turn of its own on. Nothing here ever throws or rejects. */
export class HandOver {
  readonly #series: Pick<Series, 'points'>
  readonly #log: Logger
  readonly #underWay = new Set<Promise<boolean>>()
  readonly #questions = new Set<Promise<void>>()
  #jobs: Promise<void> = Promise.resolve()
  /** What fails now, in the words of the log. */
  readonly #failing = new Set<string>()

  constructor(series: Pick<Series, 'points'>, log: Logger) {
    this.#series = series
    this.#log = log
  }

  /** True where the thread is far behind. */
  get isBehind(): boolean {
    return this.#underWay.size >= MOST_UNDER_WAY
  }

  /** What has to be asked before there is a job: `idle` waits for it, and no job does. */
  ask(question: () => Promise<void>): void {
    const asked = question().catch((error: unknown) => this.fails('aggregates', error))
    this.#questions.add(asked)
    void asked.then(() => this.#questions.delete(asked))
  }

  /** Resolves when the job is done. */
  do(job: Job): Promise<void> {
    this.#jobs = this.#jobs
      .then(nextTurn)
      .then(job)
      .catch((error: unknown) => this.fails('aggregates', error))
    return this.#jobs
  }

  /** Hands `points` over, in further turns where they are many; from within a job. */
  async send(tier: Tier, worth: Worth, points: readonly Point[]): Promise<void> {
    for (let from = 0; from < points.length; from += BITE) {
      if (from > 0) await nextTurn()
      void this.give([{ tier, worth, points: points.slice(from, from + BITE) }])
    }
  }

  /** Resolves with true when they are in the spool, and with false where they never will be. */
  give(batches: readonly PointBatch[], marks?: Readonly<Record<string, number>>): Promise<boolean> {
    const given = this.#give(batches, marks)
    this.#underWay.add(given)
    void given.then(() => this.#underWay.delete(given))
    return given
  }

  /** Said once, until `works` was called for the same. */
  fails(what: string, error: unknown): void {
    if (!this.#failing.has(what)) {
      this.#log.error({ what }, `time series: ${messageOf(error)}; the round goes on`)
    }
    this.#failing.add(what)
  }

  works(what: string): void {
    if (this.#failing.delete(what)) this.#log.info({ what }, 'time series: this works again')
  }

  /** Resolves when all that was begun is in the spool, or failed; never where the thread does not answer. */
  async idle(): Promise<void> {
    for (let jobs: Promise<void> | undefined; jobs !== this.#jobs; ) {
      jobs = this.#jobs
      await Promise.all([jobs, ...this.#questions])
    }
    await Promise.all(this.#underWay)
  }

  async #give(
    batches: readonly PointBatch[],
    marks: Readonly<Record<string, number>> | undefined,
  ): Promise<boolean> {
    try {
      await this.#series.points(batches, marks)
    } catch (error) {
      this.fails('points', error)
      return false
    }
    this.works('points')
    return true
  }
}

/** After timers and sockets had their turn. */
export function nextTurn(): Promise<void> {
  return new Promise(afterOthers)
}
