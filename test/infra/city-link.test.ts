// The three links as they are registered, and that no key is anywhere in what they register or give.
import { beforeAll, describe, expect, test } from 'vitest'
import { jsonOf, type PartsRun, runParts } from './run-parts.ts'

const NETWORKS = ['10.10.0.0/16', '172.20.0.0/14']
const ROUTES = ['10.10.0.0/16', '10.99.0.2/32', '172.20.0.0/14']

describe('by VPN', () => {
  let run: PartsRun
  beforeAll(async () => {
    run = await runParts('link-program.ts', {
      link: { type: 'vpn', gateway: '203.0.113.7', networks: NETWORKS },
    })
  })

  test('has a gateway on either end, ours attached before its routes spread', () => {
    expect(run.named('ronda-test-link-city').inputs).toMatchObject({
      ipAddress: '203.0.113.7',
      type: 'ipsec.1',
    })
    const attached = run.named('ronda-test-link-attached')
    expect(attached.inputs).toMatchObject({
      vpcId: 'ronda-test-network-vpc-id',
      vpnGatewayId: 'ronda-test-link-ours-id',
    })
    const spread = run.of('ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation')
    expect(spread.map(({ inputs }) => inputs['routeTableId'])).toEqual(
      [1, 2].map((n) => `ronda-test-network-private-${n}-routes-id`),
    )
    for (const { dependencies } of spread) expect(dependencies).toContain(attached.urn)
  })

  test('speaks nothing weak on either tunnel, and has AWS keep the keys', () => {
    const { inputs } = run.named('ronda-test-link-vpn')
    expect(inputs).toMatchObject({
      staticRoutesOnly: true,
      presharedKeyStorage: 'SecretsManager',
      remoteIpv4NetworkCidr: '10.64.0.0/16',
    })
    for (const tunnel of ['tunnel1', 'tunnel2']) {
      expect(inputs).toMatchObject({
        [`${tunnel}IkeVersions`]: ['ikev2'],
        [`${tunnel}Phase1EncryptionAlgorithms`]: ['AES256-GCM-16'],
        [`${tunnel}Phase2EncryptionAlgorithms`]: ['AES256-GCM-16'],
        [`${tunnel}Phase1DhGroupNumbers`]: [20],
        [`${tunnel}Phase2DhGroupNumbers`]: [20],
      })
      expect(inputs).not.toHaveProperty(`${tunnel}PresharedKey`)
    }
  })

  test('has a route for each network and for the anchor', () => {
    const routes = run.of('ec2/vpnConnectionRoute:VpnConnectionRoute')
    expect(routes.map(({ inputs }) => inputs['destinationCidrBlock'])).toEqual(ROUTES)
    expect(run.outputs).toMatchObject({ networks: NETWORKS, anchors: ['10.99.0.2'] })
  })

  test("says what the city's end needs, and where its keys are, without them", () => {
    const text = String(run.outputs['cityConfiguration'])
    for (const part of [
      '203.0.113.7',
      '198.51.100.1',
      '198.51.100.2',
      '10.64.0.0/16',
      'ip address add 10.99.0.2/32',
      'secret:s2svpn!one',
    ]) {
      expect(text).toContain(part)
    }
    expect(JSON.stringify(run.outputs)).not.toContain('nobody-may-see')
  })

  test('gives both tunnels to be watched', () => {
    expect(run.outputs['watched']).toEqual(
      [1, 2].map((n) => ({
        kind: 'vpn',
        name: `tunnel-${n}`,
        id: 'ronda-test-link-vpn-id',
        tunnel: `198.51.100.${n}`,
      })),
    )
  })
})

