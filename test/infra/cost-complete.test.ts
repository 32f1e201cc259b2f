// Nothing is registered that the estimate leaves out: each type has a line or is known to be free, and every count agrees.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { rememberArtefact } from '../../infra/artefact/latest.ts'
import { stackSchema } from '../../infra/config.ts'
import { estateCounts } from '../../infra/estate-counts.ts'
import { planCost } from '../../infra/plan/cost.ts'
import { countsOf, SYSTEM_DISK_GB } from '../../infra/plan/counts.ts'
import { planStack } from '../../infra/plan/plan.ts'
import { PROJECT, type Registered, runProgram } from './loopback-engine.ts'
import { FREE, PAID_BY } from './priced-types.ts'
import { invoke, outputsOf } from './run-parts.ts'

const SHA = 'c'.repeat(64)
const REGION = 'ap-southeast-3'
const BASE = {
  domain: 'ronda.semarang.example',
  link: { type: 'none' },
  relay: { viewers: 10, mediamtx: { version: '1.20.1', sha256: SHA } },
  grafana: { networks: ['203.0.113.0/24'], keySha256: SHA },
  alarms: { emails: ['noc@semarang.example'] },
  budget: { monthlyUsd: 90_000 },
}
const VPN = { type: 'vpn', gateway: '198.51.100.7', networks: ['10.0.0.0/12'] }
const WIREGUARD = {
  type: 'wireguard',
  cityKey: 'bm90LWEta2V5LXJlcGxhY2UtbWUtYnktd2ctcHVia2U=',
  networks: ['10.0.0.0/12'],
}
const ZONE = 'Z0123456789ABCDEFGHIJ'
const STACKS = {
  'dev, as small as can be': { ...BASE, protect: false, relay: { viewers: 0 } },
  'dev with a relay': { ...BASE, protect: false },
  'prod, InfluxDB on an instance, VPN': {
    ...{ ...BASE, zoneId: ZONE, link: VPN },
    relay: { ...BASE.relay, viewers: 500 },
  },
  'prod, Timestream 2 with a standby, WireGuard': {
    ...{ ...BASE, zoneId: ZONE, link: WIREGUARD },
    database: { type: 'timestream', edition: '2', standby: true },
  },
  'prod, thousands of viewers, three zones': {
    ...{ ...BASE, zoneId: ZONE, link: WIREGUARD, network: { zones: 3 } },
    relay: { ...BASE.relay, viewers: 4000 },
    grafana: { ...BASE.grafana, adminPassword: 'aws-sm:noc/grafana' },
  },
}
const CITY = estateCounts(synthesizeFleet({ seed: 1 }))
const LIMIT_MS = 90_000

let dist: string
beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'ronda-dist-'))
  const path = join(dist, 'release.tar.gz')
  writeFileSync(path, 'a release')
  const arch = 'arm64'
  rememberArtefact(dist, { path, sha256: 'a'.repeat(64), version: '0.1.0-test', arch, bytes: 9 })
})
afterAll(() => rmSync(dist, { recursive: true, force: true }))

