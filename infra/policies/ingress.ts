// Nothing is open to strangers but the relay's, the public page's and the city gateway's ports.
import { isHuge } from './blocks.ts'
import {
  type ResourceRule,
  type Seen,
  type StackRule,
  sections,
  tagsOf,
  texts,
  type Values,
} from './rule.ts'

interface OpenPort {
  /** Tag `ronda:part` of the rule. */
  readonly part: string
  readonly protocol: 'tcp' | 'udp'
  /** Absent: one port of any number. */
  readonly port?: number
}

/** What may be open. */
export const OPEN_PORTS: readonly OpenPort[] = [
  // HLS, pages and the signalling of WebRTC; its media.
  { part: 'relay', protocol: 'tcp', port: 443 },
  // Without a zone: sends on to 443, and answers for the certificate.
  { part: 'relay', protocol: 'tcp', port: 80 },
  { part: 'relay', protocol: 'udp', port: 8189 },
  { part: 'relay', protocol: 'tcp', port: 8189 },
  // The public page; 80 sends on to 443 and answers for certificates.
  { part: 'worker', protocol: 'tcp', port: 443 },
  { part: 'worker', protocol: 'tcp', port: 80 },
  // WireGuard, which answers nobody without a key: the city's line may have any address, and the port is configured.
  { part: 'link', protocol: 'udp' },
]

const RULE_TYPES = [
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
  'aws:ec2/securityGroupRule:SecurityGroupRule',
]
const GROUP_TYPES = [
  'aws:ec2/securityGroup:SecurityGroup',
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
]
const BLOCKS = ['cidrIpv4', 'cidrIpv6', 'cidrBlocks', 'ipv6CidrBlocks']
const LISTS = ['prefixListId', 'prefixListIds']

export const noOpenIngress: ResourceRule = {
  name: 'no-open-ingress',
  says: 'Only ports of the relay, the public page and the city gateway are open to strangers.',
  each(seen, report) {
    for (const way of waysIn(seen)) {
      // Who stands in a prefix list is nowhere in the program.
      const open = [...way.blocks.filter(isHuge), ...way.lists]
      if (open.length === 0 || mayBeOpen(String(tagsOf(seen)['ronda:part'] ?? ''), way)) continue
      report(`${way.protocol} ${way.from} to ${way.to} is open to ${open.join(', ')}`)
    }
  },
}

/** What a group has in itself and what rules of its own say undo each other with every deployment. */
export const rulesInOnePlace: StackRule = {
  name: 'rules-in-one-place',
  says: 'A security group has its rules in itself or by resources of their own, never both.',
  whole({ resources }, report) {
    const rules = resources.filter(({ type }) => RULE_TYPES.includes(type))
    for (const group of resources.filter(({ type }) => GROUP_TYPES.includes(type))) {
      const inside = ['ingress', 'egress'].filter((way) => group.inputs[way] !== undefined)
      const beside = rules.filter(({ dependencies }) => dependencies.includes(group.urn))
      if (inside.length > 0 && beside.length > 0)
        report(`has ${inside.join(' and ')} in itself, and ${beside[0]?.name} beside it`, group)
    }
  },
}

interface WayIn {
  readonly protocol: string
  readonly from: number
  readonly to: number
  readonly blocks: readonly string[]
  readonly lists: readonly string[]
}

function waysIn({ type, inputs }: Seen): readonly WayIn[] {
  if (type === 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule') return [wayOf(inputs)]
  if (type === 'aws:ec2/securityGroupRule:SecurityGroupRule')
    return inputs['type'] === 'ingress' ? [wayOf(inputs)] : []
  return GROUP_TYPES.includes(type) ? sections(inputs['ingress']).map(wayOf) : []
}

function wayOf(rule: Values): WayIn {
  return {
    protocol: String(rule['ipProtocol'] ?? rule['protocol'] ?? '-1'),
    from: Number(rule['fromPort'] ?? 0),
    to: Number(rule['toPort'] ?? 65_535),
    blocks: BLOCKS.flatMap((key) => texts(rule[key])),
    lists: LISTS.flatMap((key) => texts(rule[key])),
  }
}

function mayBeOpen(part: string, { protocol, from, to }: WayIn): boolean {
  return OPEN_PORTS.some(
    (one) =>
      one.part === part &&
      one.protocol === protocol &&
      from === to &&
      (one.port === undefined || one.port === from),
  )
}