describe('by WireGuard', () => {
  let run: PartsRun
  beforeAll(async () => {
    run = await runParts('link-program.ts', {
      link: { type: 'wireguard', cityKey: `${'A'.repeat(43)}=`, networks: NETWORKS },
    })
  })

  test('has a gateway with an address that stays, which carries what is not its own', () => {
    const gateway = run.named('ronda-test-link-gateway')
    const card = run.named('ronda-test-link-gateway-card')
    expect(card.inputs).toMatchObject({
      sourceDestCheck: false,
      subnetId: 'ronda-test-network-public-1-id',
      securityGroups: ['ronda-test-link-gateway-firewall-id'],
    })
    expect(gateway.inputs).toMatchObject({
      primaryNetworkInterface: { networkInterfaceId: 'ronda-test-link-gateway-card-id' },
      metadataOptions: { httpTokens: 'required' },
      rootBlockDevice: { encrypted: true },
    })
    expect(gateway.ignoreChanges).toEqual(['ami'])
    const hasAddress = run.named('ronda-test-link-gateway-has-address')
    expect(hasAddress.inputs).toEqual({
      networkInterfaceId: 'ronda-test-link-gateway-card-id',
      allocationId: 'eipalloc-1',
    })
    // Without its address it has no way out to boot by; and two machines cannot have the card.
    expect(gateway.dependencies).toContain(hasAddress.urn)
    expect(gateway.deleteBeforeReplace).toBe(true)
  })

  test('lets in WireGuard from anywhere and the inside, nothing else', () => {
    const group = 'ronda-test-link-gateway-firewall-id'
    const rules = run
      .of('vpc/securityGroupIngressRule:SecurityGroupIngressRule')
      .filter(({ inputs }) => inputs['securityGroupId'] === group)
    expect(
      rules.map(({ inputs }) => [
        inputs['cidrIpv4'],
        inputs['ipProtocol'],
        inputs['fromPort'],
        inputs['toPort'],
      ]),
    ).toEqual([
      ['10.64.0.0/16', '-1', undefined, undefined],
      ['0.0.0.0/0', 'udp', 51_820, 51_820],
    ])
  })

  test('leads to the city from each private table', () => {
    const routes = run
      .of('ec2/route:Route')
      .filter(({ inputs }) => inputs['networkInterfaceId'] === 'ronda-test-link-gateway-card-id')
    expect(
      routes.map(({ inputs }) => `${inputs['routeTableId']} ${inputs['destinationCidrBlock']}`),
    ).toEqual(
      [1, 2].flatMap((n) => ROUTES.map((to) => `ronda-test-network-private-${n}-routes-id ${to}`)),
    )
    expect(run.outputs['anchors']).toEqual(['10.99.0.2'])
  })

  test('may read and write the one secret and the one parameter', () => {
    const statements = jsonOf(run.named('ronda-test-link-gateway-role-policy').inputs['policy'])[
      'Statement'
    ] as { Action: string[]; Resource: unknown }[]
    const of = (action: string) =>
      statements.filter(({ Action }) => Action.includes(action)).map(({ Resource }) => Resource)
    const secret = 'arn:aws:test:::ronda-test-secrets-link-key'
    expect(of('secretsmanager:GetSecretValue').flat()).toEqual([secret])
    expect(of('secretsmanager:PutSecretValue').flat()).toEqual([secret])
    expect(of('ssm:PutParameter').flat()).toEqual([
      'arn:aws:ssm:ap-southeast-3:123456789012:parameter/ronda-test/link/public-key',
    ])
    expect(statements.flatMap(({ Action }) => Action).join()).not.toContain('*')
  })

  test("tells the city's end where our public key is, and holds no private key", () => {
    const text = String(run.outputs['cityConfiguration'])
    expect(text).toContain('Endpoint = 198.51.100.9:51820')
    expect(text).toContain('AllowedIPs = 10.64.0.0/16, 10.99.0.1/32')
    expect(text).toContain('/ronda-test/link/public-key')
    expect(text).not.toContain('PrivateKey')
    expect(JSON.stringify(run.outputs['watched'])).toContain('ronda-test-link-gateway-id')
  })

  test('has everything under its component', () => {
    const component = run.named('ronda-test-link')
    for (const one of run.resources.filter(({ name }) => name.startsWith('ronda-test-link-'))) {
      expect(one.parent, one.name).toBe(component.urn)
    }
  })
})

test('no link registers nothing but itself', async () => {
  const run = await runParts('link-program.ts')
  const own = run.resources.filter(({ name }) => name.startsWith('ronda-test-link'))
  expect(own.map(({ type }) => type)).toEqual(['ronda:infra:CityLink'])
  expect(run.outputs).toMatchObject({ networks: [], anchors: [], watched: [] })
})
