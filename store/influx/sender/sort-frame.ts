// One frame that was not taken as it is: its good lines get to the database, its bad ones to the dead letters.
import type { DeadLetter, Frame } from '../../spool/spool.ts'
import { type BadLine, sortLines } from './bisect.ts'
import type { Action } from './classify.ts'
import type { Delivery } from './delivery.ts'
import { atOfLine, bodyOf, linesOf, textOfLine } from './frame-lines.ts'
import { printable } from './said.ts'
import type { SenderContext } from './sender-context.ts'
import type { TrustedClock } from './trusted-clock.ts'

const LONGEST_MESSAGE = 500
/** Our own finding, no answer of a server. */
const NO_STATUS = 0
/** Letters are written in slices: one transaction each. */
const SLICE = 500

/** Gives what ended it before its time, and then nothing was done to the frame; undefined where the frame is settled. */
export async function sortFrame(
  frame: Frame,
  context: SenderContext,
  delivery: Delivery,
  clock: TrustedClock,
): Promise<Extract<Action, { do: 'wait' | 'hold' }> | undefined> {
  const { spool, target, condition, now, log } = context
  const all = linesOf(frame.body)
  if (all === undefined) {
    const message = 'the batch cannot be unpacked: it was damaged in the spool'
    // A comment: sent again it does no harm.
    const line = `# ${frame.points} points`
    bury([{ line, status: NO_STATUS, message }], frame, context)
    delivery.settle([frame], 0)
    return undefined
  }
  const isTrusted = clock.isTrusted(now())
  const from = clock.aheadFrom(now())
  const lines = all.filter((line) => !((atOfLine(line, frame.precision) ?? 0) > from))
  const ahead = all.length - lines.length
  if (ahead > 0 && !isTrusted) {
    const found = { why: 'points-ahead' }
    return { do: 'hold', problem: 'clock', scope: 'frame', said: '', found }
  }
  const sorted = await sortLines(lines, frame.precision, (part) =>
    delivery.send(frame, part === lines && ahead === 0 ? frame.body : bodyOf(part)),
  )
  if (sorted.stoppedBy !== undefined) return sorted.stoppedBy
  const { bad, expired } = sorted
  if (ahead > 0) {
    spool.count(target.name, 'future', ahead)
    log.warn({ target: target.name, points: ahead }, 'points dated ahead of the clock were dropped')
  }
  if (expired > 0) spool.count(target.name, 'expired', expired)
  if (bad.length > 0) {
    bury(bad, frame, context)
    const said = bad[0]?.message ?? ''
    condition.note('refused-points', { said, tier: frame.tier }, now())
  }
  delivery.settle([frame], lines.length - bad.length - expired)
  return undefined
}

function bury(bad: readonly BadLine[], { tier, precision }: Frame, context: SenderContext): void {
  const { spool, target, now } = context
  const letters: Omit<DeadLetter, 'n'>[] = bad.map(({ line, status, message }) => ({
    at: now(),
    target: target.name,
    tier,
    precision,
    status,
    message: printable(message, target).slice(0, LONGEST_MESSAGE),
    line: textOfLine(line),
  }))
  for (let i = 0; i < letters.length; i += SLICE) spool.bury(letters.slice(i, i + SLICE))
}
