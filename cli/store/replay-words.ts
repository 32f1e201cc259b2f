// The words of `ronda store replay`: checked together, and made into what the program is asked for.
import { SPAN_REPLAY_TIERS } from '../../console/actions.ts'
import { instantOfMoment, moment } from '../../fleet/schema/moment.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import { lengthOf } from '../act/times.ts'
import type { Arguments } from '../command.ts'
import { targetProblem } from './target-named.ts'

/** How a time that is past may be written, for help and remedies. */
export const PAST_FORMS =
  '2026-12-31, "2026-12-31 18:00", 2026-12-31T18:00+07:00 or -3d (so long ago)'

const AGO = /^-(?:\d{1,4}[wdhm])+$/
/** What they are called in a request for a span, and what else people write. */
const TIERS_TEXT = SPAN_REPLAY_TIERS.join(', ')

export interface ReplayBody {
  readonly target?: string
  readonly deadLetters: boolean
  readonly from?: string
  readonly to?: string
  readonly tiers?: readonly string[]
}

interface Frame {
  readonly status: SeriesStatus | undefined
  /** IANA name of the city's zone. */
  readonly timezone: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** The body of the request, with what was changed of the words as a line, or every problem of them as a line. */
export function replayBody(
  values: Arguments['values'],
  { status, timezone, now }: Frame,
):
  | { readonly body: ReplayBody; readonly note?: string }
  | { readonly problems: readonly string[] } {
  const problems: string[] = []
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const at = (name: string, edge: 'start' | 'end'): number | undefined => {
    const written = text(name)
    if (written === undefined) return undefined
    const found = pastTime(written, { timezone, now, edge })
    if (found === undefined) problems.push(`--${name} ${written} is no time; write ${PAST_FORMS}`)
    return found
  }
  const target = text('target')
  const wrong = targetProblem(status, target)
  if (wrong !== undefined) problems.push(wrong)
  const from = at('from', 'start')
  const until = at('to', 'end')
  const tiers = tiersOf(text('tiers'), problems)
  const hasSpan = text('from') !== undefined
  if (!hasSpan && (text('to') ?? text('tiers')) !== undefined)
    problems.push('--from is missing: --to and --tiers are of a span')
  if (hasSpan && target !== undefined)
    problems.push('--target: a span is written once more to all databases; leave --target out')
  const to = Math.min(until ?? now, now)
  if (from !== undefined && to <= from)
    problems.push(`--from ${text('from')} is not before ${to < now ? '--to' : 'now'}`)
  if (problems.length > 0) return { problems }
  const isAhead = until !== undefined && until > now
  return {
    ...(isAhead ? { note: `--to ${text('to')} is ahead; it ends now.` } : {}),
    body: {
      ...(target === undefined ? {} : { target }),
      deadLetters: values['dead-letters'] === true,
      ...(from === undefined
        ? {}
        : { from: new Date(from).toISOString(), to: new Date(to).toISOString(), tiers }),
    },
  }
}

/** Epoch milliseconds; of a date its first moment, or its last. */
function pastTime(
  text: string,
  { timezone, now, edge }: { timezone: string; now: number; edge: 'start' | 'end' },
): number | undefined {
  if (AGO.test(text)) return now - lengthOf(text)
  const read = moment.safeParse(text)
  return read.success ? instantOfMoment(read.data, timezone, edge) : undefined
}

function tiersOf(text: string | undefined, problems: string[]): readonly string[] {
  if (text === undefined) return SPAN_REPLAY_TIERS
  const tiers = text.split(',').map((tier) => tier.trim())
  for (const tier of tiers) {
    if (SPAN_REPLAY_TIERS.some((known) => known === tier)) continue
    const close = didYouMean(tier, SPAN_REPLAY_TIERS)
    const remedy =
      tier === 'raw'
        ? `the local store keeps minutes, no 10 s values; one or more of ${TIERS_TEXT}`
        : close
          ? `did you mean ${close}?`
          : `one or more of ${TIERS_TEXT}, with commas between them`
    problems.push(`--tiers ${text}: no such tier as "${tier}"; ${remedy}`)
  }
  return tiers
}
