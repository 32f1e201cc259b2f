// What is switched off on purpose: suspensions and maintenance windows, and which targets each covers.

/** Which part of a query a target must match; every field given must match, a field matches any of its values. */
export interface ScopeQuery {
  readonly kind?: readonly string[]
  readonly owner?: readonly string[]
  readonly isp?: readonly string[]
  /** NVR model. */
  readonly model?: readonly string[]
  readonly vendor?: readonly string[]
  /** Class of a camera. */
  readonly class?: readonly string[]
  /** An area of any level, with all in it. */
  readonly area?: readonly string[]
}

/** What is covered: the union of the parts, each target with everything that hangs on it. */
export interface Scope {
  /** Ids of targets. */
  readonly targets?: readonly string[]
  readonly query?: ScopeQuery
  /** Ids that are not covered after all (resumed one by one), with everything that hangs on them. */
  readonly except?: readonly string[]
}

interface Planned {
  /** Unique over suspensions and maintenance windows of one estate, files and program together. */
  readonly id: string
  readonly scope: Scope
  /** Why, in the words of who decided it; a line. */
  readonly reason: string
  /** Id of an owner of the estate: who is told when it ends and something is still dead. */
  readonly owner: string
  /** Number of a letter or a ticket. */
  readonly reference?: string
  /** `file`: from the estate, only changed there. `program`: made at run time. */
  readonly source: 'file' | 'program'
}

/** Switched off on purpose, until a day by which somebody must decide again. */
export interface Suspension extends Planned {
  readonly kind: 'suspension'
  /** Epoch milliseconds, from inclusive, until exclusive. */
  readonly from: number
  readonly until: number
}

/** 0 Sunday to 6 Saturday, as Date has it. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

export type MaintenanceTime =
  | { readonly type: 'once'; readonly from: number; readonly until: number }
  | {
      readonly type: 'weekly'
      /** On which a window begins. */
      readonly days: readonly Weekday[]
      /** Minutes after midnight by the clock of `timezone`, 0 to 1,439; `toMinute` <= `fromMinute` ends on the next day. */
      readonly fromMinute: number
      readonly toMinute: number
      /** IANA name. */
      readonly timezone: string
    }

/** A time in which something is worked on, once or every week. */
export interface Maintenance extends Planned {
  readonly kind: 'maintenance'
  readonly time: MaintenanceTime
}

export type PlannedOutage = Suspension | Maintenance
