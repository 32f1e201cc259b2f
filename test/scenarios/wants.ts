// The wants of a scenario: from what a step has to what must have come.
import { MESSAGE_TYPES } from '../../alerts/notification.ts'
import { type Around, type Plain, present, type Reading } from './reading.ts'
import type { Span, Want, WantedMessages } from './scenario.ts'
import { WANT_IN_ALL, WANTS } from './schema.ts'

export function wantOf(
  kind: keyof typeof WANTS,
  plain: Plain,
  given: Span,
  around: Around,
  reading: Reading,
): Want | undefined {
  const span = { from: given.from, until: given.until + around.toleranceMs }
  if (kind === 'states') {
    const states = reading.parse(WANTS.states, kind, plain)
    for (const id of Object.keys(states ?? {}))
      reading.pick([kind, id], { only: [id] }, around.fleet)
    return states && { want: kind, span, states }
  }
  if (kind === 'incidents') {
    const incidents = reading.parse(WANTS.incidents, kind, plain)
    return incidents && { want: kind, span, ...present(incidents) }
  }
  const wanted = reading.parse(WANTS.want, kind, plain)
  if (!wanted) return undefined
  const { affected, cause, text, severity, to, incidents } = wanted
  const list = affected && reading.pick([kind, 'affected'], present(affected), around.fleet)
  reading.receivers(to ?? [], [kind, 'to'], around.receivers)
  const counts = countsOf(wanted)
  // Time to come late is none where nothing may come.
  const nothing = Object.values(counts).every(([, most]) => most === 0)
  return {
    want: 'messages',
    span: nothing ? given : span,
    whole: false,
    counts,
    to: to ?? around.receivers,
    ...present({ cause, text, severity, incidents, affected: list }),
  }
}

export function wantInAll(
  plain: Plain,
  at: number,
  around: Around,
  reading: Reading,
): WantedMessages | undefined {
  const wanted = reading.parse(WANT_IN_ALL, 'want-in-all', plain)
  if (!wanted) return undefined
  const { to, incidents } = wanted
  reading.receivers(to ?? [], ['want-in-all', 'to'], around.receivers)
  return {
    want: 'messages',
    span: { from: 0, until: at },
    whole: true,
    counts: countsOf(wanted),
    to: to ?? around.receivers,
    ...present({ incidents }),
  }
}

function countsOf(wanted: WantedMessages['counts'] | Plain): WantedMessages['counts'] {
  const named = Object.entries(wanted).filter(
    ([key, count]) => count !== undefined && (MESSAGE_TYPES as readonly string[]).includes(key),
  )
  return Object.fromEntries(named) as WantedMessages['counts']
}
