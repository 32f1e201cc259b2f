// Nothing is open to everybody but the relay's, the public page's and the city gateway's ports.
import { type ResourceRule, type Seen, sections, tagsOf, texts, type Values } from './rule.ts'

/** A network this short is everybody, or nearly. */
const OPEN_BITS = 8

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

export const noOpenIngress: ResourceRule = {
  name: 'no-open-ingress',
  says: 'Only ports of the relay, the public page and the city gateway are open to everybody.',
  each(seen, report) {
    for (const way of waysIn(seen)) {
      const open = way.cidrs.filter(isOpen)
      if (open.length === 0 || mayBeOpen(String(tagsOf(seen)['ronda:part'] ?? ''), way)) continue
      report(`${way.protocol} ${way.from} to ${way.to} is open to ${open.join(', ')}`)
    }
  },
}

interface WayIn {
  readonly protocol: string
  readonly from: number
  readonly to: number
  readonly cidrs: readonly string[]
}

function waysIn({ type, inputs }: Seen): readonly WayIn[] {
  if (type === 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule') return [wayOf(inputs)]
  if (type === 'aws:ec2/securityGroupRule:SecurityGroupRule')
    return inputs['type'] === 'ingress' ? [wayOf(inputs)] : []
  const isGroup =
    type === 'aws:ec2/securityGroup:SecurityGroup' ||
    type === 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup'
  return isGroup ? sections(inputs['ingress']).map(wayOf) : []
}

function wayOf(rule: Values): WayIn {
  const lists = ['cidrIpv4', 'cidrIpv6', 'cidrBlocks', 'ipv6CidrBlocks']
  return {
    protocol: String(rule['ipProtocol'] ?? rule['protocol'] ?? '-1'),
    from: Number(rule['fromPort'] ?? 0),
    to: Number(rule['toPort'] ?? 65_535),
    cidrs: lists.flatMap((key) => texts(rule[key])),
  }
}

function isOpen(cidr: string): boolean {
  return Number(cidr.split('/')[1] ?? 32) < OPEN_BITS
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
