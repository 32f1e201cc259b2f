// States as numbers, for series whose fields are integers. The numbers are for ever: they are in people's databases.
import type { Condition } from '../../fleet/condition.ts'
import type { PortalCondition } from '../../fleet/feed-condition.ts'
import type { State } from '../../fleet/state.ts'

export const STATE_CODES: Readonly<Record<State, number>> = {
  up: 0,
  degraded: 1,
  down: 2,
  unreachable: 3,
  unknown: 4,
  maintenance: 5,
  suspended: 6,
}

/** Conditions of cameras and portals as numbers: for ever too. */
export const CONDITION_CODES: Readonly<Record<Condition | PortalCondition, number>> = {
  live: 0,
  degraded: 1,
  dark: 2,
  washed_out: 3,
  tamper_suspect: 4,
  black: 10,
  no_signal: 11,
  frozen: 12,
  no_keyframe: 13,
  no_stream: 14,
  video_loss: 15,
  channel_missing: 16,
  auth_failed: 17,
  nvr_service_down: 18,
  nvr_busy: 19,
  portal_error: 40,
  portal_stuck: 41,
  nvr_unreachable: 20,
  uplink_down: 21,
  unknown: 30,
  maintenance: 31,
  suspended: 32,
}
