// A progress bar on one line of a terminal.

const WIDTH = 30
const EVERY_MS = 100
const CLEAR = '\r\x1b[K'

export interface Bar {
  show(done: number, total: number): void
  /** Takes the bar away, so that results can be printed in its place. */
  clear(): void
}

/** `err` writes to the terminal. Draws at most ten times a second. */
export function makeBar(err: (text: string) => void): Bar {
  let last = Number.NEGATIVE_INFINITY
  let shown = false
  return {
    show: (done, total) => {
      const now = performance.now()
      if (now - last < EVERY_MS) return
      last = now
      shown = true
      const filled = total > 0 ? Math.floor((done / total) * WIDTH) : WIDTH
      const bar = '#'.repeat(filled).padEnd(WIDTH, '.')
      err(`${CLEAR}[${bar}] ${done} of ${total} decided`)
    },
    clear: () => {
      if (shown) err(CLEAR)
      shown = false
    },
  }
}
