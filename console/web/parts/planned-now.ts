// How many targets are switched off on purpose now.
import type { LiveCity } from '../live-city.ts'

/** All kinds; 0 before the first word from the server. */
export function plannedNow({ summary }: LiveCity): number {
  const kinds = Object.values(summary?.counts ?? {})
  return kinds.reduce((sum, { suspended, maintenance }) => sum + suspended + maintenance, 0)
}
