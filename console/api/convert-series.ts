// How writing the time series goes, from the program's own values (epoch milliseconds) to what the API says.
import { TIERS } from '../../store/schema/tiers.ts'
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'
import type { DeadLetter } from '../../store/spool/spool.ts'
import { seriesProblemText } from '../../texts/series.ts'
import type { ReplayOutcome } from '../actions.ts'
import { iso } from './iso.ts'
import type { ApiDeadLetters, ApiReplayed, ApiSeries, ApiSeriesTarget } from './series-response.ts'

/** A line may have 64 KiB, and a page 1,000 of them. */
const MOST_SHOWN = 2000

export function seriesOut(status: SeriesStatus | undefined): ApiSeries {
  if (status === undefined) return { configured: false }
  const { at, spool, targets, rolledTo } = status
  const { failingSince, ...rest } = spool
  return {
    configured: true,
    at: iso(at),
    spool: { ...rest, ...(failingSince === undefined ? {} : { failingSince: iso(failingSince) }) },
    targets: targets.map(targetOut),
    rolledTo: Object.fromEntries(
      TIERS.flatMap((tier) => {
        const to = rolledTo[tier]
        return to === undefined ? [] : [[tier, iso(to)]]
      }),
    ),
  }
}

/** `limit` is what was asked for: a full page has another one behind it. */
export function deadLettersOut(letters: readonly DeadLetter[], limit: number): ApiDeadLetters {
  const last = letters.length >= limit ? letters.at(-1) : undefined
  return {
    rows: letters.map(({ n, at, target, tier, status, message, line }) => ({
      n,
      at: iso(at),
      target,
      tier,
      status,
      message,
      line: line.slice(0, MOST_SHOWN),
      cut: line.length > MOST_SHOWN,
    })),
    ...(last ? { next: last.n } : {}),
  }
}

export function replayedOut(outcome: Extract<ReplayOutcome, { result: 'started' }>): ApiReplayed {
  const { frames, deadLetters, span } = outcome
  return {
    frames,
    deadLetters,
    ...(span ? { span: { from: iso(span.from), to: iso(span.to), tiers: [...span.tiers] } } : {}),
  }
}

function targetOut(target: SeriesTargetStatus): ApiSeriesTarget {
  const { since, backlog, lastWrittenAt, problem, losses, ...rest } = target
  const { oldestAt, waitingSince, ...owed } = backlog
  return {
    ...rest,
    since: iso(since),
    backlog: {
      ...owed,
      ...(oldestAt === undefined ? {} : { oldestAt: iso(oldestAt) }),
      ...(waitingSince === undefined ? {} : { waitingSince: iso(waitingSince) }),
    },
    ...(lastWrittenAt === undefined ? {} : { lastWrittenAt: iso(lastWrittenAt) }),
    ...(problem === undefined ? {} : { problem: problemOut(problem, target) }),
    losses: { ...losses, dropped: { ...losses.dropped } },
  }
}

function problemOut(
  { code, values, since }: NonNullable<SeriesTargetStatus['problem']>,
  { name, url }: SeriesTargetStatus,
): NonNullable<ApiSeriesTarget['problem']> {
  const told = { url, ...values, name }
  return {
    code,
    values: told,
    since: iso(since),
    ...seriesProblemText('en', { code, values: told }),
  }
}
