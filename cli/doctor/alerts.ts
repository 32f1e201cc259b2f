// Looks at who would be told: the policy, its secrets, and whether each receiver can be reached without telling anybody.
import type { Channel } from '../../alerts/channels/channel.ts'
import { createChannel } from '../../alerts/channels/create-channel.ts'
import type { Receiver } from '../../alerts/policy/policy.ts'
import type { Config } from '../config.ts'
import { cityOf } from '../run/city.ts'
import { policyOf } from '../run/policy.ts'
import { isToldByGrafana } from '../run/told-by.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const DEADLINE_MS = 5_000

/** Throws what `ronda run` would throw, with every problem of the policy. */
export async function alerts(config: Config): Promise<readonly Finding[]> {
  const policy = policyOf(config, await cityOf(config))
  if (policy === undefined) {
    const remedy =
      'write who is to be told under alerts: in ronda.yaml; docs/alerts.md has an example'
    return [warn('alerts', 'nobody is told of outages', remedy)]
  }
  const { receivers, routes, deadman } = policy
  const counts = `${count(receivers.length, 'receiver')}, ${count(routes.length, 'route')}`
  const seen = `${counts}, fallback ${policy.fallback.join(', ')}`
  const watched = deadman
    ? ok('dead-man', `an outside watcher is told every ${deadman.everyMs / 1000} s`)
    : warn('dead-man', 'nobody outside watches Ronda itself', 'set alerts.deadman in ronda.yaml')
  const found = await Promise.all(receivers.map(receiver))
  const by = isToldByGrafana(config)
    ? 'causes are told by Grafana, Ronda itself announces what people do: '
    : ''
  return [ok('alerts', by + seen), ...found, watched]
}

async function receiver({ id, channel: settings }: Receiver): Promise<Finding> {
  const what = `receiver ${id}`
  const channel: Channel = createChannel(settings, { receiverId: id })
  try {
    if (channel.check === undefined) {
      return ok(what, `${channel.type}; it cannot be asked without being told something`)
    }
    const answer = await channel.check(AbortSignal.timeout(DEADLINE_MS))
    if (answer.result === 'sent') return ok(what, `${channel.type}, it answers`)
    return fail(
      what,
      `${channel.type}: ${inWords(answer.why)}`,
      'mend it, or its entry in ronda.yaml',
    )
  } finally {
    await channel.close()
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

/** EDNS is what SMTP says of a name that leads nowhere, for whatever reason. */
function inWords(why: string): string {
  return why.replace(/: EDNS$/, ': the name is unknown, or cannot be looked up now (EDNS)')
}
