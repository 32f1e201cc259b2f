// What the console can have done. cli/run implements it by feeding events to the incidents and committing; all is audited.
import type { Hanging } from '../fleet/planned/hanging.ts'
import type { PlannedOutage, Scope } from '../fleet/planned/planned.ts'
import type { AuditQuery, AuditRow } from '../store/outbox.ts'
import type { Tier } from '../store/schema/tiers.ts'

/** Who does it, as an audit row keeps it. */
export interface Actor {
  /** A name as given, 1 to 80 characters. */
  readonly by: string
  /** `cli`, `http`, `console` or `link`. */
  readonly via: string
}

export interface Refusal {
  /** As the request has it, with dots: `until`, `time.timezone`; of an id in a list its position: `scope.targets.12`. */
  readonly field: string
  readonly what: string
  readonly remedy: string
}

export interface Done {
  readonly result: 'done'
  readonly id: string
  /** Targets. */
  readonly covered: number
  /** False where the store could not write it: it holds, in memory, until the program ends or the disk is well again. */
  readonly kept: boolean
  /** What is left on below what stays off, and so pages nobody while that is dead. */
  readonly warnings: readonly Hanging[]
}

/**
 * - `done`: it holds from now on. `confirm`: more than the share that may be suspended in one act without
 *   saying its number: the same request again with `confirm: covered` does it; `share` is what it covers of the estate,
 *   0 to 1. `refused`: nothing was changed. `unknown`: there is no incident, suspension or window with this id.
 * - Of a dry run the same, and nothing is changed; the `id` of its `done` is empty.
 */
export type ActionOutcome =
  | Done
  | { readonly result: 'confirm'; readonly covered: number; readonly share: number }
  | { readonly result: 'refused'; readonly problems: readonly Refusal[] }
  | { readonly result: 'unknown' }

export interface SuspendRequest {
  readonly scope: Scope
  readonly reason: string
  readonly owner: string
  readonly reference?: string
  /** Epoch milliseconds; default now. */
  readonly from?: number
  readonly until: number
  /** How many targets the act is meant to cover. */
  readonly confirm?: number
  /** Count and check only. */
  readonly dryRun?: boolean
}

export interface MaintenanceRequest {
  readonly scope: Scope
  readonly reason: string
  readonly owner: string
  readonly reference?: string
  /** As in planned.ts. */
  readonly time: Extract<PlannedOutage, { kind: 'maintenance' }>['time']
  readonly confirm?: number
  readonly dryRun?: boolean
}

/** Tiers that are computed from the local store, and so can be written once more for any span that it still has. */
export const SPAN_REPLAY_TIERS = ['m1', 'h1', 'd1', 'ev'] as const satisfies readonly Tier[]
export type SpanReplayTier = (typeof SPAN_REPLAY_TIERS)[number]

/** A span of the local store; epoch milliseconds, `to` is outside. */
export interface ReplaySpan {
  readonly from: number
  readonly to: number
  /** Never empty. */
  readonly tiers: readonly SpanReplayTier[]
}

export interface ReplayRequest {
  /** Name of a database; absent: all of them. */
  readonly target?: string
  /** Dead letters go out again too. */
  readonly deadLetters: boolean
  /** Written once more, to all databases: what is there already is overwritten by the same. */
  readonly span?: ReplaySpan
}

/** `started`: what goes out from now on; a span goes on by itself when this is answered. `refused`: nothing was started. */
export type ReplayOutcome =
  | {
      readonly result: 'started'
      /** Frames that waited and are tried at once. */
      readonly frames: number
      /** Dead letters that go out again. */
      readonly deadLetters: number
      /** What is written once more: as asked, or what the local store still has of it. */
      readonly span?: ReplaySpan
    }
  | { readonly result: 'refused'; readonly problems: readonly Refusal[] }

/** A suspension or window with what it means now. */
export interface PlannedRow {
  readonly planned: PlannedOutage
  readonly state: 'coming' | 'active' | 'over'
  /** Of now, or of the next time; epoch milliseconds. Absent where there is no next one. */
  readonly from?: number
  readonly until?: number
  /** Targets it covers by the estate of now. */
  readonly covered: number
}

export interface Actions {
  /** `done` also where it was acknowledged before; the later acknowledgement replaces the first. */
  acknowledge(incidentId: string, note: string | undefined, actor: Actor): Promise<ActionOutcome>
  suspend(request: SuspendRequest, actor: Actor): Promise<ActionOutcome>
  maintain(request: MaintenanceRequest, actor: Actor): Promise<ActionOutcome>
  /** Ends it now; with `targets` only for them and what hangs on them. What comes from files is refused. */
  resume(
    plannedId: string,
    targets: readonly string[] | undefined,
    actor: Actor,
  ): Promise<ActionOutcome>
  /** Tries what waits for databases of time series at once, and sends again what is asked for. */
  replay(request: ReplayRequest, actor: Actor): Promise<ReplayOutcome>
  /** Active ones first, then those that come, then those that were, the latest first. */
  planned(): readonly PlannedRow[]
  /** Ids of what it covers, sorted; undefined for an unknown id. */
  covered(plannedId: string): readonly string[] | undefined
  audit(query: AuditQuery): Promise<readonly AuditRow[]>
  /** Who may be named as owner: those of the estate, by name. */
  owners(): readonly { readonly id: string; readonly name: string }[]
  /** True where `key` is the signature that the link of this incident carries. */
  mayAcknowledge(incidentId: string, key: string): boolean
}
