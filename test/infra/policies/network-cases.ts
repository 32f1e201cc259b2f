// Cases of what may be reached, by whom, and how.
import type { Values } from '../../../infra/policies/rule.ts'
import { after, type Case, see, TAGS } from './see.ts'

const RULE = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'
const OLD_RULE = 'aws:ec2/securityGroupRule:SecurityGroupRule'
const GROUP = 'aws:ec2/securityGroup:SecurityGroup'
const LISTENER = 'aws:lb/listener:Listener'
const LISTENER_RULE = 'aws:lb/listenerRule:ListenerRule'
const EVERYBODY = { cidrIpv4: '0.0.0.0/0' }
const REDIRECT = [{ type: 'redirect', redirect: { protocol: 'HTTPS', statusCode: 'HTTP_301' } }]
const FORWARD = [{ type: 'forward', targetGroupArn: 'group' }]

const ingress = (rule: Values, part = 'relay') =>
  see(RULE, { ipProtocol: 'tcp', ...rule, tags: { ...TAGS, 'ronda:part': part } })
const at = (port: number, from: Values, part = 'relay') =>
  ingress({ fromPort: port, toPort: port, ...from }, part)
const group = (inputs: Values) => see(GROUP, inputs, { name: 'group' })

export const NETWORK_CASES: Readonly<Record<string, readonly Case[]>> = {
  'no-open-ingress': [
    {
      passes: [
        at(443, EVERYBODY),
        at(22, { cidrIpv4: '10.0.0.0/8' }),
        at(22, { cidrIpv6: 'fd00::/8' }),
      ],
      violates: [at(22, EVERYBODY), at(8554, EVERYBODY), ingress(EVERYBODY)],
      what: /is open to 0\.0\.0\.0\/0/,
    },
    {
      passes: [at(22, { cidrIpv4: '203.0.0.0/16' }), at(22, { cidrIpv6: '2001:db8::/48' })],
      violates: [
        ...['52.0.0.0/8', '203.0.0.0/15', '10.0.0.0/7', '172.0.0.0/8', 'everybody'],
        ...['2600::/12', '::/0', '2001:db8::/47', 'fc00::/7'],
      ].map((block) => at(3000, block.includes(':') ? { cidrIpv6: block } : { cidrIpv4: block })),
      what: /^tcp 3000 to 3000 is open to /,
    },
    {
      passes: [at(443, { prefixListId: 'pl-1' }), at(22, { referencedSecurityGroupId: 'sg-1' })],
      violates: [at(22, { prefixListId: 'pl-1' })],
      what: /tcp 22 to 22 is open to pl-1/,
    },
    {
      passes: [at(8189, EVERYBODY)],
      violates: [ingress({ fromPort: 443, toPort: 8189, cidrIpv6: '::/0' })],
      what: /tcp 443 to 8189 is open to ::\/0/,
    },
    {
      passes: [
        ingress({ ipProtocol: 'udp', fromPort: 51_820, toPort: 51_820, ...EVERYBODY }, 'link'),
      ],
      violates: [at(443, EVERYBODY, 'database'), at(51_820, EVERYBODY, 'link')],
      what: /^tcp/,
    },
    {
      passes: [
        see('aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', { ingress: [] }),
        see(OLD_RULE, { type: 'egress', protocol: '-1', cidrBlocks: ['0.0.0.0/0'] }),
      ],
      violates: [
        see(GROUP, {
          ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, cidrBlocks: ['0.0.0.0/1'] }],
        }),
        see(GROUP, { ingress: { protocol: '-1', ipv6CidrBlocks: ['10.0.0.0/8', '::/1'] } }),
        see(OLD_RULE, { type: 'ingress', protocol: '-1', prefixListIds: ['pl-1'] }),
      ],
      what: /^-1 0 to \d+ is open to /,
    },
  ],
  'rules-in-one-place': [
    {
      passes: [
        group({ ingress: [] }),
        see(GROUP, {}, { name: 'other' }),
        see(RULE, {}, { dependencies: [see(GROUP, {}, { name: 'other' }).urn] }),
      ],
      violates: [RULE, OLD_RULE, 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule'].map(
        (type) => [group({ egress: [] }), after([group({})], type, {}, { name: 'rule' })],
      ),
      what: /has egress in itself, and rule beside it/,
    },
  ],
  'no-plain-http': [
    {
      passes: [
        see(LISTENER, { protocol: 'HTTPS', port: 443, defaultActions: FORWARD }),
        see(LISTENER, { protocol: 'HTTP', port: 80, defaultActions: REDIRECT }),
        // What is passed on as it comes: the server behind it sends on.
        see(LISTENER, { protocol: 'TCP', port: 80, defaultActions: FORWARD }),
        see('aws:elb/loadBalancer:LoadBalancer', { listeners: [{ lbProtocol: 'ssl' }] }),
      ],
      violates: [
        see(LISTENER, { protocol: 'HTTP', port: 80, defaultActions: FORWARD }),
        see(LISTENER, { port: 80, defaultActions: FORWARD }),
        see(LISTENER, { protocol: 'HTTP', port: 8080, defaultActions: [...REDIRECT, ...FORWARD] }),
        see(LISTENER, { protocol: 'HTTP', defaultActions: [] }),
        see(LISTENER, {
          ...{ protocol: 'HTTP', defaultActions: [{ type: 'redirect', redirect: { port: '81' } }] },
        }),
        see('aws:alb/listener:Listener', { protocol: 'HTTP', defaultActions: FORWARD }),
        see('aws:elb/loadBalancer:LoadBalancer', { listeners: [{ lbProtocol: 'HTTP' }] }),
      ],
      what: /speaks plain HTTP/,
    },
    {
      passes: [
        see(LISTENER, { protocol: 'HTTPS', defaultActions: FORWARD }),
        after([see(LISTENER, {})], LISTENER_RULE, { actions: FORWARD }),
      ],
      violates: [
        [
          see(LISTENER, { protocol: 'HTTP', defaultActions: REDIRECT }),
          after([see(LISTENER, {})], LISTENER_RULE, { actions: FORWARD }),
        ],
      ],
      what: /answers on one, which speaks plain HTTP/,
    },
  ],
  'no-public-database': [
    {
      passes: [
        see('aws:rds/instance:Instance', {}),
        see('aws:timestreaminfluxdb/dbInstance:DbInstance', { publiclyAccessible: false }),
      ],
      violates: [
        'aws:rds/instance:Instance',
        'aws:rds/clusterInstance:ClusterInstance',
        'aws:timestreaminfluxdb/dbInstance:DbInstance',
        'aws:redshift/cluster:Cluster',
      ].map((type) => see(type, { publiclyAccessible: true })),
      what: /is publicly accessible/,
    },
  ],
}
