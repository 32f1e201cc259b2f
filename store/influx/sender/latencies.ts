// How long new frames take from being handed over to being acknowledged.

const KEPT = 500
/** What is older says nothing about how the live lane is doing now. */
const RECENT_MS = 5_000
const RECENT = 20

export class Latencies {
  readonly #all: { readonly at: number; readonly ms: number }[] = []

  /** `at`: when it was acknowledged, by performance.now(). */
  add(at: number, ms: number): void {
    this.#all.push({ at, ms })
    if (this.#all.length > KEPT) this.#all.shift()
  }

  /** Of the last 500; `share` is 0 to 1. Undefined before the first. */
  percentile(share: number): number | undefined {
    return percentileOf(this.#all, share)
  }

  /** 95th percentile of the last 20, none older than 5 s; undefined where there is none. */
  recentP95(now: number): number | undefined {
    return percentileOf(
      this.#all.slice(-RECENT).filter(({ at }) => now - at < RECENT_MS),
      0.95,
    )
  }
}

function percentileOf(all: readonly { readonly ms: number }[], share: number): number | undefined {
  const sorted = all.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}
