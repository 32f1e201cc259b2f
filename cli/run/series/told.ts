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
  outagePoints,
} from '../../../store/aggregates/outage-points.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import { MOST_FAULTS, MOST_OUTAGES } from '../../../store/schema/told-measurements.ts'
import { Endings } from './endings.ts'

/** After a restart of the program series go on from the incidents that are open then, and nothing is known of those that ended. */
export class Told {
  readonly #tagsOf: (incident: Incident) => CauseTags
  readonly #outages = new Endings<'outage'>(endedOutage, MOST_OUTAGES)
  readonly #faults = new Endings<'fault'>(endedFault, MOST_FAULTS * RECORDER_FAULTS.length)
  #seated: ReadonlySet<string> = new Set()

  constructor(tagsOf: (incident: Incident) => CauseTags) {
    this.#tagsOf = tagsOf
  }

  /** Once for each slot, epoch milliseconds. */
  outages(open: readonly Incident[], at: number): readonly Point<'outage'>[] {
    const { points, seated } = outagePoints(open, this.#tagsOf, this.#seated, at)
    this.#seated = seated
    return this.#outages.take(points, at)
  }

  /** Once for each minute, epoch milliseconds. */
  faults(now: readonly RecorderFault[], at: number): readonly Point<'fault'>[] {
    return this.#faults.take(faultPoints(now, at), at)
  }
}
