// page.receiver in full: one receiver is ill for half an hour while incidents come and go. Slices 0 to 3, of 7.5 minutes
// each: 429, 500, hang, garbage; slice 4: nobody listens.
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import { SINK_ANSWERS } from '../rigs/scenario-sink.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { SoakContext } from './main.ts'
import { inWorld, sinkFaults, within } from './page-world.ts'

const ILL_MS = 450_000
const STEP_MS = 30_000
/** Until the receiver that is well again has everything: one longest pause between attempts, and what sending takes. */
const CATCH_UP_MS = 420_000
const FAULTS = SINK_ANSWERS.filter((answer) => answer !== '200')
const SHAPE = {
  nodes: 16,
  uplinks: 3,
  nvrs: 1,
  cameras: 1,
  isps: ['nusa', 'lawang'],
  kecamatan: ['genuk', 'tugu'],
  intervalMs: { node: 1_000, uplink: 1_000, nvr: 1_000 },
}

export async function soak({ say, slice }: SoakContext): Promise<readonly Bar[]> {
  const fault = FAULTS[slice % FAULTS.length] ?? '500'
  const receivers = { ill: { pagesPerMinute: 60 }, well: { pagesPerMinute: 60 } }
  const config = { alerts: { routes: [{ match: {}, to: ['ill', 'well'] }] } }
  const plan = { fleet: scenarioEstate(SHAPE), label: 'soakill', receivers, config, quick: true }
  return await inWorld(plan, async (world) => {
    const ill = world.sinks.get('ill')
    const well = world.sinks.get('well')
    await ill?.answer(fault)
    await cutOneByOne(world)
    const tried = ill?.attempts() ?? 0
    const meant = well?.arrivals.length ?? 0
    say(`${fault}: ${meant} messages came to the other receiver; ${tried} attempts at the ill one`)
    await ill?.answer('200')
    const whole = await within(CATCH_UP_MS, () => (ill?.arrivals.length ?? 0) >= meant)
    const note = `${fault} for ${ILL_MS / 1000} s, ${meant} messages, ${tried} attempts${whole ? '' : '; not whole in time'}`
    const delays = (well?.arrivals ?? []).map(({ at, message }) => at - Date.parse(message.at))
    return [
      atMost('page.receiver.lost', meant - (ill?.arrivals.length ?? 0), 0, 'messages', note),
      atMost(
        'page.receiver.others',
        Math.max(0, ...delays) / 1000,
        5,
        's',
        `made to delivered at the other receiver, worst of ${delays.length}`,
      ),
      atMost(
        'page.receiver.order',
        disorder(world),
        0,
        'incidents',
        'of which a recovery came before its page',
      ),
      atMost(
        'page.receiver.body',
        sinkFaults(world).length,
        0,
        'faults',
        sinkFaults(world)[0] ?? 'same key, same body; signatures right',
      ),
    ]
  })
}

/** A node falls, and comes back 30 s later when the next one falls. */
async function cutOneByOne(world: World): Promise<void> {
  const began = Date.now()
  const behind = (n: number): readonly string[] => {
    const id = `node-${(n % SHAPE.nodes) + 1}`
    return [id, ...world.topology.subtree(id).map((target) => target.id)]
  }
  for (let n = 0; n * STEP_MS < ILL_MS; n++) {
    await wait(Math.max(0, began + n * STEP_MS - Date.now()))
    if (n > 0) world.restore(behind(n - 1))
    world.cut(behind(n))
  }
  await wait(Math.max(0, began + ILL_MS - Date.now()))
}

function disorder(world: World): number {
  let wrong = 0
  for (const { arrivals } of world.sinks.values()) {
    const paged = new Set<string>()
    for (const { message } of arrivals) {
      for (const { id } of message.incidents) {
        if (message.type === 'recovered' && !paged.has(id)) wrong++
        paged.add(id)
      }
    }
  }
  return wrong
}
