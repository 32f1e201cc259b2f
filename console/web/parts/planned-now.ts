// How many targets are switched off on purpose now, and until when.
import { plannedHoldText } from '../../../texts/notices.ts'
import type { Words } from '../hooks.ts'
import type { LiveCity } from '../live-city.ts'

/** All kinds; 0 before the first word from the server. */
export function plannedNow({ summary }: LiveCity): number {
  if (summary?.planned) return summary.planned.targets
  const kinds = Object.values(summary?.counts ?? {})
  return kinds.reduce((sum, { suspended, maintenance }) => sum + suspended + maintenance, 0)
}

/** By how many suspensions and windows, and which of them ends first; undefined where none holds. `now`: epoch ms. */
export function plannedHold({ summary }: LiveCity, words: Words, now: number): string | undefined {
  const planned = summary?.planned
  if (planned?.nextEnd === undefined) return undefined
  const nextEnd = { ...planned.nextEnd, at: Date.parse(planned.nextEnd.at) }
  const clock = { now, timezone: words.timezone }
  return plannedHoldText(words.language, { ...planned, nextEnd }, clock)
}
