// Blindness: seconds of the round, each judged light or dark by what was answered of the echoes sent in it.

const SLOT_US = 1_000_000
/** After its timeout an answer may still wait in the socket for this long: about two turns. */
const SETTLE_US = 50_000
/** With no anchors a slot is judged by targets alone, if at least so many were asked and so few of them answered. */
const LEAST_ASKED = 20
const NEARLY_NONE = 0.05

export const OPEN = 0
export const LIGHT = 1
export const DARK = 2
type Light = typeof OPEN | typeof LIGHT | typeof DARK

export interface Slots {
  /** Opens the slots up to `nowUs`. */
  advance(nowUs: number): void
  anchorAsked(sentUs: number): void
  anchorAnswered(sentUs: number, nowUs: number): void
  /** First echoes of looks at targets believed alive; confirms would weigh the dead again and again. */
  targetAsked(sentUs: number): void
  targetAnswered(sentUs: number, nowUs: number): void
  /** Any sign of life at all. */
  heard(nowUs: number): void
  /** Dark if one of the slots of [fromUs, toUs] is dark; open while one is not settled. */
  judge(fromUs: number, toUs: number, nowUs: number): Light
  /** Settles what can be settled and gives the change of blindness that follows, in monotonic microseconds. */
  settle(nowUs: number): Blindness | undefined
  readonly blind: boolean
  /** The last settled slot was dark. */
  readonly darkNow: boolean
}

export interface Blindness {
  readonly blind: boolean
  readonly fromUs: number
  /** Present when it ended. */
  readonly toUs?: number
}

/** `keepUs`: how far back slots are asked for. */
export function createSlots(startUs: number, timeoutUs: number, keepUs: number): Slots {
  const size = Math.ceil((keepUs + timeoutUs) / SLOT_US) + 8
  const anchorsAsked = new Uint32Array(size)
  const anchorsAnswered = new Uint32Array(size)
  const asked = new Uint32Array(size)
  const answered = new Uint32Array(size)
  const firstHeardUs = new Float64Array(size)
  /** When something was heard last, as of the opening of each slot. */
  const heardBeforeUs = new Float64Array(size)
  const light = new Uint8Array(size)
  let current = 0
  let next = 0
  let darkRun = 0
  let runFromUs = startUs
  let heardUs = startUs
  let blind = false
  let darkNow = false

  const slotOf = (us: number): number => Math.max(0, Math.floor((us - startUs) / SLOT_US))
  const startOf = (slot: number): number => startUs + slot * SLOT_US
  const held = (slot: number): boolean => slot <= current && slot > current - size

  function count(counter: Uint32Array, us: number): void {
    const slot = slotOf(us)
    if (held(slot)) counter[slot % size] = (counter[slot % size] as number) + 1
  }

  function answer(counter: Uint32Array, sentUs: number, nowUs: number): void {
    count(counter, sentUs)
    const cell = slotOf(sentUs) % size
    if (Number.isNaN(firstHeardUs[cell])) firstHeardUs[cell] = nowUs
  }

  function judgeSlot(slot: number, nowUs: number): Light {
    if (!held(slot)) return slot > current ? OPEN : LIGHT
    const cell = slot % size
    if (light[cell] === OPEN) light[cell] = verdict(slot, cell, nowUs)
    return light[cell] as Light
  }

  function verdict(slot: number, cell: number, nowUs: number): Light {
    if ((anchorsAnswered[cell] as number) > 0) return LIGHT
    const endUs = startOf(slot + 1)
    if (nowUs < endUs) return OPEN
    const final = nowUs >= endUs + timeoutUs + SETTLE_US
    const of = asked[cell] as number
    const back = answered[cell] as number
    const anchored = (anchorsAsked[cell] as number) > 0
    if (anchored ? of > 0 && back * 2 >= of : back > of * NEARLY_NONE) return LIGHT
    if (!final) return OPEN
    if (anchored ? of > 0 : of >= LEAST_ASKED) return DARK
    // Too few were asked: this second tells nothing new.
    return slot > 0 && judgeSlot(slot - 1, nowUs) === DARK ? DARK : LIGHT
  }

  function begin(slot: number): Blindness | undefined {
    darkRun++
    darkNow = true
    if (blind || darkRun < 2) return undefined
    blind = true
    // A clean cut lies where the last answer came in; where single ones still come, at the first dark second.
    const last = heardBeforeUs[(slot + 1) % size] as number
    runFromUs = last < startOf(slot) ? last : startOf(slot - 1)
    return { blind, fromUs: runFromUs }
  }

  function end(slot: number): Blindness | undefined {
    darkRun = 0
    darkNow = false
    if (!blind) return undefined
    blind = false
    const first = firstHeardUs[slot % size] as number
    return { blind, fromUs: runFromUs, toUs: Number.isNaN(first) ? startOf(slot) : first }
  }

  function open(slot: number): void {
    const cell = slot % size
    anchorsAsked[cell] = 0
    anchorsAnswered[cell] = 0
    asked[cell] = 0
    answered[cell] = 0
    firstHeardUs[cell] = Number.NaN
    heardBeforeUs[cell] = heardUs
    light[cell] = OPEN
  }

  open(0)
  return {
    advance(nowUs) {
      const slot = slotOf(nowUs)
      for (let s = Math.max(current + 1, slot - size + 1); s <= slot; s++) open(s)
      current = Math.max(current, slot)
      next = Math.max(next, current - size + 1)
    },
    anchorAsked: (sentUs) => count(anchorsAsked, sentUs),
    anchorAnswered: (sentUs, nowUs) => answer(anchorsAnswered, sentUs, nowUs),
    targetAsked: (sentUs) => count(asked, sentUs),
    targetAnswered: (sentUs, nowUs) => answer(answered, sentUs, nowUs),
    heard(nowUs) {
      heardUs = nowUs
    },
    judge(fromUs, toUs, nowUs) {
      let result: Light = LIGHT
      for (let slot = slotOf(fromUs); slot <= slotOf(toUs); slot++) {
        const one = judgeSlot(slot, nowUs)
        if (one === DARK) return DARK
        if (one === OPEN) result = OPEN
      }
      return result
    },
    settle(nowUs) {
      while (next <= current) {
        const one = judgeSlot(next, nowUs)
        if (one === OPEN) return undefined
        const change = one === DARK ? begin(next) : end(next)
        next++
        if (change) return change
      }
      return undefined
    },
    get blind() {
      return blind
    },
    get darkNow() {
      return darkNow
    },
  }
}
