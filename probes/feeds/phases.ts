// When each camera has its routine look: at a fixed phase of its interval, together with the others of its NVR.
import { phaseOf } from '../schedule.ts'
import type { FeedCamera, FeedNvr } from './plan.ts'

export interface Phases {
  /** The first routine moment of this camera after `afterMs`, in milliseconds of the clock that `startMs` is of. */
  next(camera: number, afterMs: number): number
}

/**
 * The first moments lie within one interval from `startMs` on. Intervals of one NVR that divide each other meet: who is
 * looked at every minute is looked at in the visit of those that are looked at every five.
 */
export function createPhases(
  nvrs: readonly FeedNvr[],
  cameras: readonly FeedCamera[],
  startMs: number,
): Phases {
  const longestMs = new Float64Array(nvrs.length)
  for (const { nvr, everyMs } of cameras) {
    longestMs[nvr] = Math.max(longestMs[nvr] as number, everyMs)
  }
  const bases = Float64Array.from(nvrs, ({ id }, i) => phaseOf(id) * (longestMs[i] as number))
  const phaseMs = Float64Array.from(cameras, ({ nvr, everyMs }) => (bases[nvr] as number) % everyMs)
  const everyMs = Float64Array.from(cameras, (camera) => camera.everyMs)
  return {
    next(camera, afterMs) {
      const first = startMs + (phaseMs[camera] as number)
      const every = everyMs[camera] as number
      const turns = Math.floor((afterMs - first) / every) + 1
      return first + Math.max(0, turns) * every
    },
  }
}
