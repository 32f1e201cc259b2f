// The first and the last lines of `ronda run`: what is asked, where to look, what was kept.
import { isLoopback } from '../../console/guard.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { RoundPlan } from '../../probes/round/plan.ts'
import { formatDuration } from '../../texts/times.ts'
import type { Config } from '../config.ts'
import { storeFile } from '../data-folder.ts'
import type { Keeper } from './keeper.ts'
import { wantsToken, whereToken } from './token.ts'

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
    ...looksLine(fleet, config.feeds),
    ...(simulated
      ? [
          '         SIMULATED: this user may not ping. To ping for real:',
          '         sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
        ]
      : []),
    `  keeps  ${storeFile(config)}`,
    ...(config.influx?.targets ?? []).map(
      ({ name, url, dialect }) => `  writes ${url} (${name}, InfluxDB ${dialect})`,
    ),
    `  shows  ${url}`,
    ...whoMayRead(config, url),
    '  Ctrl-C ends it',
    '',
  ].join('\n')
}

/** Nothing where no camera is looked at. */
function looksLine(
  { cameras }: Fleet,
  { enabled, everyMs, criticalEveryMs, criticalClasses }: Config['feeds'],
): string[] {
  if (!enabled || cameras.length === 0) return []
  const critical = cameras.filter((camera) => criticalClasses.includes(camera.class)).length
  const of = `${cameras.length.toLocaleString('en')} cameras every ${formatDuration('en', everyMs)}`
  const others = `, ${critical.toLocaleString('en')} of them every ${formatDuration('en', criticalEveryMs)}`
  const isOne = critical === 0 || criticalEveryMs === everyMs
  return [`  looks  at ${of}${isOne ? '' : others}`]
}

/** To be called when everything has been handed to the store and settled. */
export function closingLines(config: Config, keeper: Keeper): string {
  const { transitions, minutes } = keeper.kept()
  const { pendingTransitions, pendingMinutes = 0, lastError } = keeper.health()
  const lost = [
    ...(pendingTransitions > 0 ? [`${pendingTransitions} changes`] : []),
    ...(pendingMinutes > 0 ? [`${pendingMinutes} minutes of history`] : []),
  ].join(' and ')
  return [
    '',
    `ronda: ended. Since the start ${transitions} changes of state and ${minutes} minutes of history were kept in ${storeFile(config)}`,
    ...(lost ? [`NOT kept: ${lost} that could not be written: ${lastError ?? 'unknown'}`] : []),
    '',
  ].join('\n')
}

/** Nothing where only this machine may read and needs no token. The token itself is never shown. */
function whoMayRead(config: Config, url: string): string[] {
  if (!wantsToken(config)) return []
  const { host } = config.console.listen
  const token = `whoever reads needs the token in ${whereToken(config)}`
  if (isLoopback(host)) return [`         ${token}`]
  const listens = `${host.includes(':') ? `[${host}]` : host}:${new URL(url).port || 80}`
  return [`         OPEN TO THE NETWORK: it listens on ${listens}`, `         ${token}`]
}
