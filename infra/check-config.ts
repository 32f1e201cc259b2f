// What is wrong between the keys of a stack's configuration, and with its estate, though each by itself is right.
import type { Fleet } from '../fleet/model.ts'
import type { Problem } from '../fleet/problem.ts'
import type { StackConfig } from './config.ts'
import { contains, isPrivateAddress, isWithin, overlap, parseCidr } from './plan/cidr.ts'
import { linkMbps, VPN_MBPS } from './plan/link-size.ts'
import type { Plan } from './plan/plan.ts'
import { VPC_BITS } from './plan/subnets.ts'

/** Of the machine that asks. */
const LOOPBACK = ['127.0.0.0/8']

/** Of a link of any type; absent ones are wrong and told elsewhere, the others keep their places. */
export interface LinkNetworks {
  readonly networks: readonly (string | undefined)[]
}

type Sections = Partial<Omit<StackConfig, 'link'>> & {
  readonly link?: StackConfig['link'] | LinkNetworks | undefined
}

/** Keys against each other; of a configuration that is wrong elsewhere, those that are right. */
export function checkTogether(config: Sections, file: string): Problem[] {
  const { network, link, grafana, database } = config
  const problems: Problem[] = []
  const say = (what: string, remedy: string) => problems.push({ file, line: 0, what, remedy })
  if (network !== undefined) {
    const { bits } = parseCidr(network.cidr)
    if (bits < VPC_BITS.least || bits > VPC_BITS.most)
      say(
        `ronda:network.cidr: ${network.cidr} is not between /${VPC_BITS.least} and /${VPC_BITS.most}`,
        'write a network such as 10.64.0.0/16',
      )
  }
  if (link !== undefined && 'networks' in link) networkProblems(link, network?.cidr, say)
  if (database?.type === 'timestream' && database.edition === '3')
    say(
      'ronda:database.edition: 3 is not set up by the stack: InfluxDB 3 Core has tokens of administrators only, so that Grafana could write and delete',
      'choose edition 2, or ronda:database.type ec2',
    )
  if (grafana !== undefined && !grafana.adminPassword.startsWith('aws-sm:'))
    say(
      `ronda:grafana.adminPassword: ${grafana.adminPassword} is on your machine, where no server of the stack reads it`,
      'put it into Secrets Manager and write aws-sm:NAME',
    )
  for (const [i, one] of (grafana?.networks ?? []).entries()) {
    if (parseCidr(one).bits < 8)
      say(
        `ronda:grafana.networks.${i}: ${one} is nearly everybody`,
        'name the networks of those who may',
      )
  }
  return problems
}

/** The city's networks against the stack's own, and against each other. */
function networkProblems(
  link: LinkNetworks & { readonly tunnel?: string },
  own: string | undefined,
  say: (what: string, remedy: string) => void,
): void {
  const named = link.networks.flatMap((one, i) => (one === undefined ? [] : [{ one, i }]))
  for (const { one, i } of named) {
    const where = `ronda:link.networks.${i}: ${one}`
    if (own !== undefined && overlap(parseCidr(one), parseCidr(own)))
      say(`${where} overlaps the stack's own network ${own}`, 'choose another ronda:network.cidr')
    const above = named.find(
      (other) =>
        other.i !== i &&
        contains(parseCidr(other.one), parseCidr(one)) &&
        (other.one !== one || other.i < i),
    )
    if (above !== undefined) say(`${where} is in ${above.one} already`, 'leave it out')
  }
  if (link.tunnel === undefined) return
  const tunnel = parseCidr(link.tunnel)
  const where = `ronda:link.tunnel: ${link.tunnel}`
  if (own !== undefined && overlap(tunnel, parseCidr(own)))
    say(`${where} overlaps the stack's own network ${own}`, 'choose another tunnel')
  const inCity = named.find(({ one }) => overlap(parseCidr(one), tunnel))
  if (inCity !== undefined)
    say(`${where} overlaps the city's network ${inCity.one}`, 'choose another tunnel')
}

/** The estate against the configuration: whether the stack could reach what it is to look at. */
export function checkEstate(config: Partial<StackConfig>, fleet: Fleet, file: string): Problem[] {
  if (fleet.synthetic) return []
  return [...passwordProblems(config, fleet), ...addressProblems(config, fleet, file)]
}

function passwordProblems({ estate = '' }: Partial<StackConfig>, { nvrs }: Fleet): Problem[] {
  const far = nvrs.filter(
    ({ credentials }) => credentials && !credentials.password.startsWith('aws-sm:'),
  )
  if (far.length === 0) return []
  const recorders = `${far.length.toLocaleString('en')} ${far.length === 1 ? 'recorder' : 'recorders'}`
  return [
    {
      file: estate,
      line: 0,
      what: `passwords of ${recorders} are not in Secrets Manager, ${far[0]?.id} among them (${far[0]?.credentials?.password})`,
      remedy:
        'write aws-sm:NAME, and put it there (aws secretsmanager create-secret): the servers of a stack read no environment and no files of yours',
    },
  ]
}

