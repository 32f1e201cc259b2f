// When each target is asked: at its own fixed phase of its interval, never in a burst. Pure; time is an argument.
import { hash32 } from '../fleet/random.ts'

/** A stall shorter than this is caught up at double pace; phases missed by more are skipped. */
const SKIP_AFTER_US = 1_000_000
/** However late a turn comes, it catches up at most twice this much of the wheel. */
const STRIDE_US = 50_000

export interface Schedule {
  /** Moves to `nowUs`. Phases missed by more than a second (or half of their interval) are skipped and counted. */
  advance(nowUs: number): void
  /**
   * Writes the positions that are due to `into` and the time each was due at to `dueUs` (by position), at most `max`.
   * Gives their number. What does not fit stays due.
   */
  take(into: Int32Array, dueUs: Float64Array, max: number): number
  /** Phases skipped since the start. */
  overruns(): number
}

/** Where in its interval a target is asked, 0 <= phase < 1: a hash of its name, so that it moves for nobody else's sake. */
export function phaseOf(name: string): number {
  let hash = hash32(name)
  // FNV-1a leaves the high bits of short, similar names close together; the finish of MurmurHash3 spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/**
 * One wheel for each distinct interval. `intervalMs[i]` belongs to `names[i]`; positions given out are those of
 * `names`. The first turn of every wheel begins at `startUs`.
 */
export function createSchedule(
  names: readonly string[],
  intervalMs: readonly number[],
  startUs: number,
): Schedule {
  const members = new Map<number, number[]>()
  for (let i = 0; i < names.length; i++) {
    const interval = intervalMs[i] as number
    const list = members.get(interval)
    if (list) list.push(i)
    else members.set(interval, [i])
  }
  const wheels = [...members].map(([interval, list]) => makeWheel(names, list, interval, startUs))
  let overruns = 0
  return {
    advance(nowUs) {
      for (const wheel of wheels) overruns += turn(wheel, nowUs)
    },
    take(into, dueUs, max) {
      let count = 0
      for (const wheel of wheels) count = takeFrom(wheel, into, dueUs, count, max)
      return count
    },
    overruns: () => overruns,
  }
}

interface Wheel {
  readonly intervalUs: number
  readonly skipAfterUs: number
  /** Positions in order of phase, and their phases in microseconds. */
  readonly order: Int32Array
  readonly phaseUs: Float64Array
  cursor: number
  /** When the present turn of the wheel began. */
  turnUs: number
  /** Up to where phases may be given out: follows the clock, after a stall at double pace. */
  reachedUs: number
  lastUs: number
}

function makeWheel(
  names: readonly string[],
  list: readonly number[],
  intervalMs: number,
  startUs: number,
): Wheel {
  const intervalUs = intervalMs * 1000
  const phases = new Map(list.map((i) => [i, phaseOf(names[i] as string) * intervalUs]))
  const sorted = [...list].sort((a, b) => (phases.get(a) as number) - (phases.get(b) as number))
  return {
    intervalUs,
    skipAfterUs: Math.min(SKIP_AFTER_US, intervalUs / 2),
    order: Int32Array.from(sorted),
    phaseUs: Float64Array.from(sorted, (i) => phases.get(i) as number),
    cursor: 0,
    turnUs: startUs,
    reachedUs: startUs,
    lastUs: startUs,
  }
}

function dueOf(wheel: Wheel): number {
  return wheel.turnUs + (wheel.phaseUs[wheel.cursor] as number)
}

function forward(wheel: Wheel): void {
  if (++wheel.cursor < wheel.order.length) return
  wheel.cursor = 0
  wheel.turnUs += wheel.intervalUs
}

/** Gives the number of phases skipped. */
function turn(wheel: Wheel, nowUs: number): number {
  const since = Math.max(0, nowUs - wheel.lastUs)
  wheel.lastUs = nowUs
  if (nowUs - dueOf(wheel) <= wheel.skipAfterUs) {
    wheel.reachedUs = Math.min(nowUs, wheel.reachedUs + 2 * Math.min(since, STRIDE_US))
    return 0
  }
  const turns = Math.max(0, Math.floor((nowUs - dueOf(wheel)) / wheel.intervalUs))
  wheel.turnUs += turns * wheel.intervalUs
  let skipped = turns * wheel.order.length
  while (dueOf(wheel) <= nowUs) {
    forward(wheel)
    skipped++
  }
  wheel.reachedUs = nowUs
  return skipped
}

function takeFrom(
  wheel: Wheel,
  into: Int32Array,
  dueUs: Float64Array,
  count: number,
  max: number,
): number {
  let taken = count
  while (taken < max) {
    const due = dueOf(wheel)
    if (due > wheel.reachedUs) break
    const position = wheel.order[wheel.cursor] as number
    into[taken++] = position
    dueUs[position] = due
    forward(wheel)
  }
  return taken
}
