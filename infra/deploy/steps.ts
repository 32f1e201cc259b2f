// Steps one after the other, each with its number, its time and what came of it: for people, or as NDJSON.
import { ToolFailed } from './tool.ts'
import type { World } from './world.ts'

export interface Step {
  /** One word: `pack`. */
  readonly name: string
  /** What is done, for people: `packing the release`. */
  readonly says: string
  /** True where nothing is printed while it runs: every 10 s it is said that it goes on. */
  readonly isQuiet?: true
  /** Gives what came of it, in a line. */
  run(): Promise<string>
}

const BEAT_MS = 10_000

/** A signal came while a step ran. */
export class Interrupted extends Error {
  constructor(step: string) {
    super(`interrupted at ${step}`)
    this.name = 'Interrupted'
  }
}

/** Runs all, stops at the first that throws. A signal ends the run behind the step that it came in. */
export async function runSteps(world: World, json: boolean, steps: readonly Step[]): Promise<void> {
  let stopped = false
  const stop = () => {
    stopped = true
  }
  world.signals.on('SIGINT', stop).on('SIGTERM', stop)
  const begun = performance.now()
  try {
    for (const [index, step] of steps.entries()) {
      const place = `[${index + 1}/${steps.length}]`
      if (!json) world.err(`${place} ${step.says} ...\n`)
      const at = performance.now()
      const beat = setInterval(() => {
        if (!json && step.isQuiet) world.err(`  ${step.name} goes on, ${seconds(at)} s\n`)
      }, BEAT_MS)
      const result = await runOne(world, json, step, at, () => stopped).finally(() =>
        clearInterval(beat),
      )
      if (!json) world.err(`${place} ${step.name}: ${result} (${seconds(at)} s)\n`)
      tell(world, json, { step: step.name, ok: true, seconds: Number(seconds(at)), result })
      if (stopped) throw new Interrupted(step.name)
    }
    if (!json) world.err(`all of it took ${seconds(begun)} s\n`)
  } finally {
    world.signals.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

async function runOne(
  world: World,
  json: boolean,
  step: Step,
  at: number,
  stopped: () => boolean,
): Promise<string> {
  try {
    return await step.run()
  } catch (error) {
    const interrupted = stopped()
    tell(world, json, { step: step.name, ok: false, seconds: Number(seconds(at)), interrupted })
    if (interrupted && !(error instanceof ToolFailed)) throw new Interrupted(step.name)
    throw error
  }
}

/** One event as a line of NDJSON, where that is wanted. */
export function tell(world: World, json: boolean, event: object): void {
  if (json) world.out(`${JSON.stringify(event)}\n`)
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
