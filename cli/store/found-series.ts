// How writing the time series goes: from the running program, or from the spool that it left.

import type { ApiSummary } from '../../console/api/response.ts'
import type { ApiSeries } from '../../console/api/series-response.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import type { Config } from '../config.ts'
import { askRunning } from '../data-folder.ts'
import { cityOf } from '../run/city.ts'
import { keptSeries } from './kept-series.ts'
import { seriesIn } from './series-in.ts'

export interface FoundSeries {
  readonly running: boolean
  /** The process that is there but does not answer. */
  readonly silentPid?: number
  readonly city: string
  /** IANA name. */
  readonly timezone: string
  /** Undefined where no database is configured. */
  readonly status: SeriesStatus | undefined
}

export async function findSeries(config: Config): Promise<FoundSeries> {
  const answer = await askRunning(config, '/api/summary')
  if (answer.type === 'body') {
    const { city, timezone } = answer.body as ApiSummary
    return { running: true, city, timezone, status: await runningSeries(config) }
  }
  const { city, timezone } = await cityOf(config)
  return {
    running: false,
    ...(answer.type === 'silent' ? { silentPid: answer.pid } : {}),
    city,
    timezone,
    status: keptSeries(config, Date.now()),
  }
}

/** Undefined where no program answers, or it has no database configured. */
export async function runningSeries(config: Config): Promise<SeriesStatus | undefined> {
  const answer = await askRunning(config, '/api/series')
  const series = answer.type === 'body' ? (answer.body as ApiSeries | undefined) : undefined
  return series?.configured === true ? seriesIn(series) : undefined
}
