// What `ronda store status` says: each database with what waits for it and what is wrong, then the spool.
import { TIERS } from '../../store/schema/tiers.ts'
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'
import type { Clock } from '../../texts/sentence.ts'
import {
  SERIES_LOSS_TEXTS,
  type SeriesLoss,
  seriesProblemText,
  seriesStateName,
} from '../../texts/series.ts'
import { formatCount, formatDuration, formatMegabytes, formatTime } from '../../texts/times.ts'

/** `running` is false where it is not known how the databases are now. */
export function statusLines(status: SeriesStatus, clock: Clock, running: boolean): string[] {
  const neverRan = !running && status.spool.fileBytes === 0
  return [
    ...status.targets.flatMap((target) =>
      neverRan
        ? [targetHead(target), `  ${seriesStateName('en', 'starting')}`, '']
        : [...targetLines(target, clock, running), ''],
    ),
    ...spoolLines(status, clock),
  ]
}

function targetLines(target: SeriesTargetStatus, clock: Clock, running: boolean): string[] {
  const { name, url, state, since, deadLetters, problem } = target
  const how = `: ${seriesStateName('en', state)} since ${time(since, clock)}`
  const told = problem && { ...problem, values: { url, ...problem.values, name } }
  const { what, remedy } = told ? seriesProblemText('en', told) : { what: '', remedy: '' }
  return [
    `${targetHead(target)}${running ? how : ''}`,
    ...(told ? [`  ${what}`, `  Remedy: ${remedy}`] : []),
    `  ${owedText(target, clock)}`,
    ...(running ? [`  ${writtenText(target, clock)}`] : []),
    ...lossLines(target),
    ...(deadLetters > 0
      ? [
          `  ${counted(deadLetters, 'dead letter')}; they are listed by: ronda store dead-letters --target ${name}`,
        ]
      : []),
  ]
}

function targetHead({ name, url, dialect }: SeriesTargetStatus): string {
  return `${name}  ${url} (InfluxDB ${dialect})`
}

function owedText({ backlog, lagMs }: SeriesTargetStatus, clock: Clock): string {
  const { frames, points, bytes, oldestAt } = backlog
  if (frames === 0) return 'lag 0 s, nothing waits'
  const oldest = oldestAt === undefined ? '' : `, the oldest of ${time(oldestAt, clock)}`
  const size = `${counted(frames, 'frame')}, ${formatMegabytes('en', bytes)}`
  return `lag ${formatDuration('en', lagMs)}: ${counted(points, 'point')} wait in ${size}${oldest}`
}

function writtenText(
  { written, lastWrittenAt, liveP50Ms, liveP99Ms }: SeriesTargetStatus,
  clock: Clock,
): string {
  if (lastWrittenAt === undefined) return 'nothing written since the start'
  const latency =
    liveP50Ms === undefined || liveP99Ms === undefined
      ? ''
      : `; half within ${Math.round(liveP50Ms)} ms, 99 % within ${Math.round(liveP99Ms)} ms`
  return `${counted(written, 'point')} written since the start, the last ${time(lastWrittenAt, clock)}${latency}`
}

/** What is kept as dead letters is not lost: it has a line of its own. */
function lossLines({ losses }: SeriesTargetStatus): string[] {
  const { dropped, deadLetters: _, ...rest } = losses
  const all = Object.entries({ ...dropped, ...rest }) as [SeriesLoss, number][]
  const lost = all.filter(([, points]) => points > 0)
  if (lost.length === 0) return []
  const parts = lost.map(([why, n]) => `${formatCount('en', n)} (${SERIES_LOSS_TEXTS.en[why]})`)
  return [`  lost, ever: ${parts.join(', ')}`]
}

function spoolLines({ spool, rolledTo }: SeriesStatus, clock: Clock): string[] {
  const { bytes, fileBytes, maxBytes, points, failingSince, lastError, inMemory, lostInMemory } =
    spool
  const size = `${formatMegabytes('en', bytes)} of ${formatMegabytes('en', maxBytes)}`
  // Free pages, which are used again, and the log.
  const onDisk = fileBytes > 1.1 * bytes ? `, ${formatMegabytes('en', fileBytes)} on disk` : ''
  const ahead = TIERS.flatMap((tier) => {
    const to = rolledTo[tier]
    return to === undefined ? [] : [`${tier} ${time(to, clock)}`]
  })
  return [
    `Spool: ${size}${onDisk}, ${counted(points, 'point')} wait`,
    ...(failingSince === undefined
      ? []
      : [
          `Spool: CANNOT WRITE since ${time(failingSince, clock)}: ${lastError ?? 'unknown'}; ${counted(inMemory, 'frame')} wait in memory, ${counted(lostInMemory, 'point')} lost there`,
        ]),
    ...(ahead.length === 0 ? [] : [`Summed up to: ${ahead.join(', ')}`]),
  ]
}

function time(at: number, { timezone, now }: Clock): string {
  return formatTime('en', at, timezone, now)
}

function counted(n: number, what: string): string {
  return `${formatCount('en', n)} ${what}${n === 1 ? '' : 's'}`
}
