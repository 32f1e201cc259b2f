// What the spool of a data folder says of the time series, when no program runs on it. It is only read.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TIERS } from '../../store/schema/tiers.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import { openSpoolReader, type SpoolReader } from '../../store/spool/read-spool.ts'
import type { Config } from '../config.ts'
import { SPOOL_FILE } from '../run/influx.ts'

/**
 * Opens the spool for reading, and closes it after `look`; undefined where there is none yet. Throws RND_SPOOL_OPEN where
 * it cannot be read.
 */
export function lookIntoSpool<T>(config: Config, look: (spool: SpoolReader) => T): T | undefined {
  const file = join(config.data, SPOOL_FILE)
  if (!existsSync(file)) return undefined
  const spool = openSpoolReader(file)
  try {
    return look(spool)
  } finally {
    spool.close()
  }
}

/**
 * As it stood when the spool was written last: what is owed and what was lost. Whether a database can be reached is not
 * known, so each is `starting`. Undefined where none is configured.
 */
export function keptSeries(config: Config, now: number): SeriesStatus | undefined {
  const { influx } = config
  if (influx === undefined) return undefined
  const maxBytes = influx.spool.maxMegabytes * 1_000_000
  const at = writtenAt(config) ?? now
  const empty = {
    bytes: 0,
    fileBytes: 0,
    frames: 0,
    points: 0,
    maxBytes,
    inMemory: 0,
    lostInMemory: 0,
  }
  const targets = influx.targets.map(({ name, url, dialect }) => ({ name, url, dialect }))
  const read = lookIntoSpool(config, (spool): SeriesStatus => {
    const rolledTo = TIERS.flatMap((tier) => {
      const to = spool.mark(`rolled.${tier}`)
      return to === undefined ? [] : [[tier, to] as const]
    })
    return {
      at,
      spool: { ...empty, ...spool.health() },
      targets: targets.map((target) => {
        const { name } = target
        const backlog = spool.backlog(name)
        return {
          ...UNTRIED,
          ...target,
          since: at,
          backlog,
          lagMs: Math.max(0, now - (backlog.waitingSince ?? now)),
          losses: spool.losses(name),
          deadLetters: spool.deadLetterCount(name),
        }
      }),
      rolledTo: Object.fromEntries(rolledTo),
    }
  })
  return (
    read ?? {
      at,
      spool: empty,
      targets: targets.map((target) => ({ ...UNTRIED, ...target, since: at })),
      rolledTo: {},
    }
  )
}

const UNTRIED = {
  state: 'starting',
  backlog: { frames: 0, points: 0, bytes: 0 },
  lagMs: 0,
  written: 0,
  losses: {
    dropped: { raw: 0, minute: 0, hour: 0, state: 0, kept: 0 },
    expired: 0,
    future: 0,
    deadLetters: 0,
    deadLettersDropped: 0,
  },
  deadLetters: 0,
} as const

/** When the spool was written last; what was written is in the file beside it until it is folded in. */
function writtenAt({ data }: Config): number | undefined {
  const times = [SPOOL_FILE, `${SPOOL_FILE}-wal`].flatMap((name) => {
    const { mtimeMs, size } = statSync(join(data, name), { throwIfNoEntry: false }) ?? {}
    return mtimeMs === undefined || size === 0 ? [] : [mtimeMs]
  })
  return times.length > 0 ? Math.round(Math.max(...times)) : undefined
}
