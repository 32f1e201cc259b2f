// Says what an act made: how many targets, until when, under which id, and how it is undone.
import type { ApiPlannedList } from '../../console/api/planned-response.ts'
import { formatCount } from '../../texts/times.ts'
import type { CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askOrThrow } from '../data-folder.ts'
import type { Acted } from './act.ts'
import { timesOf } from './planned-lines.ts'
import type { TimeFrame } from './times.ts'

/** `verb`: `Suspended`. Gives the exit code. */
export async function tellPlanned(
  config: Config,
  verb: string,
  { id, covered, asks }: Acted,
  frame: Omit<TimeFrame, 'edge'>,
  { json, out }: CommandContext,
): Promise<number> {
  const dryRun = id === ''
  if (json) {
    const answer = dryRun ? { dryRun, covered, confirm: asks === true } : { id, covered }
    out(`${JSON.stringify(answer)}\n`)
    return 0
  }
  const count = `${formatCount('en', covered)} ${covered === 1 ? 'target' : 'targets'}`
  if (dryRun) {
    const then = asks === true ? `; to do it, add --confirm ${covered}` : ''
    out(`It would cover ${count}; nothing was changed${then}.\n`)
    return 0
  }
  const { rows } = await askOrThrow<ApiPlannedList>(config, '/api/planned')
  const row = rows.find((one) => one.id === id)
  const times = row === undefined ? '' : ` ${timesOf(row, frame)}`
  out(`${verb} ${count}${times} as ${id}.\n`)
  out(`What is planned: ronda maintenance. End it: ronda resume ${id}\n`)
  return 0
}
