// How the echoes of a city go out: the kernel's socket, faults of the scripted day around it, or no kernel at all.
import { RondaError } from '../../fleet/error.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { RoundMessage, RoundPlan } from '../../probes/round/plan.ts'
import type { ModuleRef, SocketPlan } from '../../probes/round/socket-plan.ts'
import { type StartedRound, startRound } from '../../probes/round/start.ts'
import type { Config } from '../config.ts'

export interface Pinging {
  readonly round: StartedRound
  /** No kernel: the answers are made up. Only ever for a synthetic city. */
  readonly simulated: boolean
}

/**
 * A real estate gets the error where it may not ping. The synthetic one then walks over a simulated socket, and says so
 * with the line that grants the right.
 */
export async function startPinging(
  config: Config,
  fleet: Fleet,
  plan: RoundPlan,
  startedAt: number,
  onMessage: (message: RoundMessage) => void,
): Promise<Pinging> {
  const { pinger } = config
  if (pinger === 'simulated' && !fleet.synthetic) {
    throw new RondaError(
      'RND_CONFIG_INVALID',
      'pinger: simulated would make up the answers of a real estate',
      {
        remedy: 'set pinger: auto',
      },
    )
  }
  const wrap = scripted(config, fleet) ? { wrap: await faults(config, fleet, startedAt) } : {}
  const simulated: SocketPlan = {
    make: { url: cityModule('simulated-socket.ts'), name: 'simulated', options: {} },
    ...wrap,
  }
  if (pinger === 'simulated') {
    return { round: await startRound(plan, simulated, onMessage), simulated: true }
  }
  try {
    return { round: await startRound(plan, { kind: pinger, ...wrap }, onMessage), simulated: false }
  } catch (error) {
    const refused = error instanceof RondaError && error.code === 'RND_ICMP_PRIVILEGE'
    if (!refused || !fleet.synthetic || pinger !== 'auto') throw error
    return { round: await startRound(plan, simulated, onMessage), simulated: true }
  }
}

/** Only the synthetic city has a script: nothing is ever injected into a real estate. */
export function scripted(config: Config, fleet: Fleet): boolean {
  return fleet.synthetic && config.estate === undefined && config.synthetic?.script !== 'none'
}

async function faults(config: Config, fleet: Fleet, startedAt: number): Promise<ModuleRef> {
  const { faultOptions } = await import('../../city/script.ts')
  const options = faultOptions(fleet, startedAt, config.synthetic?.seed)
  return { url: cityModule('fault-socket.ts'), name: 'injectFaults', options }
}

function cityModule(file: string): string {
  return new URL(`../../city/${file}`, import.meta.url).href
}
