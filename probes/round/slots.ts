// Blindness: seconds of the round, each judged light or dark by what was answered of the echoes sent in it.

const SLOT_US = 1_000_000
/** After its timeout an answer may still wait in the socket for this long: about two turns. */
const SETTLE_US = 50_000
/** A slot is judged by its own echoes to targets if at least so many were asked in it; with silent anchors fewer do. */
const LEAST_ASKED = 20
const LEAST_ASKED_ANCHORED = 5
/** With no anchors this share of answers, or less, is darkness; with silent anchors less than half is. */
const NEARLY_NONE = 0.05
/** Slots in a row without a sign of life are in doubt no longer than this. */
export const DOUBT_US = 20_000_000
/** One dark slot may be a hiccup that only makes looks inconclusive; two in a row are blindness. */
const DARK_RUN = 2

export const OPEN = 0
export const LIGHT = 1
export const DARK = 2
type Light = typeof OPEN | typeof LIGHT | typeof DARK

/** A change of blindness, in monotonic microseconds. */
export interface Blindness {
  readonly blind: boolean
  readonly fromUs: number
  /** Present when it ended. */
  readonly toUs?: number
}

/** All times are monotonic microseconds. */
export class Slots {
  readonly #startUs: number
  readonly #timeoutUs: number
  readonly #size: number
  readonly #anchorsAsked: Uint32Array
  readonly #anchorsAnswered: Uint32Array
  readonly #asked: Uint32Array
  readonly #answered: Uint32Array
  /** Of echoes to targets believed alive, confirms included. */
  readonly #tried: Uint32Array
  readonly #signs: Uint32Array
  /** When the first answer to an echo of the slot came; NaN before. */
  readonly #firstHeardUs: Float64Array
  /** When something was heard last, as of the opening of each slot. */
  readonly #heardBeforeUs: Float64Array
  readonly #light: Uint8Array
  /** 1 where an answering anchor made the slot light. */
  readonly #byAnchors: Uint8Array
  #current = 0
  /** The next one to be settled. */
  #next = 0
  #darkRun = 0
  #blindFromUs: number
  #heardUs: number
  #blind = false
  /** Targets believed alive, and those of them that could be asked at this moment. */
  #alive = 0
  #idle = 0

  /** `keepUs`: how far back slots are asked for. */
  constructor(startUs: number, timeoutUs: number, keepUs: number) {
    const size = Math.ceil((keepUs + timeoutUs + DOUBT_US) / SLOT_US) + 8
    this.#startUs = startUs
    this.#timeoutUs = timeoutUs
    this.#size = size
    this.#anchorsAsked = new Uint32Array(size)
    this.#anchorsAnswered = new Uint32Array(size)
    this.#asked = new Uint32Array(size)
    this.#answered = new Uint32Array(size)
    this.#tried = new Uint32Array(size)
    this.#signs = new Uint32Array(size)
    this.#firstHeardUs = new Float64Array(size)
    this.#heardBeforeUs = new Float64Array(size)
    this.#light = new Uint8Array(size)
    this.#byAnchors = new Uint8Array(this.#size)
    this.#blindFromUs = startUs
    this.#heardUs = startUs
    this.#open(0)
  }

  get blind(): boolean {
    return this.#blind
  }

  /** The last settled slot was dark. */
  get darkNow(): boolean {
    return this.#darkRun > 0
  }

