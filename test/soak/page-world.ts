// What the soaks of pages share: a world that is always closed, waiting with a limit, and messages by receiver.
import { setTimeout as wait } from 'node:timers/promises'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import type { Arrival } from '../rigs/scenario-sink.ts'
import { openWorld, type World, type WorldPlan } from '../rigs/scenario-world.ts'

const LOOK_EVERY_MS = 50

/** 4,470 targets hang on it in the synthetic city of seed 1. */
export const NODE = 'isp-nusa-1'

/** A walking program; closed whatever happens. */
export async function inWorld<T>(
  plan: Pick<WorldPlan, 'fleet' | 'label'> & Partial<WorldPlan>,
  body: (world: World) => Promise<T>,
): Promise<T> {
  const world = await openWorld({ receivers: { noc: {} }, config: {}, quick: false, ...plan })
  try {
    world.start()
    await world.walking()
    return await body(world)
  } finally {
    await world.close()
  }
}

/** The full city as `npm start` has it, without a script. */
export function wholeCity(): WorldPlan['fleet'] {
  return synthesizeFleet({ seed: 1 })
}

/** What a receiver took, of one type, since a moment (epoch milliseconds). */
export function taken(
  world: World,
  receiver: string,
  type: Arrival['message']['type'],
  since = 0,
): readonly Arrival[] {
  const arrivals = world.sinks.get(receiver)?.arrivals ?? []
  return arrivals.filter(({ at, message }) => at >= since && message.type === type)
}

/** True as soon as `done`, false after `ms`. */
export async function within(ms: number, done: () => boolean): Promise<boolean> {
  const end = Date.now() + ms
  while (!done()) {
    if (Date.now() > end) return false
    await wait(LOOK_EVERY_MS)
  }
  return true
}

/** A sink saw a wrong signature or another body under a key. */
export function sinkFaults(world: World): readonly string[] {
  return [...world.sinks].flatMap(([id, sink]) => sink.faults.map((fault) => `${id}: ${fault}`))
}

/** How many are in one set and not in the other. */
export function different(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)]
  return a.filter((id) => !right.has(id)).length + b.filter((id) => !left.has(id)).length
}
