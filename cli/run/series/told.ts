// The series that alert rules look at, with what it takes to make them steady: who has a series, and which has ended.
import type { Incident } from '../../../incidents/incident.ts'
import {
  endedFault,
  faultPoints,
  RECORDER_FAULTS,
  type RecorderFault,
} from '../../../store/aggregates/fault-points.ts'
import {
  type CauseTags,
  endedOutage,
  NO_PLACES,
  type OutagePlaces,
  outagePoints,
} from '../../../store/aggregates/outage-points.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import { MOST_FAULTS, MOST_OUTAGES } from '../../../store/schema/told-measurements.ts'
import { Endings } from './endings.ts'

export class Told {
  readonly #tagsOf: (incident: Incident) => CauseTags
  readonly #outages = new Endings<'outage'>(endedOutage, MOST_OUTAGES)
  readonly #faults = new Endings<'fault'>(endedFault, MOST_FAULTS * RECORDER_FAULTS.length)
  #places: OutagePlaces = NO_PLACES
  #tags: ReadonlyMap<string, CauseTags> = new Map()

  /** `open`: at the start, `at` epoch milliseconds. Of those that ended before nothing is known. */
  constructor(
    tagsOf: (incident: Incident) => CauseTags,
    open: readonly Incident[] = [],
    at = Number.NEGATIVE_INFINITY,
  ) {
    this.#tagsOf = tagsOf
    // One that is found to be over before the first slot has a series from before the restart, which must end.
    this.outages(open, at)
  }

  /** Once for each slot, epoch milliseconds. */
  outages(open: readonly Incident[], at: number): readonly Point<'outage'>[] {
    const tags = new Map<string, CauseTags>()
    for (const one of open) if (one.settled) tags.set(one.id, this.#steady(one))
    this.#tags = tags
    const tagsOf = (incident: Incident): CauseTags => tags.get(incident.id) as CauseTags
    const { points, places } = outagePoints(open, tagsOf, this.#places, at)
    this.#places = places
    return this.#outages.take(points, at)
  }

  /** Once for each minute, epoch milliseconds. */
  faults(now: readonly RecorderFault[], at: number): readonly Point<'fault'>[] {
    return this.#faults.take(faultPoints(now, at), at)
  }

  /**
   * As they were when it was first told, so that it stays one series and one alert; only its severity may rise. The
   * built-in notifier does the same (alerts/desk/notices.ts).
   */
  #steady(incident: Incident): CauseTags {
    const known = this.#tags.get(incident.id)
    if (known === undefined) return this.#tagsOf(incident)
    if (known.severity === 'critical') return known
    const { severity } = this.#tagsOf(incident)
    return severity === known.severity ? known : { ...known, severity }
  }
}
