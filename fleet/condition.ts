// What a feed is seen to be, in one word: the condition of a camera, and the state that it stands for.
import { FEED_CONDITIONS, isFeedCondition, type PortalCondition } from './feed-condition.ts'
import type { State } from './state.ts'

/** Every condition of a camera, the first that applies wins. Design, section 4. */
export const CONDITIONS = [
  'suspended',
  'maintenance',
  'unknown',
  'uplink_down',
  'nvr_unreachable',
  ...FEED_CONDITIONS,
] as const
export type Condition = (typeof CONDITIONS)[number]

/** The state that a condition stands for; undefined for `nvr_busy`, with which a camera keeps the state it has. */
export const CONDITION_STATE: Readonly<Record<Condition | PortalCondition, State | undefined>> = {
  suspended: 'suspended',
  maintenance: 'maintenance',
  unknown: 'unknown',
  uplink_down: 'unreachable',
  nvr_unreachable: 'unreachable',
  nvr_service_down: 'down',
  auth_failed: 'down',
  nvr_busy: undefined,
  channel_missing: 'down',
  video_loss: 'down',
  no_stream: 'down',
  no_keyframe: 'down',
  no_signal: 'down',
  black: 'down',
  frozen: 'down',
  dark: 'degraded',
  washed_out: 'degraded',
  tamper_suspect: 'degraded',
  degraded: 'degraded',
  live: 'up',
  portal_error: 'down',
  portal_stuck: 'down',
}

/**
 * The condition that a camera is shown in. `reason`: of its verdict; `failedAbove`: kind of the topmost dead target above
 * it, where it is unreachable.
 */
export function conditionOf(
  state: State,
  reason: string,
  failedAbove: string | undefined,
): Condition {
  if (state === 'suspended' || state === 'maintenance') return state
  if (state === 'unreachable') return failedAbove === 'nvr' ? 'nvr_unreachable' : 'uplink_down'
  return isFeedCondition(reason) ? reason : 'unknown'
}
