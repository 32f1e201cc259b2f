// Spans that were sent before, sent again out of the local store: for a database that lost them, or is new.
import { SPAN_TIERS, type SpanTier } from '../series/columns.ts'
import { firstFrom, type Span, spansOf } from './spans.ts'

export interface ReplayOptions {
  /** Default all. */
  readonly tiers?: readonly SpanTier[]
  /** Ends it after the span at work; what was sent stays sent. */
  readonly signal?: AbortSignal
  /** Called after each span with how many are sent, and of how many. */
  readonly progress?: (sent: number, ofAll: number) => void
}

export interface ReplayParts {
  readonly timezone: string
  readonly send: (span: Span & { readonly tier: SpanTier }) => Promise<void>
  /** Epoch milliseconds: of spans that begin before, not all minutes are kept. */
  readonly oldest: () => number
  /** What ends later was not sent yet, and comes by itself. */
  readonly rolledTo: () => Readonly<Partial<Record<SpanTier, number>>>
  readonly stopped: () => boolean
}

/** Gives what sends the spans that lie wholly in [from, to), coarse tiers first, each oldest first; gives how many. */
export function createReplay(
  parts: ReplayParts,
): (from: number, to: number, options?: ReplayOptions) => Promise<number> {
  const spanAt = spansOf(parts.timezone)
  return async (from, to, options = {}) => {
    const { tiers = SPAN_TIERS, signal, progress } = options
    const ends = parts.rolledTo()
    const begin = Math.max(from, parts.oldest())
    const runs = SPAN_TIERS.toReversed()
      .filter((tier) => tiers.includes(tier))
      .map((tier) => ({ tier, end: Math.min(to, ends[tier] ?? -Infinity) }))
    const spans = function* () {
      for (const { tier, end } of runs) {
        let span = firstFrom(spanAt, tier, begin)
        for (; span.to <= end; span = spanAt(tier, span.to)) yield { tier, ...span }
      }
    }
    let ofAll = 0
    for (const _ of spans()) ofAll++
    let sent = 0
    for (const span of spans()) {
      if (signal?.aborted || parts.stopped()) return sent
      if (span.from < parts.oldest()) continue
      await parts.send(span)
      sent++
      progress?.(sent, ofAll)
    }
    return sent
  }
}
