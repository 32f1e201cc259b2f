// Which spans that were sent are out of date, and for which targets: bounded, however much is dated back.
import type { Span } from './spans.ts'

/** More positions than this in one span are kept as "all": the answer of the store costs the same. */
const MOST_POSITIONS = 2_000
/** Positions of all spans together; what comes beyond is kept as "all" of its span. */
const MOST_IN_ALL = 200_000

export interface Touched extends Span {
  readonly only: 'all' | ReadonlySet<number>
  /** The number of the touch that came last. */
  readonly last: number
}

export class Touches {
  readonly #spans = new Map<number, Touched & { readonly only: 'all' | Set<number> }>()
  #positions = 0

  /** `n` grows with each touch. */
  add({ from, to }: Span, positions: 'all' | readonly number[], n: number): void {
    const known = this.#spans.get(from)?.only
    const before = known === 'all' ? 0 : (known?.size ?? 0)
    const few =
      known !== 'all' && positions !== 'all' && before + positions.length <= MOST_POSITIONS
    if (few && this.#positions + positions.length <= MOST_IN_ALL) {
      const only = known ?? new Set<number>()
      for (const position of positions) only.add(position)
      this.#positions += only.size - before
      this.#spans.set(from, { from, to, only, last: n })
    } else {
      this.#positions -= before
      this.#spans.set(from, { from, to, only: 'all', last: n })
    }
  }

  /** In no order. */
  all(): Iterable<Touched> {
    return this.#spans.values()
  }

  /** Forgets the span that begins at `from` where nothing touched it after touch number `asOf`. */
  done(from: number, asOf: number): void {
    const span = this.#spans.get(from)
    if (span && span.last <= asOf) this.#forget(span)
  }

  /** Forgets spans that begin before `at`: they are not made again. */
  dropBefore(at: number): void {
    for (const span of this.#spans.values()) if (span.from < at) this.#forget(span)
  }

  #forget({ from, only }: Touched): void {
    if (only !== 'all') this.#positions -= only.size
    this.#spans.delete(from)
  }
}