  /** Opens the slots up to `nowUs`. */
  advance(nowUs: number): void {
    const slot = this.#slotOf(nowUs)
    const oldest = slot - this.#size + 1
    for (let s = Math.max(this.#current + 1, oldest); s <= slot; s++) this.#open(s)
    this.#current = Math.max(this.#current, slot)
    this.#next = Math.max(this.#next, oldest)
  }

  anchorAsked(sentUs: number): void {
    this.#count(this.#anchorsAsked, sentUs)
  }

  anchorAnswered(sentUs: number, nowUs: number): void {
    this.#answer(this.#anchorsAnswered, sentUs, nowUs)
  }

  /** First echoes of looks at targets believed alive; confirms would weigh the dead again and again. */
  targetAsked(sentUs: number): void {
    this.#count(this.#asked, sentUs)
  }

  targetAnswered(sentUs: number, nowUs: number): void {
    this.#answer(this.#answered, sentUs, nowUs)
  }

  /** An echo of any number to a target believed alive. */
  targetTried(sentUs: number): void {
    this.#count(this.#tried, sentUs)
  }

  /** It was answered, if late. */
  targetSigned(sentUs: number, nowUs: number): void {
    this.#answer(this.#signs, sentUs, nowUs)
  }

  /** Who is left to be asked: targets believed alive, and those of them that are in no look. */
  witnesses(alive: number, idle: number): void {
    this.#alive = alive
    this.#idle = idle
  }

  /** The oldest slot that is not settled could be, if more were asked. */
  inDoubt(nowUs: number): boolean {
    return this.#next <= this.#current && nowUs >= this.#dueUs(this.#next)
  }

  /** How many more targets must be asked at once to tell whether the silence in doubt is theirs or ours. */
  wanted(): number {
    let asked = 0
    for (let slot = this.#next; slot <= this.#current; slot++) {
      asked += this.#asked[slot % this.#size] as number
    }
    return Math.max(0, this.#least(this.#next % this.#size) - asked)
  }

  /** Any sign of life at all. */
  heard(nowUs: number): void {
    this.#heardUs = nowUs
  }

  /** Dark if one of the slots of [fromUs, toUs] is dark; open while one is not settled. */
  judge(fromUs: number, toUs: number, nowUs: number): Light {
    let result: Light = LIGHT
    for (let slot = this.#slotOf(fromUs); slot <= this.#slotOf(toUs); slot++) {
      const one = this.#judgeSlot(slot, nowUs)
      if (one === DARK) return DARK
      if (one === OPEN) result = OPEN
    }
    return result
  }

  /** Settles what can be settled and gives the next change of blindness that follows. */
  settle(nowUs: number): Blindness | undefined {
    while (this.#next <= this.#current) {
      const light = this.#judgeSlot(this.#next, nowUs)
      if (light === OPEN) return undefined
      const slot = this.#next++
      const change = light === DARK ? this.#darken(slot) : this.#lighten(slot)
      if (change) return change
    }
    return undefined
  }

  #slotOf(us: number): number {
    return Math.max(0, Math.floor((us - this.#startUs) / SLOT_US))
  }

  #startOf(slot: number): number {
    return this.#startUs + slot * SLOT_US
  }

  #held(slot: number): boolean {
    return slot <= this.#current && slot > this.#current - this.#size
  }

  #open(slot: number): void {
    const cell = slot % this.#size
    this.#anchorsAsked[cell] = 0
    this.#anchorsAnswered[cell] = 0
    this.#asked[cell] = 0
    this.#answered[cell] = 0
    this.#tried[cell] = 0
    this.#signs[cell] = 0
    this.#firstHeardUs[cell] = Number.NaN
    this.#heardBeforeUs[cell] = this.#heardUs
    this.#light[cell] = OPEN
    this.#byAnchors[cell] = 0
  }

  #count(counter: Uint32Array, sentUs: number): void {
    const slot = this.#slotOf(sentUs)
    const cell = slot % this.#size
    if (this.#held(slot)) counter[cell] = (counter[cell] as number) + 1
  }

  #answer(counter: Uint32Array, sentUs: number, nowUs: number): void {
    this.#count(counter, sentUs)
    const slot = this.#slotOf(sentUs)
    const cell = slot % this.#size
    if (this.#held(slot) && Number.isNaN(this.#firstHeardUs[cell])) this.#firstHeardUs[cell] = nowUs
  }

  #judgeSlot(slot: number, nowUs: number): Light {
    if (!this.#held(slot)) return slot > this.#current ? OPEN : LIGHT
    const cell = slot % this.#size
    if (this.#light[cell] === OPEN) this.#light[cell] = this.#verdict(slot, nowUs)
    return this.#light[cell] as Light
  }

  #verdict(slot: number, nowUs: number): Light {
    const cell = slot % this.#size
    if (this.#showsLife(slot, nowUs)) return LIGHT
    if (nowUs < this.#dueUs(slot)) return OPEN
    if ((this.#asked[cell] as number) >= this.#least(cell)) return DARK
    const before = slot > 0 ? this.#judgeSlot(slot - 1, nowUs) : LIGHT
    if (before !== LIGHT) return before
    // Nobody was tried: this second tells nothing new.
    return this.#tried[cell] === 0 ? LIGHT : this.#judgeRun(slot, nowUs)
  }

  /** Too few were asked in this slot, in vain: those that follow it are added until there are enough, or one answers. */
  #judgeRun(from: number, nowUs: number): Light {
    const least = this.#least(from % this.#size)
    let asked = 0
    let waits = false
    for (let slot = from; slot <= this.#current; slot++) {
      if (this.#showsLife(slot, nowUs)) return LIGHT
      const settled = nowUs >= this.#dueUs(slot)
      if (!settled) waits ||= (this.#tried[slot % this.#size] as number) > 0
      else asked += this.#asked[slot % this.#size] as number
      if (asked >= least) return DARK
    }
    const inTime = nowUs < this.#dueUs(from) + DOUBT_US
    if (inTime && (waits || this.#idle > 0)) return OPEN
    // Everybody who could tell was tried. One target alone cannot be told from our own line, unless by an anchor.
    return this.#alive > 1 || this.#anchored(from % this.#size) ? DARK : LIGHT
  }

  #anchored(cell: number): boolean {
    return (this.#anchorsAsked[cell] as number) > 0
  }

  #least(cell: number): number {
    return this.#anchored(cell) ? LEAST_ASKED_ANCHORED : LEAST_ASKED
  }

  /** When every echo of the slot has come back or is lost. */
  #dueUs(slot: number): number {
    return this.#startOf(slot + 1) + this.#timeoutUs + SETTLE_US
  }

  #showsLife(slot: number, nowUs: number): boolean {
    const cell = slot % this.#size
    if ((this.#anchorsAnswered[cell] as number) > 0) return true
    if (nowUs < this.#startOf(slot + 1)) return false
    const asked = this.#asked[cell] as number
    const back = this.#answered[cell] as number
    if (asked < this.#least(cell)) {
      return (this.#signs[cell] as number) > (this.#tried[cell] as number) * NEARLY_NONE
    }
    return this.#anchored(cell) ? back * 2 >= asked : back > asked * NEARLY_NONE
  }

  #darken(slot: number): Blindness | undefined {
    this.#darkRun++
    if (this.#blind || this.#darkRun < DARK_RUN) return undefined
    this.#blind = true
    // A clean cut lies where the last answer came in; where single ones still come, at the first dark second.
    const last = this.#heardBeforeUs[(slot + 1) % this.#size] as number
    this.#blindFromUs = last < this.#startOf(slot) ? last : this.#startOf(slot - 1)
    return { blind: true, fromUs: this.#blindFromUs }
  }

  #lighten(slot: number): Blindness | undefined {
    this.#darkRun = 0
    if (!this.#blind) return undefined
    this.#blind = false
    const first = this.#firstHeardUs[slot % this.#size] as number
    const toUs = Number.isNaN(first) ? this.#startOf(slot) : first
    return { blind: false, fromUs: this.#blindFromUs, toUs }
  }
}
