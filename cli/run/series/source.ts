// What the reporter asks of the rest of the program. Everything is read at the moment of the question.
import type { Incident, Verdict } from '../../../incidents/incident.ts'
import type { RecorderFault } from '../../../store/aggregates/fault-points.ts'
import type { ConditionCounts } from '../../../store/aggregates/feed-points.ts'
import type { CauseTags } from '../../../store/aggregates/outage-points.ts'
import type { PlannedNow } from '../../../store/aggregates/planned-points.ts'
import type { OutboxFacts, RoundFacts } from '../../../store/aggregates/worker-point.ts'
import type { MinuteSums } from '../../../store/series/columns.ts'
import type { StoreHealth } from '../../../store/store.ts'

export interface ReporterSource {
  /** By position in the estate. */
  verdict(position: number): Verdict
  /** Id of the topmost dead target above it, or its own: series-estate.ts has it. */
  causeOf(position: number): string
  /** Open and recovering ones, in any order. */
  openIncidents(): readonly Incident[]
  /** Undefined until the round's first word about itself. */
  roundHealth(): RoundFacts | undefined
  storeHealth(): StoreHealth
  /** Cameras by kecamatan and condition; empty while no feeds are looked at. */
  conditions(): readonly ConditionCounts[]
  /** `now`: epoch milliseconds. */
  outbox(now: number): OutboxFacts
  /** What of the cause of an open incident stands in the tags of its series. */
  causeTags(incident: Incident): CauseTags
  /** Of recorders that answer, as of `now`; empty while no feeds are looked at. */
  faults(now: number): readonly RecorderFault[]
  /** What is switched off on purpose now. */
  planned(): readonly PlannedNow[]
  /** Sums of the last 60 whole minutes, a row for each pinged target. */
  lastHour(): Promise<MinuteSums>
}
