// The way of the series as `ronda run` has it: lines, gzip, spool and HTTP in a thread of their own.
import type { Logger } from '../../fleet/logger.ts'
import type { Series, SeriesOptions } from './series.ts'
import { ThreadSeries } from './thread-series.ts'

/** Opens the spool. Never rejects: a spool that cannot be opened and a database that is not there are in its status. */
export async function startSeries(options: SeriesOptions, logger: Logger): Promise<Series> {
  const series = new ThreadSeries(options, logger)
  await series.start()
  return series
}
