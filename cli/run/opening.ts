// The first lines of `ronda run`: what is asked, what is kept, where to look.
import type { Fleet } from '../../fleet/model.ts'
import type { RoundPlan } from '../../probes/round/plan.ts'
import type { Config } from '../config.ts'
import { storeFile } from '../data-folder.ts'

export interface Opening {
  readonly config: Config
  readonly fleet: Fleet
  readonly plan: RoundPlan
  readonly url: string
  readonly simulated: boolean
}

export function openingLines({ config, fleet, plan, url, simulated }: Opening): string {
  const every = [...new Set(plan.intervalMs)]
    .sort((a, b) => a - b)
    .map((ms) => `${ms / 1000} s`)
    .join(' and ')
  const what = fleet.synthetic ? ' (synthetic: no address outside this machine is asked)' : ''
  return [
    `ronda: ${fleet.city}${what}`,
    `  asks   ${plan.addresses.length.toLocaleString('en')} addresses every ${every}`,
    ...(simulated
      ? [
          '         SIMULATED: this user may not ping. To ping for real:',
          '         sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
        ]
      : []),
    `  keeps  ${storeFile(config)}`,
    `  shows  ${url}`,
    '  Ctrl-C ends it',
    '',
  ].join('\n')
}
