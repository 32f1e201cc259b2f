// The contract of incidents/: what other folders may know of a decision.
import type { Reason, State, Transition } from '../fleet/state.ts'

/** What is held of one target's state between two results. */
export interface Verdict {
  readonly state: State
  readonly reason: Reason
  /** Epoch milliseconds since when the state holds. */
  readonly since: number
}

export type { Transition }

/**
 * What several undeclared victims have in common. Of cameras also the recorder (its id) and who owns them; and where they
 * have nothing else in common, what they show.
 */
export const SHARED_ATTRIBUTES = [
  'isp',
  'kelurahan',
  'nvr-model',
  'reporter',
  'nvr',
  'owner',
  'condition',
] as const
export type SharedAttribute = (typeof SHARED_ATTRIBUTES)[number]

/** What is broken. `shared`: no declared parent failed, but the victims have an attribute in common. */
export type Cause =
  | { readonly kind: 'target'; readonly targetId: string }
  | {
      readonly kind: 'shared'
      readonly attribute: SharedAttribute
      readonly value: string
      /** Targets with this value that failed, and all that have it. */
      readonly failed: number
      readonly total: number
    }
  /** A suspension or maintenance window ended, and these are still dead. */
  | {
      readonly kind: 'planned'
      readonly planned: 'suspension' | 'maintenance'
      /** Id of the PlannedOutage, its owner and its reason in the words of who decided it. */
      readonly plannedId: string
      readonly owner: string
      readonly why: string
    }
  /** The probe itself sees nothing. */
  | { readonly kind: 'probe' }

/** `open` -> `recovering` (the cause is back, its children are being asked again) -> `closed`; or back to `open`. */
export const INCIDENT_STATES = ['open', 'recovering', 'closed'] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

/** Why an incident is what it is. Each has its sentence in texts/, in two languages. */
export const INCIDENT_REASONS = [
  /** The topmost target whose own verdict is down; everything declared above it lives. */
  'topmost-failed',
  /** Enough targets that share an attribute died within a minute, and too few that do not. */
  'shared-attribute',
  /** Still dead after the cause above came back and each was asked again. */
  'left-behind',
  /** Anchors and targets are silent together. */
  'probe-blind',
  /** What was switched off on purpose should be back by now, and is not. */
  'planned-over',
] as const
export type IncidentReason = (typeof INCIDENT_REASONS)[number]

/** One cause and everything below it, from its first lost echo to the last one that answers again. */
export interface Incident {
  /** Stable and unique: `inc-<openedAt in base 36>-<cause>`. */
  readonly id: string
  readonly cause: Cause
  readonly reason: IncidentReason
  readonly state: IncidentState
  /** Going down and up so often that changes are not told one by one. */
  readonly flapping: boolean
  /** All below the cause was looked at since it fell: `affected` is whole, and people may be told. */
  readonly settled: boolean
  /** Epoch milliseconds of the first lost echo of the cause. */
  readonly openedAt: number
  /** Epoch milliseconds of the decision. */
  readonly decidedAt: number
  readonly closedAt?: number
  readonly acknowledged?: { readonly at: number; readonly by: string; readonly note?: string }
  /** Ids of every target that is down or unreachable by this cause now, the cause itself included; sorted. */
  readonly affected: readonly string[]
  /** The most that were affected at one time. */
  readonly peak: number
  /** `affected`, counted by kecamatan id (`` for none), by kind, by owner id. */
  readonly byKecamatan: Readonly<Record<string, number>>
  readonly byKind: Readonly<Record<string, number>>
  readonly byOwner: Readonly<Record<string, number>>
  /** What was seen of the cause, as in Transition.evidence; of cameras also `condition`, what they show. */
  readonly evidence: Readonly<Record<string, string | number>>
}

/** A step in an incident's life, as it is kept and told. */
export interface IncidentEvent {
  readonly incidentId: string
  readonly at: number
  readonly what:
    | 'opened'
    /** Once in a life: the moment to tell people. An incident that closes before was too short to be told. */
    | 'settled'
    | 'grown'
    | 'shrunk'
    | 'recovering'
    | 'reopened'
    | 'flapping'
    | 'stable'
    | 'acknowledged'
    | 'closed'
  /** The incident after this step. */
  readonly incident: Incident
}
