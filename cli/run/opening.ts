// The first and the last lines of `ronda run`: what is asked, where to look, what was kept.
import type { Fleet } from '../../fleet/model.ts'
import type { RoundPlan } from '../../probes/round/plan.ts'
import type { Config } from '../config.ts'
import { storeFile } from '../data-folder.ts'
import type { Keeper } from './keeper.ts'

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

/** To be called when everything has been handed to the store and settled. */
export function closingLines(config: Config, keeper: Keeper): string {
  const { transitions, minutes } = keeper.kept()
  const { pendingTransitions } = keeper.health()
  return [
    '',
    `ronda: ended. Since the start ${transitions} changes of state and ${minutes} minutes of history were kept in ${storeFile(config)}`,
    ...(pendingTransitions > 0
      ? [`NOT kept: ${pendingTransitions} changes that could not be written`]
      : []),
    '',
  ].join('\n')
}
