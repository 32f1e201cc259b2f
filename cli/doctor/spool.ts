// Looks at the spool: can it be opened and written as `ronda run` would, is there room, does it owe to a forgotten name.
import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import { checkSpool } from '../../store/spool/check-spool.ts'
import { openSpoolReader } from '../../store/spool/read-spool.ts'
import { faultInWords } from '../../store/sqlite/faults.ts'
import { formatCount } from '../../texts/times.ts'
import type { InfluxSettings } from '../run/influx.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

/** `isRunning`: a program runs on this data folder, which then holds the lock of the spool. */
export function spool(
  { spool: { path, maxBytes, minFreePercent }, targets }: InfluxSettings,
  isRunning: boolean,
): readonly Finding[] {
  try {
    const check = checkSpool(path, !isRunning)
    if (check === 'damaged') {
      return [
        warn(
          'spool',
          `${path} is damaged: the next start moves it away and begins a new one, what waits in it is lost`,
          'look at the disk; what is kept in the local store is written once more by ronda store replay --from --to',
        ),
      ]
    }
    const names = new Set(targets.map(({ name }) => name))
    return [
      room(path, maxBytes, minFreePercent),
      ...(existsSync(path) ? forgotten(path, names) : []),
    ]
  } catch (error) {
    const remedy = error instanceof RondaError ? error.remedy : undefined
    return [fail('spool', faultInWords(error), remedy ?? `let this user write to ${path}`)]
  }
}

/** Less than the cap is no fault, the cap then shrinks. */
function room(path: string, maxBytes: number, minFreePercent: number): Finding {
  let folder = dirname(path)
  // The data folder is made at the first start.
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  const { bavail, blocks, bsize } = statfsSync(folder)
  const free = Math.max(0, bavail - (blocks * minFreePercent) / 100) * bsize
  const seen = `${path}, at most ${size(maxBytes)}`
  if (free >= maxBytes) return ok('spool', seen)
  return warn(
    'spool',
    `${seen}, but ${size(free)} of the disk may be used: what waits for a database is dropped earlier`,
    'make room, or set influx.spool.maxMegabytes and minFreePercent in ronda.yaml',
  )
}

/** What is owed to a database that ronda.yaml names no more. */
function forgotten(path: string, names: ReadonlySet<string>): readonly Finding[] {
  const reader = openSpoolReader(path)
  try {
    return reader.targets().flatMap((name) => {
      const { points } = reader.backlog(name)
      if (names.has(name) || points === 0) return []
      return warn(
        'spool',
        `${formatCount('en', points)} points wait for ${name}, which is not in influx.targets: the next start forgets them`,
        `give the name ${name} back to a database in influx.targets to keep them`,
      )
    })
  } finally {
    reader.close()
  }
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
