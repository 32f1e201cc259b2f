// How a database does: open, waited for or held; the problems that last, each logged when it begins and when it is over.
import type { Logger } from '../../../fleet/logger.ts'
import { TIERS, type Tier } from '../../schema/tiers.ts'
import type { TargetState } from '../../series/status.ts'
import { tierName } from '../dialects/tier-name.ts'
import type { Found, Problem, ProblemCode } from '../problem.ts'
import type { InfluxTarget } from '../target.ts'
import { printable } from './said.ts'

export type Mode = 'starting' | 'open' | 'waiting' | 'held'

/** What is known of a problem besides its code; a server's words as it said them. */
export interface Circumstances extends Found {
  readonly said?: string
  readonly tier?: Tier
}

/** Of what was said and found. */
export function aboutOf(
  fault: { readonly said: string; readonly found?: Found; readonly tier?: Tier },
  tier = fault.tier,
): Circumstances {
  const { said, found } = fault
  return { ...(said && { said }), ...found, ...(tier && { tier }) }
}

/** What the sentence is filled from. InfluxDB 2 and 3 have a bucket or database of its own for each tier. */
export function valuesOf(target: InfluxTarget, about: Circumstances): Problem['values'] {
  const { url, dialect } = target
  const { tier, said } = about
  const isOfTier = tier !== undefined && dialect !== '1'
  const database = isOfTier ? tierName(target, tier) : target.database
  return {
    url,
    database,
    ...about,
    ...(said === undefined ? {} : { said: printable(said, target) }),
  }
}

interface TierHold {
  readonly problem: Problem
  /** Tried again from then on, by performance.now(). */
  readonly from: number
}

/** A problem of single frames is shown for so long after it was last seen. */
const PASSING_MS = 600_000

export class Condition {
  readonly #target: InfluxTarget
  readonly #log: Logger
  #mode: Mode = 'starting'
  #problem: Problem | undefined
  readonly #tiers = new Map<Tier, TierHold>()
  readonly #passing = new Map<ProblemCode, { problem: Problem; until: number }>()
  #state: TargetState = 'starting'
  #since: number

  constructor(target: InfluxTarget, log: Logger, now: number) {
    this.#target = target
    this.#log = log
    this.#since = now
  }

  get mode(): Mode {
    return this.#mode
  }

  /** Of the whole, then of a tier, then of single frames. */
  get problem(): Problem | undefined {
    const ofTier = TIERS.map((tier) => this.#tiers.get(tier)?.problem)
    const ofFrames = [...this.#passing.values()].map(({ problem }) => problem)
    return [this.#problem, ...ofTier, ...ofFrames].find((problem) => problem !== undefined)
  }

  /** As people see it, and since when. `owes`: whether older frames are owed. */
  state(owes: boolean, now: number): { readonly state: TargetState; readonly since: number } {
    const open = owes ? 'catching-up' : 'writing'
    const state = this.#mode === 'open' ? (this.#allTiersHeld() ? 'held' : open) : this.#mode
    if (state !== this.#state) this.#since = now
    this.#state = state
    return { state, since: this.#since }
  }

  shut(mode: 'waiting' | 'held', code: ProblemCode, about: Circumstances, now: number): void {
    this.#mode = mode
    if (this.#problem?.code === code) {
      // The machine is back, and now its certificate is refused: what is shown must be what is so.
      this.#problem = { ...this.#problem, values: valuesOf(this.#target, about) }
      return
    }
    this.#end(this.#problem, now)
    this.#problem = this.#begin(code, about, now)
  }

  open(now: number): void {
    this.#mode = 'open'
    this.#end(this.#problem, now)
    this.#problem = undefined
  }

  holdTier(tier: Tier, code: ProblemCode, about: Circumstances, now: number, from: number): void {
    const held = this.#tiers.get(tier)
    const isSame = held?.problem.code === code
    if (!isSame) this.#end(held?.problem, now)
    const problem = isSame ? held.problem : this.#begin(code, { ...about, tier }, now)
    this.#tiers.set(tier, { problem, from })
  }

  holdsTier(tier: Tier): boolean {
    return (this.#tiers.get(tier)?.from ?? 0) > performance.now()
  }

  /** Points of that tier got through. */
  openTier(tier: Tier, now: number): void {
    const held = this.#tiers.get(tier)
    if (held === undefined) return
    this.#tiers.delete(tier)
    this.#end(held.problem, now)
  }

  /** Everything may be tried at once. */
  hurry(): void {
    for (const [tier, { problem }] of this.#tiers) this.#tiers.set(tier, { problem, from: 0 })
  }

  /** Single frames have a problem; it is over when none has had it for ten minutes. */
  note(code: ProblemCode, about: Circumstances, now: number): void {
    const problem = this.#passing.get(code)?.problem ?? this.#begin(code, about, now)
    this.#passing.set(code, { problem, until: performance.now() + PASSING_MS })
  }

  /** Ends problems of single frames that were not seen for long. */
  clean(now: number): void {
    for (const [code, { problem, until }] of this.#passing) {
      if (until > performance.now()) continue
      this.#passing.delete(code)
      this.#end(problem, now)
    }
  }

  #allTiersHeld(): boolean {
    return TIERS.every((tier) => this.#tiers.has(tier))
  }

  #begin(code: ProblemCode, about: Circumstances, now: number): Problem {
    const values = valuesOf(this.#target, about)
    this.#log.warn(
      { target: this.#target.name, problem: code, ...values },
      'the database does not take everything; what it does not take is kept and tried again',
    )
    return { code, values, since: now }
  }

  #end(problem: Problem | undefined, now: number): void {
    if (problem === undefined) return
    const { code, values, since } = problem
    const about = { target: this.#target.name, problem: code, ...values, lastedMs: now - since }
    this.#log.info(about, 'a problem with the database is over')
  }
}
