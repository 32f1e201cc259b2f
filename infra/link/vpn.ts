// The link as AWS's site-to-site VPN: two IPsec tunnels to the city's gateway, with keys that AWS makes and keeps.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import type { StackConfig } from '../config.ts'
import type { CityLinkOutputs, NetworkOutputs, StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'
import { citySwanctlText, IPSEC } from './swanctl.ts'

type VpnSettings = Extract<StackConfig['link'], { type: 'vpn' }>

const PART = 'link'
/** Static routes only: the number stands in a field that wants one. */
const PRIVATE_ASN = '65000'
/** Of both tunnels: what is not named here AWS would also take in weaker kinds. */
const STRONG = {
  tunnel1IkeVersions: [...IPSEC.ikeVersions],
  tunnel1Phase1EncryptionAlgorithms: [...IPSEC.encryption],
  tunnel1Phase1IntegrityAlgorithms: [...IPSEC.integrity],
  tunnel1Phase1DhGroupNumbers: [...IPSEC.dhGroups],
  tunnel1Phase1LifetimeSeconds: IPSEC.ikeLifetimeS,
  tunnel1Phase2EncryptionAlgorithms: [...IPSEC.encryption],
  tunnel1Phase2IntegrityAlgorithms: [...IPSEC.integrity],
  tunnel1Phase2DhGroupNumbers: [...IPSEC.dhGroups],
  tunnel1Phase2LifetimeSeconds: IPSEC.espLifetimeS,
  tunnel1DpdTimeoutSeconds: IPSEC.dpdS,
  tunnel2IkeVersions: [...IPSEC.ikeVersions],
  tunnel2Phase1EncryptionAlgorithms: [...IPSEC.encryption],
  tunnel2Phase1IntegrityAlgorithms: [...IPSEC.integrity],
  tunnel2Phase1DhGroupNumbers: [...IPSEC.dhGroups],
  tunnel2Phase1LifetimeSeconds: IPSEC.ikeLifetimeS,
  tunnel2Phase2EncryptionAlgorithms: [...IPSEC.encryption],
  tunnel2Phase2IntegrityAlgorithms: [...IPSEC.integrity],
  tunnel2Phase2DhGroupNumbers: [...IPSEC.dhGroups],
  tunnel2Phase2LifetimeSeconds: IPSEC.espLifetimeS,
  tunnel2DpdTimeoutSeconds: IPSEC.dpdS,
} satisfies Partial<aws.ec2.VpnConnectionArgs>

export function makeVpn(
  ctx: StackContext,
  parent: pulumi.Resource,
  network: NetworkOutputs,
  { gateway, networks, anchor }: VpnSettings,
): CityLinkOutputs {
  const child = { parent }
  const prefix = `${ctx.name}-link`
  const tags = (label: string) => ({ tags: tagged(ctx, PART, `${prefix}-${label}`) })
  const city = new aws.ec2.CustomerGateway(
    `${prefix}-city`,
    { type: 'ipsec.1', ipAddress: gateway, bgpAsn: PRIVATE_ASN, ...tags('city') },
    child,
  )
  const ours = new aws.ec2.VpnGateway(`${prefix}-ours`, tags('ours'), child)
  const attached = new aws.ec2.VpnGatewayAttachment(
    `${prefix}-attached`,
    { vpcId: network.vpcId, vpnGatewayId: ours.id },
    child,
  )
  for (const [i, routeTableId] of network.privateRouteTableIds.entries()) {
    new aws.ec2.VpnGatewayRoutePropagation(
      `${prefix}-routes-${i + 1}`,
      { routeTableId, vpnGatewayId: ours.id },
      { ...child, dependsOn: [attached] },
    )
  }
  const connection = new aws.ec2.VpnConnection(
    `${prefix}-vpn`,
    {
      type: 'ipsec.1',
      customerGatewayId: city.id,
      vpnGatewayId: ours.id,
      staticRoutesOnly: true,
      localIpv4NetworkCidr: '0.0.0.0/0',
      remoteIpv4NetworkCidr: network.cidr,
      // Neither in the state nor in our hands: AWS makes them, and only who may read that secret sees them.
      presharedKeyStorage: 'SecretsManager',
      ...STRONG,
      ...tags('vpn'),
    },
    child,
  )
  for (const destinationCidrBlock of [...networks, `${anchor}/32`]) {
    new aws.ec2.VpnConnectionRoute(
      `${prefix}-to-${destinationCidrBlock.replaceAll(/[./]/g, '-')}`,
      { vpnConnectionId: connection.id, destinationCidrBlock },
      child,
    )
  }
  const { tunnel1Address, tunnel2Address, presharedKeyArn } = connection
  return {
    networks,
    anchors: [anchor],
    cityConfiguration: pulumi
      .all([tunnel1Address, tunnel2Address, presharedKeyArn])
      .apply(([first, second, keysArn]) =>
        citySwanctlText({
          ...{ gateway, networks, anchor, keysArn },
          tunnels: [first, second],
          inside: network.cidr,
          region: ctx.region,
        }),
      ),
    watched: [tunnel1Address, tunnel2Address].map((tunnel, i) => ({
      kind: 'vpn',
      name: `tunnel-${i + 1}`,
      id: connection.id,
      tunnel,
    })),
  }
}
