// The network as it is registered: who stands in what, what leads out, and that nothing is open.
import { beforeAll, describe, expect, test } from 'vitest'
import { jsonOf, type PartsRun, runParts } from './run-parts.ts'

describe('a network with protection, of three zones', () => {
  let run: PartsRun
  beforeAll(async () => {
    run = await runParts('foundation-program.ts', { network: { zones: 3 }, protect: true })
  })

  test('has a public and a private subnet in each zone, by the name of the zone', () => {
    const subnets = run.of('ec2/subnet:Subnet').map(({ name, inputs }) => ({
      name,
      zone: inputs['availabilityZone'],
      cidr: inputs['cidrBlock'],
    }))
    expect(subnets).toHaveLength(6)
    expect(new Set(subnets.map(({ cidr }) => cidr)).size).toBe(6)
    for (const kind of ['public', 'private']) {
      expect(subnets.filter(({ name }) => name.includes(kind)).map(({ zone }) => zone)).toEqual([
        'ap-southeast-3a',
        'ap-southeast-3b',
        'ap-southeast-3c',
      ])
    }
    expect(run.outputs['zones']).toEqual(['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c'])
  })

  test('gives no public address by itself', () => {
    for (const { inputs } of run.of('ec2/subnet:Subnet')) {
      expect(inputs['mapPublicIpOnLaunch']).toBe(false)
    }
  })

  test('has a way out in each zone, in its public subnet, after the internet gateway', () => {
    const gateway = run.named('ronda-test-network-internet').urn
    const nats = run.of('ec2/natGateway:NatGateway')
    expect(nats.map(({ inputs }) => inputs['subnetId'])).toEqual(
      [1, 2, 3].map((n) => `ronda-test-network-public-${n}-id`),
    )
    for (const { dependencies } of nats) expect(dependencies).toContain(gateway)
    for (const n of [1, 2, 3]) {
      expect(run.named(`ronda-test-network-private-${n}-routes-out`).inputs).toMatchObject({
        destinationCidrBlock: '0.0.0.0/0',
        natGatewayId: `ronda-test-network-nat-${n}-id`,
        routeTableId: `ronda-test-network-private-${n}-routes-id`,
      })
    }
    expect(run.named('ronda-test-network-public-routes-out').inputs['gatewayId']).toBe(
      'ronda-test-network-internet-id',
    )
  })

  test('ties each subnet to one table', () => {
    const ties = run.of('ec2/routeTableAssociation:RouteTableAssociation')
    const bound = ties.map(({ inputs }) => inputs['subnetId'])
    expect([...bound].sort()).toEqual(
      run
        .of('ec2/subnet:Subnet')
        .map(({ name }) => `${name}-id`)
        .sort(),
    )
  })

  test('shuts the default group', () => {
    expect(run.named('ronda-test-network-default').inputs).toMatchObject({
      ingress: [],
      egress: [],
    })
  })

  test('reaches S3 by every table, and the other services by endpoints that only the inside may ask', () => {
    expect(run.named('ronda-test-network-endpoint-s3').inputs).toMatchObject({
      vpcEndpointType: 'Gateway',
      serviceName: 'com.amazonaws.ap-southeast-3.s3',
      routeTableIds: ['public', 'private-1', 'private-2', 'private-3'].map(
        (label) => `ronda-test-network-${label}-routes-id`,
      ),
    })
    const others = run
      .of('ec2/vpcEndpoint:VpcEndpoint')
      .filter(({ inputs }) => inputs['vpcEndpointType'] === 'Interface')
    expect(others.map(({ inputs }) => String(inputs['serviceName']).split('.').at(-1))).toEqual([
      'ec2messages',
      'logs',
      'secretsmanager',
      'ssm',
      'ssmmessages',
    ])
    for (const { inputs } of others) {
      expect(inputs).toMatchObject({
        privateDnsEnabled: true,
        securityGroupIds: ['ronda-test-network-endpoints-id'],
        subnetIds: [1, 2, 3].map((n) => `ronda-test-network-private-${n}-id`),
      })
    }
    const rules = run.of('vpc/securityGroupIngressRule:SecurityGroupIngressRule')
    expect(
      rules.map(({ inputs }) => [inputs['cidrIpv4'], inputs['fromPort'], inputs['toPort']]),
    ).toEqual([['10.64.0.0/16', 443, 443]])
  })

  test('logs every flow into an encrypted group that forgets, by a role for this account alone', () => {
    expect(run.named('ronda-test-network-flows').inputs).toMatchObject({
      retentionInDays: 90,
      kmsKeyId: 'arn:aws:test:::ronda-test-network-logs-key',
    })
    expect(run.named('ronda-test-network-flows-log').inputs).toMatchObject({
      trafficType: 'ALL',
      logDestination: 'arn:aws:test:::ronda-test-network-flows',
      iamRoleArn: 'arn:aws:test:::ronda-test-network-flows-role',
    })
    const key = jsonOf(run.named('ronda-test-network-logs-key').inputs['policy'])
    expect(key).toMatchObject({
      Statement: [
        { Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
        {
          Principal: { Service: 'logs.ap-southeast-3.amazonaws.com' },
          Condition: {
            ArnEquals: {
              'kms:EncryptionContext:aws:logs:arn':
                'arn:aws:logs:ap-southeast-3:123456789012:log-group:/ronda/ronda-test/flows',
            },
          },
        },
      ],
    })
    expect(JSON.stringify(key)).not.toContain('kms:*')
    expect(
      jsonOf(run.named('ronda-test-network-flows-role').inputs['assumeRolePolicy']),
    ).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }],
    })
  })

  test('has everything under its component, tagged by stack, part and configuration', () => {
    const component = run.named('ronda-test-network')
    expect(component.type).toBe('ronda:infra:Network')
    for (const one of run.resources.filter(({ name }) => name.startsWith('ronda-test-network-'))) {
      expect(one.parent, one.name).toBe(component.urn)
      if (one.inputs['tags'] === undefined) continue
      expect(one.inputs['tags'], one.name).toEqual({
        owner: 'diskominfo',
        'ronda:stack': 'ronda-test',
        'ronda:part': 'network',
        Name: one.name,
      })
    }
  })
})

test('without protection one way out and one address of each endpoint serve all zones', async () => {
  const run = await runParts('foundation-program.ts', { protect: false })
  expect(run.of('ec2/natGateway:NatGateway')).toHaveLength(1)
  for (const n of [1, 2]) {
    expect(run.named(`ronda-test-network-private-${n}-routes-out`).inputs['natGatewayId']).toBe(
      'ronda-test-network-nat-1-id',
    )
  }
  expect(run.named('ronda-test-network-endpoint-logs').inputs['subnetIds']).toEqual([
    'ronda-test-network-private-1-id',
  ])
})
