// Whether the messages that a scenario wants came; where not, what came instead. Pure.

import { MESSAGE_TYPES } from '../../alerts/notification.ts'
import { causeName } from '../../store/aggregates/cause-place.ts'
import type { Received } from '../rigs/scenario-sink.ts'
import type { Count, WantedMessages } from './scenario.ts'

/** A message as it was delivered. */
export interface Delivered {
  /** Milliseconds as in Span. */
  readonly at: number
  readonly receiver: string
  readonly message: Received
}

/** One sentence and what came to these receivers, a line each; undefined where all is as wanted. */
export function judge(want: WantedMessages, delivered: readonly Delivered[]): string | undefined {
  const { span, to } = want
  const toThem = delivered.filter(({ receiver }) => to.includes(receiver))
  const inTime = toThem.filter(({ at }) => at >= span.from && at < span.until)
  const faults = [...countFaults(want, inTime), ...contentFaults(want, inTime)]
  if (faults.length === 0) return undefined
  const when = `from ${seconds(span.from)} to ${seconds(span.until)}, to ${to.join(', ')}`
  const came = toThem.length === 0 ? ['  nothing came'] : toThem.map(tell)
  return [`${when}: ${faults.join('; ')}. What came to them in all:`, ...came].join('\n')
}

/** `  +12.3s noc page "Node Simpul 1 down: ..." (4 affected)`. */
export function tell({ at, receiver, message }: Delivered): string {
  const { type, title, list } = message
  return `  +${seconds(at)} ${receiver} ${type} "${title}" (${list.length} on its list)`
}

function* countFaults(want: WantedMessages, inTime: readonly Delivered[]): Generator<string> {
  for (const type of MESSAGE_TYPES) {
    const count = want.counts[type] ?? (want.whole ? ([0, 0] as const) : undefined)
    if (count === undefined) continue
    const came = inTime.filter(({ message }) => message.type === type).length
    if (came < count[0] || came > count[1]) yield `wanted ${type} ${words(count)}, came ${came}`
  }
  if (want.incidents === undefined) return
  const told = inTime.flatMap(({ message }) => message.incidents.map(({ id }) => id))
  const came = new Set(told).size
  if (came < want.incidents[0] || came > want.incidents[1]) {
    yield `wanted ${words(want.incidents)} incidents in them, came ${came}`
  }
}

/** Of every message of a type that is wanted at all. */
function* contentFaults(want: WantedMessages, inTime: readonly Delivered[]): Generator<string> {
  for (const { at, message } of inTime) {
    if ((want.counts[message.type]?.[1] ?? 0) === 0) continue
    for (const fault of faultsOf(want, message)) {
      yield `the ${message.type} of +${seconds(at)} ${fault}`
    }
  }
}

function* faultsOf(want: WantedMessages, message: Received): Generator<string> {
  const { cause, text, severity, affected } = want
  const causes = message.incidents.map((incident) => causeName(incident.cause))
  if (cause !== undefined && !causes.includes(cause)) {
    yield `is about ${causes.join(', ') || 'no incident'}, not ${cause}`
  }
  const said = [message.title, ...message.lines].join('\n')
  if (text !== undefined && !said.includes(text)) yield `does not say "${text}": ${said}`
  if (severity !== undefined && message.severity !== severity) {
    yield `is ${message.severity}, not ${severity}`
  }
  if (affected === undefined) return
  const listed = new Set(message.list.map(({ id }) => id))
  const wanted = new Set(affected.ids)
  const missing = affected.ids.filter((id) => !listed.has(id))
  const others = [...listed].filter((id) => !wanted.has(id))
  if (missing.length > 0) yield `lacks ${some(missing)} on its list`
  if (others.length > 0) yield `has ${some(others)} on its list that do not belong there`
  if (listed.size !== message.list.length) yield 'has targets twice on its list'
}

const SHOWN = 5

function some(ids: readonly string[]): string {
  const rest = ids.length - SHOWN
  return rest > 0 ? `${ids.slice(0, SHOWN).join(', ')} and ${rest} more` : ids.join(', ')
}

function words([least, most]: Count): string {
  return least === most ? `${least}` : `${least} to ${most}`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`
}
