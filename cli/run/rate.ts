// Packets a second, from a counter that only grows.

const OVER_MS = 5_000

export class PacketRate {
  #from: { readonly at: number; readonly count: number } | undefined
  perSecond = 0

  /** `count` at `at` (epoch milliseconds); the rate is taken over at least 5 s. */
  take(at: number, count: number): void {
    if (this.#from === undefined || at < this.#from.at) {
      this.#from = { at, count }
      return
    }
    const passed = at - this.#from.at
    if (passed < OVER_MS) return
    this.perSecond = Math.round(((count - this.#from.count) * 1000) / passed)
    this.#from = { at, count }
  }
}
