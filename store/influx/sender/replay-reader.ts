// Chooses what the replay lane sends next: the oldest frame that may go, and others that fit in one request with it.
import type { Frame, FrameHead, Spool } from '../../spool/spool.ts'

export type Head = FrameHead & { readonly seq: number }

/** What a frame may do: go at all, and go in one request with others. */
export interface May {
  readonly go: (head: Head) => boolean
  readonly join: (head: Head) => boolean
}

/** Heads that are looked at in one go. */
const PAGE = 256
/** Of one call: what is left comes with the next. */
const MOST_PAGES = 16

export class ReplayReader {
  readonly #spool: Spool
  readonly #target: string
  /** Everything up to here is on its way, held back, or done with. */
  #after = 0
  #isAtEnd = false

  constructor(spool: Spool, target: string) {
    this.#spool = spool
    this.#target = target
  }

  /** Nothing is left that may go. */
  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  /** Looks at everything again from `seq` on; 0: from the oldest. */
  rewind(seq = 0): void {
    this.#after = Math.min(this.#after, Math.max(seq - 1, 0))
    this.#isAtEnd = false
  }

  /** Empty where nothing may go. */
  next(mostLines: number, may: May): readonly Frame[] {
    for (let page = 0; page < MOST_PAGES && !this.#isAtEnd; page++) {
      const heads = this.#spool.heads(this.#target, this.#after, PAGE)
      const chosen = choose(heads, mostLines, may)
      const first = chosen[0]
      if (first !== undefined) {
        this.#after = first.seq - 1
        const frames = chosen.map(({ seq }) => this.read(seq)).filter((one) => one !== undefined)
        if (frames.length > 0) return frames
        // They were dropped in this very moment; look again.
        continue
      }
      this.#after = heads.at(-1)?.seq ?? this.#after
      if (heads.length < PAGE) this.#isAtEnd = true
    }
    return []
  }

  /** Undefined where it is owed no more. */
  read(seq: number): Frame | undefined {
    const frame = this.#spool.owed(this.#target, seq - 1, 1)[0]
    return frame?.seq === seq ? frame : undefined
  }
}

function choose(heads: readonly Head[], mostLines: number, { go, join }: May): readonly Head[] {
  const chosen: Head[] = []
  let lines = 0
  for (const head of heads) {
    const first = chosen[0] ?? head
    if (chosen.length > 0 && !join(first)) break
    if (head.tier !== first.tier || head.precision !== first.precision) continue
    const fits = chosen.length === 0 || (lines + head.points <= mostLines && join(head))
    if (!fits || !go(head)) continue
    chosen.push(head)
    lines += head.points
  }
  return chosen
}
