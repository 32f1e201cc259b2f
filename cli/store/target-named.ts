// Which database a command means by a name.
import { didYouMean } from '../../fleet/suggest.ts'
import type { SeriesStatus } from '../../store/series/status.ts'

/** What is wrong with `--target NAME`, as a line; undefined where it is one of those that are configured. */
export function targetProblem(
  status: SeriesStatus | undefined,
  name: string | undefined,
): string | undefined {
  if (status === undefined) {
    return 'no database of time series is configured; name one under influx: targets: in ronda.yaml'
  }
  const names = status.targets.map((target) => target.name)
  if (name === undefined || names.includes(name)) return undefined
  const close = didYouMean(name, names)
  return `--target ${name}: no database is called so; ${close ? `did you mean ${close}?` : `one of ${names.join(', ')}`}`
}