function addressProblems(
  { link, estate }: Partial<StackConfig>,
  fleet: Fleet,
  file: string,
): Problem[] {
  const addresses = [...fleet.nodes, ...fleet.uplinks, ...fleet.nvrs].flatMap(
    ({ address }) => address ?? [],
  )
  const own = addresses.filter((address) => isWithin(address, LOOPBACK))
  const inside = addresses.filter((address) => isPrivateAddress(address) && !own.includes(address))
  const ofWorker =
    own.length === 0
      ? []
      : [
          {
            file: estate ?? file,
            line: 0,
            what: `${many(own.length)} ${are(own.length)} in 127.0.0.0/8, ${own[0]} among them: there the worker would ask itself, and all would be well for ever`,
            remedy: 'write the addresses of the city; anchors, too',
          },
        ]
  return [...ofWorker, ...(link === undefined ? [] : unreachable(link, inside, file))]
}

function unreachable(
  link: StackConfig['link'],
  inside: readonly string[],
  file: string,
): Problem[] {
  if (link.type === 'none')
    return inside.length === 0
      ? []
      : [
          {
            file,
            line: 0,
            what: `ronda:link: none, and ${many(inside.length)} of the estate ${are(inside.length)} private, ${inside[0]} among them: nothing would answer`,
            remedy: 'set up a link of type vpn or wireguard',
          },
        ]
  const lost = inside.filter((address) => !isWithin(address, link.networks))
  return lost.length === 0
    ? []
    : [
        {
          file,
          line: 0,
          what: `ronda:link.networks: ${many(lost.length)} of the estate ${are(lost.length)} in none of them, ${lost[0]} among them`,
          remedy: 'add the networks that they are in',
        },
      ]
}

/** What had better be otherwise, and stops nothing. */
export function warnings(config: StackConfig, fleet: Fleet, plan: Plan, file: string): Problem[] {
  const { budget, link, relay, grafana, protect } = config
  const found: Problem[] = []
  const say = (what: string, remedy: string) => found.push({ file, line: 0, what, remedy })
  const estimate = Math.ceil(plan.cost.monthlyUsd)
  if (budget.monthlyUsd < estimate)
    say(
      `ronda:budget.monthlyUsd: ${budget.monthlyUsd} is less than the estimate of ${estimate} a month: its alarm will come`,
      `write at least ${estimate}, or fewer viewers or kbit/s in ronda:relay`,
    )
  if (relay.viewers === 0 && fleet.portals.length > 0)
    say(
      `ronda:relay.viewers: 0, so there is no relay, and the estate has ${fleet.portals.length} ${fleet.portals.length === 1 ? 'portal' : 'portals'}`,
      'write how many watch at the busiest time, unless residents watch elsewhere',
    )
  if (config.zoneId === undefined) for (const what of withoutZone(config, plan)) say(what, ZONE)
  const mbps = Math.ceil(linkMbps(plan.sizes.estate, relay))
  if (link.type === 'vpn' && mbps > VPN_MBPS)
    say(
      `ronda:link.type: vpn carries ${VPN_MBPS} Mbit/s, and ${mbps} come from the city at the busiest time`,
      'choose wireguard, or fewer viewers or kbit/s in ronda:relay',
    )
  if (grafana.networks.length === 0)
    say(
      'ronda:grafana.networks: nobody may reach Grafana and the console',
      'name the networks of those who may',
    )
  if (config.agent === undefined && !fleet.synthetic)
    say(
      'ronda:agent: nothing says which agent of Systems Manager may be installed: each machine takes the newest that AWS serves',
      'write { version, sha256 } of one; docs/operations.md says how to come by it',
    )
  if (!protect && !fleet.synthetic)
    say(
      'ronda:protect: false, so that pulumi destroy takes the history of a real city with it',
      'leave it out',
    )
  return found
}

const ZONE = 'name the zone of ronda:domain in Route 53, or go on and make the records afterwards'

/** What follows from it; the deployment says at its end which records to make. */
function withoutZone({ domain, relay }: StackConfig, { sizes }: Plan): string[] {
  const missing = 'ronda:zoneId: is missing, so that'
  const names = `grafana.${domain} and console.${domain}`
  const own = `${missing} ${names} have certificates of an authority of their own machine, which browsers warn of, and lead nowhere until you make their records`
  if (relay.viewers === 0) return [own]
  const edges = sizes.relay.edgesMost
  const planned = edges > 1 ? `, and ${edges} are planned for ${relay.viewers} viewers` : ''
  return [
    own,
    `${missing} the relay has exactly one edge${planned}: it does not grow with its viewers, and while it is replaced or ill nobody gets video`,
  ]
}

function many(addresses: number): string {
  return `${addresses.toLocaleString('en')} ${addresses === 1 ? 'address' : 'addresses'}`
}

function are(addresses: number): string {
  return addresses === 1 ? 'is' : 'are'
}
