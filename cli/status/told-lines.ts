// What `ronda status` says of planned outages and of how telling goes.
import type { ApiSummary } from '../../console/api/response.ts'
import type { PlannedSummary } from '../../console/live.ts'
import { plannedHoldText } from '../../texts/notices.ts'
import type { Clock } from '../../texts/sentence.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'

type Receivers = NonNullable<ApiSummary['receivers']>

/** One line where something is switched off on purpose now. */
export function plannedLine(
  planned: ApiSummary['planned'] | PlannedSummary,
  clock: Clock,
): string[] {
  if (planned?.nextEnd === undefined) return []
  const { at } = planned.nextEnd
  const nextEnd = { ...planned.nextEnd, at: typeof at === 'number' ? at : Date.parse(at) }
  return [`Planned: ${plannedHoldText('en', { ...planned, nextEnd }, clock)}`]
}

/** How many are told and reached, then a line for each receiver that has messages waiting or does not take them. */
export function toldLines(receivers: Receivers | undefined, clock: Clock): string[] {
  if (receivers === undefined) return []
  if (receivers.length === 0) return ['Nobody is told: ronda.yaml has no alerts (docs/alerts.md)']
  const waiting = receivers.filter((one) => one.waiting > 0 || one.failingSince !== undefined)
  return [
    `Told: ${counted(receivers.length, 'receiver')}, ${reached(receivers)}`,
    ...waiting.map((one) => receiverLine(one, clock)),
  ]
}

/** Of whom nothing was asked yet it is not known whether they can be reached. */
function reached(receivers: Receivers): string {
  const failing = receivers.filter((one) => one.failingSince !== undefined).length
  const untried = receivers.filter(
    (one) => one.failingSince === undefined && one.lastSentAt === undefined,
  ).length
  if (untried === receivers.length) return 'no message since the start'
  const told = failing === 0 ? 'all reached' : `${failing} not reached`
  return untried === 0 ? told : `${told} (${untried} had no message since the start)`
}

function receiverLine(receiver: Receivers[number], clock: Clock): string {
  const { id, channel, waiting, oldestAt, failingSince, lastError } = receiver
  const age =
    oldestAt === undefined
      ? ''
      : `, the oldest for ${formatDuration('en', clock.now - Date.parse(oldestAt))}`
  const waits = waiting === 0 ? [] : [`${counted(waiting, 'message')} waiting${age}`]
  if (failingSince === undefined) return `  ${id} (${channel}): ${waits.join('; ')}`
  const since = formatTime('en', Date.parse(failingSince), clock.timezone, clock.now)
  const why = lastError === undefined ? '' : ` (${lastError})`
  return `  ${id} (${channel}): ${[`failing since ${since}${why}`, ...waits].join('; ')}`
}

function counted(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`
}
