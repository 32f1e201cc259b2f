// The words that everything else is said with: the state of a target and the reason of a decision (design.md section 4).
import { FEED_CONDITIONS, PORTAL_CONDITIONS } from './feed-condition.ts'

/**
 * - `up`, `degraded`: available. `down`: the fault is here. `unreachable`: something above it is down.
 * - `unknown`: we cannot know (never asked yet, or the probe is blind, or the program did not run).
 * - `maintenance`, `suspended`: switched off on purpose; outside the SLA.
 */
export const STATES = [
  'up',
  'degraded',
  'down',
  'unreachable',
  'unknown',
  'maintenance',
  'suspended',
] as const
export type State = (typeof STATES)[number]

/** States that count as available in the SLA. */
export const AVAILABLE: ReadonlySet<State> = new Set<State>(['up', 'degraded'])
/** States that count as not available in the SLA; every state in neither set is outside it. */
export const UNAVAILABLE: ReadonlySet<State> = new Set<State>(['down', 'unreachable'])

/** Why a target is in its state. Each has its sentence in texts/, in two languages. */
export const REASONS = [
  /** Not asked yet since the program first knew the target. */
  'never-asked',
  /** Answers, nothing lost. */
  'answers',
  /** Every echo of the first look and of the confirm was lost, without a word from anyone. */
  'all-lost',
  /** As `all-lost`, and a router on the way said it cannot be reached. */
  'refused',
  /** Part of a confirm was lost. */
  'part-lost',
  /** Lost nothing for long enough after `part-lost`. */
  'clean-again',
  /** Answered a recovery confirm after being down. */
  'answers-again',
  /** The uplink's own address is silent, but an address behind it answers: the line lives. */
  'anchor-answers',
  /** A declared parent is down. */
  'parent-down',
  /** The address cannot be sent to from this machine (no route, refused by a local firewall). */
  'unsendable',
  /** A suspension or a maintenance window covers it: switched off on purpose. */
  'planned',
  /** Of a camera: the condition of its feed. */
  ...FEED_CONDITIONS,
  ...PORTAL_CONDITIONS,
] as const
export type Reason = (typeof REASONS)[number]

/** A change of a target's state, as it is kept for ever and computed with. */
export interface Transition {
  readonly targetId: string
  /** Epoch milliseconds: when the evidence began (first lost or first answered echo), not when it was decided. */
  readonly at: number
  /** Epoch milliseconds of the decision; `decidedAt - at` is the detection time. */
  readonly decidedAt: number
  readonly from: State
  readonly to: State
  readonly reason: Reason
  /** What was seen, small and flat: echoes sent and lost, RTT in microseconds, ICMP cause and its reporter, parent. */
  readonly evidence: Readonly<Record<string, string | number>>
}
