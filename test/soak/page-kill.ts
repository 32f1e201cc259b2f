// page.kill in full: kill -9 at 200 random moments of storms, with acknowledgements and escalations. 5 slices of 40 kills.
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import type { ApiIncidentPage } from '../../console/api/incident-response.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import type { Arrival } from '../rigs/scenario-sink.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { SoakContext } from './main.ts'
import { inWorld, sinkFaults, taken, within } from './page-world.ts'

const STORMS = 5
/** Of each storm: while it falls, while people are told and answer, while it comes back. */
const KILLS = [3, 2, 3] as const
const SPREAD_MS = 4_000
const FALLEN_MS = 60_000
const ESCALATE_MS = 14_000
/** Before the program is started again, at most. */
const DOWN_MS = 800
const PER_STORM = 3
const SHAPE = {
  nodes: STORMS * PER_STORM,
  uplinks: 4,
  nvrs: 2,
  cameras: 1,
  isps: ['nusa', 'lawang', 'muria'],
  kecamatan: ['genuk', 'tugu'],
  intervalMs: { node: 1_000, uplink: 1_000, nvr: 1_000 },
}
const ALERTS = {
  routes: [
    { match: {}, to: ['noc'], escalate: [{ after: `${ESCALATE_MS / 1000}s`, to: ['chief'] }] },
  ],
}

export async function soak({ say, slice }: SoakContext): Promise<readonly Bar[]> {
  const receivers = { noc: { pagesPerMinute: 60 }, chief: { pagesPerMinute: 60 } }
  const config = { alerts: ALERTS }
  const plan = { fleet: scenarioEstate(SHAPE), label: 'soakkill', receivers, config, quick: true }
  return await inWorld(plan, async (world) => {
    const faults: string[] = []
    for (let storm = 0; storm < STORMS; storm++) {
      const found = await weather(world, storm)
      faults.push(...found)
      say(`storm ${slice * STORMS + storm + 1}: ${found.join('; ') || 'as it should be'}`)
    }
    faults.push(...sinkFaults(world))
    const kills = STORMS * KILLS.reduce((sum, n) => sum + n, 0)
    const keys = [...world.sinks.values()].map(
      ({ arrivals, attempts }) => attempts() - arrivals.length,
    )
    const note = `${kills} kills in ${STORMS} storms; ${keys.reduce((a, b) => a + b, 0)} attempts repeated with the same key and body; ${faults[0] ?? 'each page, escalation and recovery exactly once'}`
    return [atMost('page.kill', faults.length, 0, 'faults', note)]
  })
}

/**
 * Two nodes, a line and an NVR fall, each a cause by itself, of which nothing fell before. The nodes are acknowledged,
 * the others go to the chief.
 */
async function weather(world: World, storm: number): Promise<readonly string[]> {
  const [a, b, c] = [1, 2, 3].map((n) => storm * PER_STORM + n)
  const acknowledged = [`node-${a}`, `node-${b}`]
  const escalated = [`ul-${c}-1`, `nvr-${c}-2-1`]
  const causes = [...acknowledged, ...escalated]
  const ids = causes.flatMap((id) => [id, ...world.topology.subtree(id).map((below) => below.id)])
  const since = Date.now()

  const said: string[] = []
  const say = (what: string): void => {
    said.push(`+${((Date.now() - since) / 1000).toFixed(1)}s ${what}`)
  }
  world.cut(ids)
  await killAtRandom(world, KILLS[0], say)
  const paged = await within(FALLEN_MS, () =>
    causes.every((id) => about(world, 'noc', 'page', id, since).length > 0),
  )
  const inTime = paged && (await acknowledge(world, acknowledged, since))
  await killAtRandom(world, KILLS[1], say)
  await within(ESCALATE_MS + FALLEN_MS, () =>
    escalated.every((id) => about(world, 'chief', 'escalated', id, since).length > 0),
  )
  world.restore(ids)
  say('restored')
  await killAtRandom(world, KILLS[2], say)
  await within(FALLEN_MS, () =>
    causes.every((id) => about(world, 'noc', 'recovered', id, since).length > 0),
  )
  await within(FALLEN_MS, () =>
    escalated.every((id) => about(world, 'chief', 'recovered', id, since).length > 0),
  )
  // For what should not come.
  await wait(SPREAD_MS)
  const wanted = (receiver: string, type: Arrival['message']['type'], of: readonly string[]) =>
    causes.flatMap((id) => {
      const came = about(world, receiver, type, id, since)
      const right = of.includes(id) ? 1 : 0
      if (came.length === right) return []
      const when = came.map(({ at, key }) => `+${((at - since) / 1000).toFixed(1)}s ${key}`)
      return [`${id}: ${came.length} ${type} to ${receiver}, not ${right}: ${when.join(', ')}`]
    })
  const faults = [
    ...(inTime ? [] : ['could not be acknowledged before it was escalated']),
    ...wanted('noc', 'page', causes),
    ...wanted('noc', 'recovered', causes),
    ...wanted('chief', 'escalated', escalated),
    ...wanted('chief', 'recovered', escalated),
  ]
  return faults.length > 0 ? [...faults, said.join(', ')] : []
}

/** Messages of a type that tell of an incident whose cause is this target. */
function about(
  world: World,
  receiver: string,
  type: Arrival['message']['type'],
  id: string,
  since: number,
): readonly Arrival[] {
  return taken(world, receiver, type, since).filter(({ message }) =>
    message.incidents.some(({ cause }) => cause.kind === 'target' && cause.targetId === id),
  )
}

/** Until a message is on its way, 4 s at most: what is killed then cannot have noted that it was taken. */
async function nextAttempt(world: World): Promise<void> {
  const attempts = (): number =>
    [...world.sinks.values()].reduce((sum, sink) => sum + sink.attempts(), 0)
  const before = attempts()
  const end = Date.now() + SPREAD_MS
  while (attempts() === before && Date.now() < end) await wait(1)
}

async function killAtRandom(
  world: World,
  times: number,
  say: (what: string) => void,
): Promise<void> {
  for (let kill = 0; kill < times; kill++) {
    if (Math.random() < 0.5) await wait(Math.random() * SPREAD_MS)
    else await nextAttempt(world)
    await world.end('SIGKILL')
    say('killed')
    await wait(Math.random() * DOWN_MS)
    world.start()
    say('started')
  }
}

/** Of these causes; again and again while the program starts. False where the escalation was due before. */
async function acknowledge(
  world: World,
  causes: readonly string[],
  since: number,
): Promise<boolean> {
  const first = Math.min(...taken(world, 'noc', 'page', since).map(({ at }) => at))
  while (Date.now() < first + ESCALATE_MS) {
    try {
      const { rows } = await world.api<ApiIncidentPage>('/api/incidents?open=true')
      const ours = rows.filter(
        ({ cause }) => cause.kind === 'target' && causes.includes(cause.targetId),
      )
      for (const { id } of ours) {
        await world.api(`/api/incidents/${encodeURIComponent(id)}/ack`, { by: 'soak' })
      }
      if (ours.length === causes.length) return true
    } catch {
      // It is being started.
    }
    await wait(100)
  }
  return false
}
