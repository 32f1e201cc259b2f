// Plays a scenario on the real program and says what was not as wanted.
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../../fleet/error.ts'
import { openWorld, type World } from '../rigs/scenario-world.ts'
import { type Delivered, judge, tell } from './judge.ts'
import { perform } from './perform.ts'
import type { Scenario, Step, WantedWords } from './scenario.ts'
import { wordsFault } from './words.ts'

const ASK_EVERY_MS = 250

export interface Played {
  /** `file:line: ...`, one for each want that was not met and each thing that must never be. */
  readonly failures: readonly string[]
  /** Everything that was done and came, in order, a line each. */
  readonly story: readonly string[]
}

/** Takes as long as the scenario and some seconds for the start. `say`: a line for everything that happens. */
export async function play(scenario: Scenario, say: (line: string) => void): Promise<Played> {
  const { fleet, receivers, config } = scenario
  const world = await openWorld({
    fleet,
    receivers,
    config,
    quick: !fleet.synthetic,
    label: 'scenario',
  })
  const story: string[] = []
  const failures: string[] = []
  const note = (line: string): void => {
    story.push(line)
    say(line)
  }
  try {
    world.start()
    await world.walking()
    const stage: Stage = { world, scenario, began: Date.now(), note }
    const listening = listen(stage)
    const wants = scenario.steps.map((step) => watch(step, stage))
    const failed = await act(stage)
    failures.push(...failed, ...(await Promise.all(wants)).flat())
    listening.stop()
    for (const [id, sink] of world.sinks) failures.push(...sink.faults.map((f) => `${id}: ${f}`))
    if (failures.length > 0) story.push('', 'What the program said:', world.said())
  } finally {
    await world.close()
  }
  return { failures, story }
}

export interface Stage {
  readonly world: World
  readonly scenario: Scenario
  /** Epoch milliseconds of the scenario's 0s. */
  readonly began: number
  note(line: string): void
}

/** Everything that was delivered since the scenario's 0s, in order of time. */
function deliveredOn({ world, began }: Stage): readonly Delivered[] {
  const all = [...world.sinks].flatMap(([receiver, { arrivals }]) =>
    arrivals.map(({ at, message }) => ({ at: at - began, receiver, message })),
  )
  return all.sort((a, b) => a.at - b.at)
}

function listen(stage: Stage): { stop(): void } {
  let told = 0
  const look = (): void => {
    const all = deliveredOn(stage)
    for (const one of all.slice(told)) stage.note(tell(one))
    told = all.length
  }
  const timer = setInterval(look, ASK_EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      look()
    },
  }
}

/** What is done, in order of time; what stands at the same time in the order of the file. */
async function act(stage: Stage): Promise<readonly string[]> {
  const { scenario, note, began } = stage
  const acts = scenario.steps.flatMap((step) => ('action' in step ? [step] : []))
  const failed: string[] = []
  const toggles: Promise<void>[] = []
  for (const { at, action, line } of acts.toSorted((a, b) => a.at - b.at)) {
    await until(began + at)
    note(`+${((Date.now() - began) / 1000).toFixed(1)}s ${action.do} (line ${line})`)
    const done = perform(action, stage).catch((error: unknown) => {
      failed.push(`${scenario.file}:${line}: ${action.do}: ${messageOf(error)}`)
    })
    // Others happen while something comes and goes.
    if (action.do === 'toggle') toggles.push(done)
    else await done
  }
  await Promise.all(toggles)
  await until(began + scenario.endMs)
  return failed
}

async function watch(step: Step, stage: Stage): Promise<readonly string[]> {
  if (!('want' in step)) return []
  const { want, line } = step
  const { began, scenario } = stage
  const fault =
    want.want === 'messages'
      ? await until(began + want.span.until).then(() => judge(want, deliveredOn(stage)))
      : await ask(want, stage)
  return fault === undefined ? [] : [`${scenario.file}:${line}: ${fault}`]
}

/** Until the program says it, or the span is over. */
async function ask(want: WantedWords, { world, began }: Stage): Promise<string | undefined> {
  await until(began + want.span.from)
  for (;;) {
    let fault: string | undefined
    try {
      fault = await wordsFault(want, world)
    } catch (error) {
      fault = messageOf(error)
    }
    if (fault === undefined || Date.now() - began > want.span.until) return fault
    await wait(ASK_EVERY_MS)
  }
}

async function until(moment: number): Promise<void> {
  await wait(Math.max(0, moment - Date.now()))
}
