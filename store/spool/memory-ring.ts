// Frames that are not in the file yet, oldest first; while the file cannot be written, the newest 64 MB of them.
import type { Frame } from './spool.ts'

const RING_BYTES = 64 * 1024 * 1024

export interface Held {
  readonly frame: Frame
  /** Epoch milliseconds at which it was put. */
  readonly putMs: number
  /** To whom it is still owed. */
  readonly debtors: Set<string>
}

export class MemoryRing {
  readonly #held = new Map<number, Held>()
  #bytes = 0

  get size(): number {
    return this.#held.size
  }

  add(frame: Frame, putMs: number, targets: readonly string[]): void {
    this.#held.set(frame.seq, { frame, putMs, debtors: new Set(targets) })
    this.#bytes += frame.body.byteLength
  }

  /** True where it was owed to `target`; with the last debt the frame goes. */
  pay(target: string, seq: number): boolean {
    const held = this.#held.get(seq)
    if (!held?.debtors.delete(target)) return false
    if (held.debtors.size === 0) this.remove(held)
    return true
  }

  remove({ frame }: Held): void {
    if (this.#held.delete(frame.seq)) this.#bytes -= frame.body.byteLength
  }

  /** Lets the oldest go until no more than `RING_BYTES` are left; gives those. */
  trim(): readonly Held[] {
    const gone: Held[] = []
    for (const held of this.#held.values()) {
      if (this.#bytes <= RING_BYTES) break
      this.remove(held)
      gone.push(held)
    }
    return gone
  }

  /** The oldest, at least one, up to `bytes`. */
  first(bytes: number): readonly Held[] {
    const first: Held[] = []
    let sum = 0
    for (const held of this.#held.values()) {
      sum += held.frame.body.byteLength
      if (first.length > 0 && sum > bytes) break
      first.push(held)
    }
    return first
  }

  *owed(target: string, after = 0): Generator<Frame> {
    for (const { frame } of this.heldFor(target)) {
      if (frame.seq > after) yield frame
    }
  }

  *heldFor(target: string): Generator<Held> {
    for (const held of this.#held.values()) if (held.debtors.has(target)) yield held
  }

  /** Points of all frames, each once. */
  get points(): number {
    let points = 0
    for (const { frame } of this.#held.values()) points += frame.points
    return points
  }
}
