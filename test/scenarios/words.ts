// Asks the program over HTTP what a scenario wants it to say of itself.
import type { ApiIncidentPage } from '../../console/api/incident-response.ts'
import { causeName } from '../../store/aggregates/cause-place.ts'
import type { World } from '../rigs/scenario-world.ts'
import type { WantedWords } from './scenario.ts'

/** What it says instead; undefined where it says what is wanted. */
export async function wordsFault(want: WantedWords, world: World): Promise<string | undefined> {
  return want.want === 'states' ? await statesFault(want, world) : await incidentsFault(want, world)
}

async function statesFault(
  { states }: Extract<WantedWords, { want: 'states' }>,
  world: World,
): Promise<string | undefined> {
  for (const [id, wanted] of Object.entries(states)) {
    const { target } = await world.api<{ target: { state: string; reason: string } }>(
      `/api/targets/${encodeURIComponent(id)}`,
    )
    if (target.state !== wanted) return `${id} is ${target.state} (${target.reason}), not ${wanted}`
  }
  return undefined
}

async function incidentsFault(
  want: Extract<WantedWords, { want: 'incidents' }>,
  world: World,
): Promise<string | undefined> {
  const { rows } = await world.api<ApiIncidentPage>('/api/incidents')
  const open = rows.filter(({ state }) => state !== 'closed')
  const said = open.map(({ cause, affected }) => `${causeName(cause)} with ${affected}`).join(', ')
  const found = `open are ${said || 'none'}; closed ${rows.length - open.length}`
  if (want.open !== undefined && open.length !== want.open)
    return `wanted ${want.open} open; ${found}`
  if (want.closed !== undefined && rows.length - open.length !== want.closed)
    return `wanted ${want.closed} closed; ${found}`
  if (want.cause === undefined && want.affected === undefined) return undefined
  const one = open.find(
    ({ cause, affected }) =>
      (want.cause === undefined || causeName(cause) === want.cause) &&
      (want.affected === undefined || affected === want.affected),
  )
  return one
    ? undefined
    : `wanted one of ${want.cause ?? 'any'} with ${want.affected ?? 'any'}; ${found}`
}
