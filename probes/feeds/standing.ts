// What makes a look worthless: its NVR went away, the probe went blind, or our own thread stood still meanwhile.

/** How often the picture round looks at its clock. */
export const BEAT_MS = 100
/** More than this between two beats is a stall: answers aged in our own hands. */
const STALL_MS = 1000

/** As things stood when a look began. */
export interface Mark {
  readonly away: number
  readonly blind: number
  readonly stalls: number
}

export class Standing {
  readonly #isAway: Uint8Array
  /** Times that each NVR went away. */
  readonly #aways: Uint32Array
  #isBlind = false
  #blinds = 0
  #stalls = 0
  #beatMs: number
  stopped = false

  constructor(nvrs: number, nowMs: number) {
    this.#isAway = new Uint8Array(nvrs)
    this.#aways = new Uint32Array(nvrs)
    this.#beatMs = nowMs
  }

  get isBlind(): boolean {
    return this.#isBlind
  }

  isAway(nvr: number): boolean {
    return this.#isAway[nvr] === 1
  }

  /** Gives whether that is news. */
  setAway(nvr: number, isAway: boolean): boolean {
    if (this.#isAway[nvr] === undefined || this.isAway(nvr) === isAway) return false
    this.#isAway[nvr] = isAway ? 1 : 0
    if (isAway) this.#aways[nvr] = (this.#aways[nvr] as number) + 1
    return true
  }

  /** Gives whether that is news. */
  setBlind(isBlind: boolean): boolean {
    if (this.#isBlind === isBlind) return false
    this.#isBlind = isBlind
    if (isBlind) this.#blinds++
    return true
  }

  /** To be called at every beat, and before a look is judged. Gives how long the thread stood still, if it did. */
  beat(nowMs: number): number {
    const gapMs = nowMs - this.#beatMs - BEAT_MS
    this.#beatMs = nowMs
    if (gapMs <= STALL_MS) return 0
    this.#stalls++
    return gapMs
  }

  mark(nvr: number): Mark {
    return { away: this.#aways[nvr] as number, blind: this.#blinds, stalls: this.#stalls }
  }

  /** The look is nobody's any more: its NVR went away since, or the round stops. */
  isGone(nvr: number, mark: Mark): boolean {
    return this.stopped || this.isAway(nvr) || this.#aways[nvr] !== mark.away
  }

  wasBlind(mark: Mark): boolean {
    return this.#isBlind || this.#blinds !== mark.blind
  }

  hasStalled(mark: Mark): boolean {
    return this.#stalls !== mark.stalls
  }
}
