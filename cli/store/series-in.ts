// How writing the time series goes as the API says it (ISO 8601), back into the program's own values (epoch milliseconds).
import type { ApiSeriesStatus, ApiSeriesTarget } from '../../console/api/series-response.ts'
import { DIALECTS } from '../../store/influx/target.ts'
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'

export function seriesIn({ at, spool, targets, rolledTo }: ApiSeriesStatus): SeriesStatus {
  const { failingSince, lastError, ...room } = spool
  return {
    at: Date.parse(at),
    spool: {
      ...room,
      ...(failingSince === undefined ? {} : { failingSince: Date.parse(failingSince) }),
      ...(lastError === undefined ? {} : { lastError }),
    },
    targets: targets.map(targetIn),
    rolledTo: Object.fromEntries(
      Object.entries(rolledTo).map(([tier, to]) => [tier, Date.parse(to)]),
    ),
  }
}

function targetIn(target: ApiSeriesTarget): SeriesTargetStatus {
  const { since, backlog, lastWrittenAt, liveP50Ms, liveP99Ms, problem, dialect, ...rest } = target
  const { oldestAt, waitingSince, ...owed } = backlog
  return {
    ...rest,
    dialect: DIALECTS.find((one) => one === dialect) ?? '1',
    since: Date.parse(since),
    backlog: {
      ...owed,
      ...(oldestAt === undefined ? {} : { oldestAt: Date.parse(oldestAt) }),
      ...(waitingSince === undefined ? {} : { waitingSince: Date.parse(waitingSince) }),
    },
    ...(lastWrittenAt === undefined ? {} : { lastWrittenAt: Date.parse(lastWrittenAt) }),
    ...(liveP50Ms === undefined ? {} : { liveP50Ms }),
    ...(liveP99Ms === undefined ? {} : { liveP99Ms }),
    ...(problem === undefined
      ? {}
      : {
          problem: {
            code: problem.code,
            values: problem.values,
            since: Date.parse(problem.since),
          },
        }),
  }
}
