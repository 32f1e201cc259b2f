// New frames that wait in memory for the live lane. What has no room here is in the spool as all others are.
import type { Frame } from '../../spool/spool.ts'

/** A minute's end brings some twenty frames at once, a day's end some thirty. */
const MOST_FRAMES = 128
const MOST_BYTES = 32 * 1024 * 1024

export interface LiveFrame {
  readonly frame: Frame
  /** When it was handed over, by performance.now(). */
  readonly at: number
}

export class LiveQueue {
  #frames: LiveFrame[] = []
  #bytes = 0

  get length(): number {
    return this.#frames.length
  }

  has(seq: number): boolean {
    return this.#frames.some(({ frame }) => frame.seq === seq)
  }

  /** False where there is no room. */
  offer(frame: Frame, at: number): boolean {
    const bytes = this.#bytes + frame.body.length
    if (this.#frames.length >= MOST_FRAMES || bytes > MOST_BYTES) return false
    this.#frames.push({ frame, at })
    this.#bytes = bytes
    return true
  }

  /** The oldest, and others that may go in one request with it: same tier, same precision, at most `mostLines` in all. */
  take(mostLines: number): readonly LiveFrame[] {
    const first = this.#frames[0]?.frame
    if (first === undefined) return []
    let lines = 0
    const taken = this.#frames.filter(({ frame }, i) => {
      const fits = i === 0 || lines + frame.points <= mostLines
      if (!fits || frame.tier !== first.tier || frame.precision !== first.precision) return false
      lines += frame.points
      return true
    })
    this.#keep((one) => !taken.includes(one))
    return taken
  }

  /** Leaves all frames to the spool. */
  leave(): void {
    this.#keep(() => false)
  }

  #keep(stays: (one: LiveFrame) => boolean): void {
    this.#frames = this.#frames.filter(stays)
    this.#bytes = this.#frames.reduce((sum, { frame }) => sum + frame.body.length, 0)
  }
}
