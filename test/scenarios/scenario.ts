// A scenario as it was read and found right: an estate, what happens to it, and what must arrive when.
import type { MessageType, Severity } from '../../alerts/notification.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { SinkAnswer } from '../rigs/scenario-sink.ts'
import type { Picked } from './pick.ts'

/** Milliseconds from the moment at which the program has walked its first full round. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** What is done at a moment. */
export type Action =
  | { readonly do: 'cut' | 'restore'; readonly which: Picked }
  | {
      readonly do: 'toggle'
      readonly which: Picked
      /** From one change to the next; the first change is a cut. */
      readonly everyMs: number
      readonly forMs: number
    }
  /** `kill`: -9, as an out-of-memory killer would. `stop`: SIGTERM, as a supervisor would, to its end. */
  | { readonly do: 'kill' | 'stop' | 'start' }
  | { readonly do: 'receiver'; readonly receiver: string; readonly answers: SinkAnswer }
  | {
      readonly do: 'suspend'
      readonly which: Picked
      readonly owner: string
      readonly reason: string
      /** From now. */
      readonly forMs: number
    }
  /** Ends every suspension that this scenario made. */
  | { readonly do: 'resume' }
  /** Acknowledges every incident that is open. */
  | { readonly do: 'ack' }

/** Both included. */
export type Count = readonly [least: number, most: number]

/** What must have come to receivers in a span. */
export interface WantedMessages {
  readonly want: 'messages'
  readonly span: Span
  /** Of each type that is named; of the others anything, but with `whole` none. */
  readonly counts: Readonly<Partial<Record<MessageType, Count>>>
  readonly whole: boolean
  /** Receivers that are counted, together. */
  readonly to: readonly string[]
  /** What every counted message must say; absent: anything. */
  readonly cause?: string
  readonly text?: string
  readonly severity?: Severity
  /** The whole list, as a set. */
  readonly affected?: Picked
  /** Incidents in all of them together, each counted once. */
  readonly incidents?: Count
}

/** What the program must say of itself at some moment of a span. */
export type WantedWords =
  | {
      readonly want: 'states'
      readonly span: Span
      /** State by target id. */
      readonly states: Readonly<Record<string, string>>
    }
  | {
      readonly want: 'incidents'
      readonly span: Span
      readonly open?: number
      readonly closed?: number
      /** Of one that is open: id of the target, or value of what is shared, or `probe`. */
      readonly cause?: string
      /** How many that one has. */
      readonly affected?: number
    }

export type Want = WantedMessages | WantedWords

/** `line`: 1-based, in the scenario's file. */
export type Step =
  | { readonly line: number; readonly at: number; readonly action: Action }
  | { readonly line: number; readonly want: Want }

export interface Scenario {
  readonly file: string
  readonly title: string
  readonly fleet: Fleet
  /** Laid over the configuration that the runner writes. */
  readonly config: Readonly<Record<string, unknown>>
  /** By id of the receiver: what its entry has beside id and webhook. */
  readonly receivers: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** In the order of the file. */
  readonly steps: readonly Step[]
  /** When the last step is over, in milliseconds as in Span. */
  readonly endMs: number
}
