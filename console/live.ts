// What the console asks of the running program. cli/run implements it; tests give a small one.
import type { Condition } from '../fleet/condition.ts'
import type { PlannedOutage } from '../fleet/planned/planned.ts'
import type { State, Transition } from '../fleet/state.ts'
import type { Incident, IncidentEvent } from '../incidents/incident.ts'
import type { SeriesStatus } from '../store/series/status.ts'
import type { DeadLetter } from '../store/spool/spool.ts'
import type { Availability, IncidentStep, MinutePoint, StoreHealth } from '../store/store.ts'
import type { FeedsSummary, FeedView, PictureView, RecorderView } from './feed-view.ts'

type Counts = Readonly<Record<State, number>>

/** The program about itself, for /api/summary, the page's head and `ronda status`. Times are epoch milliseconds. */
export interface Summary {
  readonly city: string
  readonly timezone: string
  readonly synthetic: boolean
  /** How echoes go out, and what that cannot do. */
  readonly pinger: { readonly socket: string; readonly limits: readonly string[] }
  readonly startedAt: number
  readonly at: number
  readonly rounds: number
  /** `starting` until the first full round; `blind` while the probe itself sees nothing. */
  readonly state: 'starting' | 'walking' | 'blind'
  readonly stateSince: number
  readonly counts: Readonly<Record<string, Counts>>
  readonly areas: readonly AreaSummary[]
  readonly round: {
    readonly lagP99Ms: number
    readonly packetsPerSecond: number
    readonly overruns: number
    readonly stray: number
    readonly dropped: number
  }
  readonly store: StoreHealth
  /** Incidents that are open or recovering. */
  readonly openIncidents: number
  /** Each receiver of the policy; empty where nobody is told; absent where it is not known who is. */
  readonly receivers?: readonly ReceiverSummary[]
  /** Messages that their receivers will never take, of all that are kept; absent where nobody is told. */
  readonly refused?: number
  /** Absent where it is not known. */
  readonly planned?: PlannedSummary
  /** Absent while the picture round is switched off. */
  readonly feeds?: FeedsSummary
  /**
   * Sentences that somebody should read: store cannot write, blind, receiver does not take messages, simulated pinger,
   * scripted faults.
   */
  readonly notices: readonly Notice[]
}

/** How messages to one receiver get on. */
export interface ReceiverSummary {
  readonly id: string
  /** Type of its channel: `webhook`, `telegram`, `email`, `alertmanager`, `http`. */
  readonly channel: string
  readonly waiting: number
  /** When the oldest waiting message was made; absent where none waits. */
  readonly oldestAt?: number
  /** Since when it has taken nothing; absent while the last attempt worked. */
  readonly failingSince?: number
  /** Why the last attempt that failed did. */
  readonly lastError?: string
  /** Absent where it has taken nothing since the start of the program. */
  readonly lastSentAt?: number
}

/** What is switched off on purpose now. */
export interface PlannedSummary {
  /** Suspensions and maintenance windows that hold. */
  readonly active: number
  /** Targets of all kinds that are off by them. */
  readonly targets: number
  /** The one that ends first; absent where none holds. */
  readonly nextEnd?: {
    readonly id: string
    readonly kind: PlannedOutage['kind']
    readonly at: number
  }
}

export interface Notice {
  readonly level: 'info' | 'warning' | 'error'
  /** A key of texts/, or a plain sentence. */
  readonly text: string
  /** For the placeholders of the key's text; `since` is epoch milliseconds. */
  readonly values?: Readonly<Record<string, string | number>>
}

export interface AreaSummary {
  readonly id: string
  readonly name: string
  readonly level: string
  readonly parent?: string
  readonly counts: Counts
}

/** Every pinged target as one cell, grouped by kecamatan. `states` has one letter per target, in order of `ids`. */
export interface Board {
  readonly seq: number
  readonly groups: readonly {
    /** Empty for targets that lie in no area. */
    readonly areaId: string
    readonly name: string
    readonly ids: readonly string[]
    /** `U`plink, `N`vr, n`O`de, in order of ids. */
    readonly kinds: string
    /** Positions in STATES as digits, in order of ids. */
    readonly states: string
  }[]
}

export interface TargetRow {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly area?: string
  readonly owner: string
  readonly address?: string
  readonly parent?: string
  readonly state: State
  readonly reason: string
  readonly since: number
  readonly rttUs?: number
  /** Of a camera, while the picture round is switched on. */
  readonly condition?: Condition
  /** With the condition: 1-based, and the name of the kecamatan that it lies in. */
  readonly slot?: number
  readonly kecamatan?: string
}

/** `id`: by id. `newest`: the target whose state changed last comes first. */
export const ORDERS = ['id', 'newest'] as const
export type Order = (typeof ORDERS)[number]

export interface TargetQuery {
  readonly state?: readonly State[]
  readonly kind?: readonly string[]
  /** Conditions of cameras; finds nothing while the picture round is switched off. */
  readonly condition?: readonly Condition[]
  /** Classes of cameras. */
  readonly class?: readonly string[]
  readonly area?: string
  /** Part of the id, name or address, without regard to case. */
  readonly q?: string
  /** Default `id`. */
  readonly order?: Order
  readonly cursor?: string
  /** 1 to 1,000; default 100. */
  readonly limit?: number
}

export interface TargetPage {
  readonly total: number
  readonly rows: readonly TargetRow[]
  readonly next?: string
}

