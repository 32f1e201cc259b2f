// What of a policy Grafana cannot be given at all, with its place in ronda.yaml.
import type { Policy, Receiver } from '../../policy/policy.ts'
import type { PolicyProblem } from '../../policy/resolve.ts'
import { isAuthorization } from './contact-points.ts'
import { MOST_BEFORE } from './nodes.ts'
import { routeStages } from './steps.ts'
import { type Duties, dutiesOf, toldBy } from './told.ts'

/** Headers that Grafana refuses in a contact point (receivers/webhook/v1/config.go); Authorization has a place of its own. */
const REFUSED_HEADERS = new Set([
  ...['host', 'accept-encoding', 'accept-charset', 'content-encoding', 'content-length'],
  ...['user-agent', 'transfer-encoding', 'connection', 'upgrade', 'trailer', 'te'],
  ...['proxy-authorization', 'proxy-authenticate', 'cookie', 'set-cookie', 'referer', 'origin'],
  ...['x-forwarded-for', 'x-real-ip', 'via', 'forwarded', 'expect', 'keep-alive', 'date'],
  'max-forwards',
])

/** Each place that must be mended before the policy can be Grafana's; empty where nothing is in the way. */
export function grafanaProblems(policy: Policy<unknown>): readonly PolicyProblem[] {
  const duties = dutiesOf(policy)
  return [
    ...policy.receivers.flatMap(receiverProblems),
    ...nowhere(policy, duties),
    ...tooManyRotas(policy, duties),
  ]
}

function receiverProblems({ channel }: Receiver<unknown>, at: number): PolicyProblem[] {
  const path = ['receivers', at, channel.type]
  if (channel.type === 'alertmanager' && channel.url.includes(',')) {
    const what = 'Grafana reads a comma in the address as the end of one and the begin of another'
    return [{ path: [...path, 'url'], what, remedy: 'write %2C for it' }]
  }
  if (channel.type !== 'http') return []
  const names = Object.keys(channel.headers)
  const refused = names.filter((name) => REFUSED_HEADERS.has(name.toLowerCase()))
  const twice = names.filter(isAuthorization).slice(1)
  return [
    ...refused.map((name) => ({
      path: [...path, 'headers', name],
      what: `Grafana lets nobody set the header ${name}`,
      remedy: 'remove it, or make a receiver without it for Grafana',
    })),
    ...twice.map((name) => ({
      path: [...path, 'headers', name],
      what: 'Authorization stands here twice',
      remedy: 'keep one of them',
    })),
  ]
}

/** Lists that name nobody: what is read from ronda.yaml has none, what is made by hand may. */
function nowhere(policy: Policy<unknown>, duties: Duties): PolicyProblem[] {
  if (policy.receivers.length === 0) {
    const what = 'nobody can be told anything'
    return [{ path: ['receivers'], what, remedy: 'write who can be told' }]
  }
  return (['fallback', 'blind'] as const)
    .filter((key) => toldBy(policy[key], policy, duties).length === 0)
    .map((key) => ({
      path: [key],
      what: 'routes nowhere: none of its names is a receiver or a rota with one',
      remedy: 'name a receiver there',
    }))
}

/** Each such route doubles what it takes to tell somebody only once. */
function tooManyRotas(policy: Policy<unknown>, duties: Duties): PolicyProblem[] {
  const counts = new Map<string, number>()
  for (const { goOn, inShort } of routeStages(policy, duties)) {
    const byRota = inShort.flatMap(({ told }) => told.filter(({ during }) => during !== 'always'))
    if (!goOn) continue
    for (const { receiver } of byRota) counts.set(receiver, (counts.get(receiver) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > MOST_BEFORE)
    .map(([receiver, count]) => ({
      path: ['routes'],
      what: `${count} routes that go on tell "${receiver}" through rotas: Grafana could not be kept from telling the same twice`,
      remedy: `name "${receiver}" itself in some of them, or put routes together`,
    }))
}
