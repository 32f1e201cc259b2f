// One clock for all sessions that play: a picture each, 15 times a second, whether there is one session or four hundred.
import { CLIP_FPS } from './clips.ts'

export interface Ticking {
  tick(): void
}

const TICK_MS = 1000 / CLIP_FPS
/** Later than this, pictures are left out instead of being sent in a heap. */
const MOST_LATE_MS = 1000

export class Ticker {
  readonly #playing = new Set<Ticking>()
  #timer: NodeJS.Timeout | undefined
  #next = 0

  add(session: Ticking): void {
    this.#playing.add(session)
    if (this.#timer) return
    this.#next = performance.now()
    this.#wait()
  }

  remove(session: Ticking): void {
    this.#playing.delete(session)
  }

  #wait(): void {
    const now = performance.now()
    this.#next += TICK_MS
    if (now - this.#next > MOST_LATE_MS) this.#next = now
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#next - now))
  }

  #tick(): void {
    this.#timer = undefined
    for (const session of this.#playing) session.tick()
    if (this.#playing.size > 0) this.#wait()
  }
}