export interface AreaPage {
  readonly area: AreaSummary
  /** From the kecamatan down to the area itself. */
  readonly path: readonly { readonly id: string; readonly name: string; readonly level: string }[]
  readonly children: readonly AreaSummary[]
  readonly availability24h: Availability
  readonly targets: TargetPage
}

export interface TargetPageView {
  readonly target: TargetRow & { readonly details: Readonly<Record<string, string | number>> }
  readonly path: readonly { readonly id: string; readonly name: string; readonly level: string }[]
  /** Declared parents, nearest first. */
  readonly parents: readonly TargetRow[]
  readonly children: readonly TargetRow[]
  readonly transitions: readonly Transition[]
  readonly history: readonly MinutePoint[]
  readonly availability24h: Availability
  readonly lastEvidence?: Readonly<Record<string, string | number>>
  /** The open incident that it belongs to. */
  readonly incident?: IncidentRow
  /** Of a camera that was looked at since the start. */
  readonly feed?: FeedView
  /** Of a camera: the pictures that are kept of it, at most one of each kind. */
  readonly pictures?: readonly PictureView[]
  /** Of an NVR that was asked since the start. */
  readonly recorder?: RecorderView
}

/** A picture with its bytes. */
export interface Picture extends Omit<PictureView, 'kind'> {
  readonly jpeg: Uint8Array
}

/** A share of an incident: an area, a kind or an owner. */
export interface Part {
  /** Empty for what lies in no area. */
  readonly id: string
  readonly name: string
  readonly count: number
}

/** An incident without its list. The parts are those of now; of a closed one, those of its peak; the largest first. */
export interface IncidentRow
  extends Omit<Incident, 'affected' | 'byKecamatan' | 'byKind' | 'byOwner'> {
  /** How many are affected now. */
  readonly affected: number
  readonly byKecamatan: readonly Part[]
  readonly byKind: readonly Part[]
  readonly byOwner: readonly Part[]
  /** The target that is the cause, where it is one and the estate still has it. */
  readonly target?: {
    readonly id: string
    readonly kind: string
    readonly name: string
    readonly path: TargetPageView['path']
  }
}

export interface IncidentPageQuery {
  /** True: open or recovering. False: closed. Default both. The one that opened last comes first. */
  readonly open?: boolean
  /** `next` of the page before. */
  readonly cursor?: string
  /** 1 to 1,000; default 100. */
  readonly limit?: number
}

export interface IncidentPage {
  /** All that are open, not only those on this page. */
  readonly open: number
  readonly rows: readonly IncidentRow[]
  readonly next?: string
}

export interface IncidentView {
  readonly incident: IncidentRow
  /** Its life, oldest first. */
  readonly steps: readonly IncidentStep[]
  /** Who was told of it, first to last; absent of a closed one, and where nobody is to be told. */
  readonly told?: readonly Told[]
}

export interface Told {
  /** Id of a receiver. */
  readonly receiver: string
  readonly at: number
}

/** One target of an incident, as its list shows it. */
export interface AffectedRow {
  readonly id: string
  readonly kind: string
  readonly name: string
  /** Empty where it lies in no area. */
  readonly kecamatan: string
  readonly owner: string
  readonly state: State
  /** Affected now; if not, it was when the most were. */
  readonly now: boolean
}

export interface DeadLetterQuery {
  /** Name of a database; absent: of all. */
  readonly target?: string
  /** Only those with a greater number. */
  readonly after?: number
  /** 1 or more. */
  readonly most: number
}

/** What goes out over server-sent events. */
export type LiveEvent =
  | {
      readonly type: 'states'
      /** Board.seq after this change, which raised it by one: a reader that missed one fetches the board again. */
      readonly seq: number
      readonly changes: readonly {
        readonly id: string
        readonly state: State
        readonly reason: string
        readonly at: number
      }[]
    }
  | { readonly type: 'summary'; readonly summary: Summary }
  | {
      readonly type: 'incidents'
      /** How many are open or recovering after these. */
      readonly open: number
      readonly events: readonly IncidentEvent[]
    }

export interface Live {
  summary(): Promise<Summary>
  board(): Board
  area(id: string, query: TargetQuery): Promise<AreaPage | undefined>
  targets(query: TargetQuery): TargetPage
  /** History of the last `hours` (1 to 720, default 24). */
  target(id: string, hours: number): Promise<TargetPageView | undefined>
  /** The last good picture of a camera, or the last bad one; undefined where none is kept. Never rejects. */
  picture(id: string, kind: PictureView['kind']): Promise<Picture | undefined>
  incidents(query: IncidentPageQuery): Promise<IncidentPage>
  incident(id: string): Promise<IncidentView | undefined>
  /** All of them, sorted by id, never cut. */
  affected(id: string): Promise<readonly AffectedRow[] | undefined>
  /** How writing the time series goes; undefined where no database is configured. Never rejects. */
  series(): Promise<SeriesStatus | undefined>
  /** Oldest first; empty where no database is configured. */
  deadLetters(query: DeadLetterQuery): Promise<readonly DeadLetter[]>
  subscribe(listener: (event: LiveEvent) => void): () => void
  /** Prometheus text exposition format. */
  metrics(): string
  /** Not ready until the first full round; `why` says what is missing. */
  ready(): { readonly ready: boolean; readonly why: string }
}
