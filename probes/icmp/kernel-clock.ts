// The two clocks of a kernel socket: the one that stamps packets, and one that never steps.
import { clockGettime, makeArena } from './libc.ts'

const CLOCK_REALTIME = 0

const arena = makeArena(64)
const timespec = arena.at(0)
clockGettime(CLOCK_REALTIME, timespec)
const epochSeconds = arena.u32[0] ?? 0

/** Adds to `now()` to give epoch microseconds. */
export const EPOCH_US = epochSeconds * 1e6

/** Microseconds since this thread first looked, on the clock of kernel receive stamps (CLOCK_REALTIME). */
export function now(): number {
  clockGettime(CLOCK_REALTIME, timespec)
  return stampAt(arena.u32, 0)
}

/** The struct timespec that the kernel wrote at word `at`, on the scale of `now()`. */
export function stampAt(words: Uint32Array, at: number): number {
  return ((words[at] ?? 0) - epochSeconds) * 1e6 + (words[at + 2] ?? 0) / 1e3
}

/** Microseconds on a clock that never steps. */
export function monotonic(): number {
  return performance.now() * 1e3
}
