// Does what a step of a scenario says.
import { setTimeout as wait } from 'node:timers/promises'
import type { ApiIncidentPage } from '../../console/api/incident-response.ts'
import type { ApiPlannedList } from '../../console/api/planned-response.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { Stage } from './play.ts'
import type { Action } from './scenario.ts'

const BY = 'scenario'

export async function perform(action: Action, { world }: Stage): Promise<void> {
  switch (action.do) {
    case 'cut':
      world.cut(action.which.ids, action.which.anchors)
      return
    case 'restore':
      world.restore(action.which.ids, action.which.anchors)
      return
    case 'toggle':
      return await toggle(action, world)
    case 'kill':
      return await world.end('SIGKILL')
    case 'stop':
      return await world.end('SIGTERM')
    case 'start':
      world.start()
      return
    case 'receiver':
      return await world.sinks.get(action.receiver)?.answer(action.answers)
    case 'suspend':
      return await suspend(action, world)
    case 'resume':
      return await resume(world)
    case 'ack':
      return await acknowledge(world)
  }
}

/** Ends with everything restored. */
async function toggle(action: Extract<Action, { do: 'toggle' }>, world: World): Promise<void> {
  const { which, everyMs, forMs } = action
  const began = Date.now()
  let cut = false
  for (let next = began; next < began + forMs; next += everyMs) {
    await wait(Math.max(0, next - Date.now()))
    cut = !cut
    if (cut) world.cut(which.ids, which.anchors)
    else world.restore(which.ids, which.anchors)
  }
  await wait(Math.max(0, began + forMs - Date.now()))
  world.restore(which.ids, which.anchors)
}

/** By list, as a letter has it; with its number said, as a mass suspension wants it. */
async function suspend(
  { which, owner, reason, forMs }: Extract<Action, { do: 'suspend' }>,
  world: World,
): Promise<void> {
  const { topology } = world
  const below = which.ids.flatMap((id) => topology.subtree(id).map((target) => target.id))
  await world.api('/api/suspensions', {
    scope: { targets: which.ids },
    reason,
    owner,
    until: new Date(Date.now() + forMs).toISOString(),
    confirm: new Set([...which.ids, ...below]).size,
    by: BY,
  })
}

async function resume(world: World): Promise<void> {
  const { rows } = await world.api<ApiPlannedList>('/api/planned')
  const ours = rows.filter(({ source, state }) => source === 'program' && state !== 'over')
  for (const { id } of ours) {
    await world.api(`/api/planned/${encodeURIComponent(id)}/resume`, { by: BY })
  }
}

async function acknowledge(world: World): Promise<void> {
  const { rows } = await world.api<ApiIncidentPage>('/api/incidents?open=true')
  for (const { id } of rows) {
    await world.api(`/api/incidents/${encodeURIComponent(id)}/ack`, { by: BY })
  }
}