describe.each(Object.entries(STACKS))('%s', (_, stack) => {
  const config = stackSchema.parse(stack)
  const { sizes } = planStack(CITY, config, REGION)
  const counts = countsOf(sizes, config)
  let made: readonly Registered[]
  beforeAll(async () => {
    const values = Object.entries(stack).map(([key, value]) => [
      `ronda:${key}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    const run = await runProgram({
      ...{ project: PROJECT, entry: 'infra/door.js', stack: 'test', outputsOf, invoke },
      config: { 'aws:region': REGION, ...Object.fromEntries(values) },
      env: { RONDA_DIST: dist },
    })
    const errors = run.told.filter((line) => line.startsWith('error: '))
    expect({ code: run.code, text: run.text, errors }).toEqual({ code: 0, text: '', errors: [] })
    made = run.resources.filter(({ custom, type }) => custom && !type.startsWith('pulumi:'))
  }, LIMIT_MS)
  const inputsOf = (type: string) =>
    made.filter((one) => one.type === `aws:${type}`).map(({ inputs }) => inputs)

  test('every type has its lines in the estimate, or is known to be free', () => {
    const types = [...new Set(made.map(({ type }) => type))]
    expect(types.filter((type) => !(type in PAID_BY) && !(type in FREE))).toEqual([])
    expect(types.filter((type) => type in PAID_BY && type in FREE)).toEqual([])
    const lines = new Set(planCost(sizes, config, REGION).lines.map(({ part }) => part))
    for (const type of types) {
      const paid = PAID_BY[type]
      if (paid) expect([type, paid.some((part) => lines.has(part))]).toEqual([type, true])
    }
  })

  test('machines, with their types, their disks, and that they are looked at each minute', () => {
    const instances = inputsOf('ec2/instance:Instance')
    const templates = inputsOf('ec2/launchTemplate:LaunchTemplate')
    expect(instances.map((one) => one['instanceType']).sort()).toEqual(
      counts.machines.map(({ instanceType }) => instanceType).sort(),
    )
    for (const one of instances) {
      expect(one).toMatchObject({
        monitoring: true,
        rootBlockDevice: { volumeSize: SYSTEM_DISK_GB, volumeType: 'gp3' },
      })
    }
    expect(templates).toHaveLength(counts.edges.most > 0 ? 1 : 0)
    for (const one of templates) {
      expect(one).toMatchObject({
        instanceType: sizes.relay.edgeType,
        monitoring: { enabled: true },
        blockDeviceMappings: [{ ebs: { volumeSize: SYSTEM_DISK_GB, volumeType: 'gp3' } }],
      })
    }
    const groups = inputsOf('autoscaling/group:Group').map((one) => [
      one['minSize'],
      one['maxSize'],
    ])
    const { least, most } = counts.edges
    expect(groups).toEqual(most > 0 ? [[least, most]] : [])
  })

  test('volumes and databases', () => {
    const volumes = inputsOf('ebs/volume:Volume').map((one) => one['size'] as number)
    expect(volumes.toSorted((a, b) => a - b)).toEqual(counts.volumesGb.toSorted((a, b) => a - b))
    const series = inputsOf('timestreaminfluxdb/dbInstance:DbInstance').map((one) => ({
      type: one['dbInstanceType'],
      gb: one['allocatedStorage'],
      standby: one['deploymentType'] === 'WITH_MULTIAZ_STANDBY',
    }))
    const { database } = config
    expect(series).toEqual(
      database.type === 'ec2'
        ? []
        : [
            {
              type: sizes.database.instanceType,
              gb: sizes.database.storageGb,
              standby: database.standby,
            },
          ],
    )
    expect(inputsOf('rds/instance:Instance').map((one) => one['multiAz'] ?? false)).toEqual([false])
  })

  test('ways out, addresses of endpoints, load balancers, public addresses', () => {
    expect(inputsOf('ec2/natGateway:NatGateway')).toHaveLength(counts.waysOut)
    const endpoints = inputsOf('ec2/vpcEndpoint:VpcEndpoint').flatMap(
      (one) => (one['subnetIds'] as readonly unknown[] | undefined) ?? [],
    )
    expect(endpoints).toHaveLength(counts.endpointAddresses)
    const balancers = inputsOf('lb/loadBalancer:LoadBalancer')
    const ofType = (type: string) => balancers.filter((one) => one['loadBalancerType'] === type)
    expect(ofType('network')).toHaveLength(counts.balancers)
    expect(ofType('application')).toHaveLength(counts.webBalancers)
    const zones = balancers.flatMap((one) => one['subnets'] as readonly unknown[])
    const tunnels = 2 * inputsOf('ec2/vpnConnection:VpnConnection').length
    expect(inputsOf('ec2/eip:Eip').length + zones.length + tunnels + counts.edges.mean).toBe(
      counts.addresses,
    )
    // Whoever else is given one has an address that stays instead.
    const given = inputsOf('ec2/instance:Instance').filter((one) => one['associatePublicIpAddress'])
    expect(given).toHaveLength(config.zoneId === undefined ? 1 : 0)
  })

  test('alarms, secrets, keys, buckets', () => {
    expect({
      alarms: inputsOf('cloudwatch/metricAlarm:MetricAlarm').length,
      secrets: inputsOf('secretsmanager/secret:Secret').length,
      keys: inputsOf('kms/key:Key').length,
      buckets: inputsOf('s3/bucket:Bucket').length,
      // Two alarms of one metric, and two of two metrics.
      scaling: inputsOf('autoscaling/policy:Policy').length * 3,
    }).toEqual({
      alarms: counts.alarms.own,
      secrets: counts.secrets.own,
      keys: counts.keys,
      buckets: counts.buckets,
      scaling: counts.alarms.scaling,
    })
    const byAws =
      inputsOf('ec2/vpnConnection:VpnConnection').filter(
        (one) => one['presharedKeyStorage'] === 'SecretsManager',
      ).length + inputsOf('timestreaminfluxdb/dbInstance:DbInstance').length
    expect(byAws).toBe(counts.secrets.byAws)
  })
})
