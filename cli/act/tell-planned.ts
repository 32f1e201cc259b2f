// Says what an act made: how many targets, until when, under which id, and how it is undone.
import type { ApiPlannedList, ApiPlannedRow } from '../../console/api/planned-response.ts'
import { formatCount } from '../../texts/times.ts'
import type { CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askOrThrow } from '../data-folder.ts'
import type { Acted } from './act.ts'
import { timesOf } from './planned-lines.ts'
import { exitOf, jsonOf, warnOf } from './tell-done.ts'
import type { TimeFrame } from './times.ts'

export interface Telling {
  readonly frame: Omit<TimeFrame, 'edge'>
  /** From when until when it was asked for. */
  readonly when: Pick<ApiPlannedRow, 'from' | 'until' | 'weekly'>
  readonly context: CommandContext
}

/** `verb`: `Suspended`. Gives the exit code. */
export async function tellPlanned(
  config: Config,
  verb: string,
  done: Acted,
  { frame, when, context }: Telling,
): Promise<number> {
  const { id, covered, asks, warnings } = done
  const { json, out } = context
  const dryRun = id === ''
  if (json) {
    const counted = { dryRun, ...when, covered, confirm: asks === true, warnings }
    out(`${dryRun ? JSON.stringify(counted) : jsonOf({ id, covered }, done)}\n`)
    return exitOf(done)
  }
  const count = `${formatCount('en', covered)} ${covered === 1 ? 'target' : 'targets'}`
  if (dryRun) {
    const then = asks === true ? `; to do it, add --confirm ${covered}` : ''
    out(`It would cover ${count} ${timesOf(when, frame)}; nothing was changed${then}.\n`)
    warnOf(done, context)
    return 0
  }
  const { rows } = await askOrThrow<ApiPlannedList>(config, '/api/planned')
  const row = rows.find((one) => one.id === id)
  const times = row === undefined ? '' : ` ${timesOf(row, frame)}`
  out(`${verb} ${count}${times} as ${id}.\n`)
  out(`What is planned: ronda maintenance. End it: ronda resume ${id}\n`)
  warnOf(done, context)
  return exitOf(done)
}
