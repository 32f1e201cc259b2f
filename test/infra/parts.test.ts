// Database, relay, worker and Grafana as they are registered: with a zone and everything, and as small as can be.
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Registered } from './loopback-engine.ts'
import { jsonOf, type PartsRun, runParts } from './run-parts.ts'

const SHA = 'c'.repeat(64)
const PINS = {
  relay: { mediamtx: { version: '1.20.1', sha256: SHA } },
  grafana: { keySha256: SHA, networks: ['203.0.113.0/24'] },
}
const LIMIT_MS = 60_000

/** Text of an object that hosts fetch; of an archive, all of it. */
function objectText({ inputs }: Registered): string {
  const bytes = Buffer.from(String(inputs['contentBase64']), 'base64')
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
}

function openToAll(run: PartsRun): string[] {
  return run
    .of('vpc/securityGroupIngressRule:SecurityGroupIngressRule')
    .filter(({ inputs }) => inputs['cidrIpv4'] === '0.0.0.0/0')
    .map(({ name, inputs }) => `${name} ${inputs['ipProtocol']}/${inputs['fromPort']}`)
    .sort()
}

function statements(run: PartsRun, name: string): Record<string, Record<string, unknown>> {
  const policy = jsonOf(run.named(name).inputs['policy']) as {
    Statement: { Sid: string; Action: unknown; Resource: unknown }[]
  }
  return Object.fromEntries(policy.Statement.map((one) => [one.Sid, { ...one }]))
}

describe('a city with a zone of its own', () => {
  let run: PartsRun
  beforeAll(async () => {
    run = await runParts('parts-program.ts', { ...PINS, zoneId: 'Z0123456789', estate: './city' })
  }, LIMIT_MS)

  test('keeps data apart from instances, encrypted, protected and outliving the stack', () => {
    for (const name of ['ronda-test-database-data', 'ronda-test-worker-data']) {
      const volume = run.named(name)
      expect(volume).toMatchObject({ protect: true, retainOnDelete: true })
      expect(volume.inputs).toMatchObject({ encrypted: true, type: 'gp3' })
      expect(volume.inputs['kmsKeyId']).toContain('storage-key')
    }
    const rds = run.named('ronda-test-grafana-database')
    expect(rds).toMatchObject({ protect: true, retainOnDelete: true })
    expect(rds.inputs).toMatchObject({
      ...{ storageEncrypted: true, publiclyAccessible: false, deletionProtection: true },
      ...{ backupRetentionPeriod: 35, password: { secret: expect.any(String) } },
    })
  })

  test('has every resource below its part, and tags on all that take them', () => {
    for (const part of ['Database', 'Relay', 'Worker', 'Grafana']) {
      const own = run.resources.filter(({ parent }) => parent.includes(`ronda:infra:${part}::`))
      expect(own.length, part).toBeGreaterThan(5)
      for (const { name, inputs } of own.filter((one) => 'tags' in one.inputs)) {
        if (Array.isArray(inputs['tags'])) continue
        const tags = { 'ronda:stack': 'ronda-test', 'ronda:part': part.toLowerCase() }
        expect(inputs['tags'], name).toMatchObject({ ...tags, owner: 'diskominfo' })
      }
    }
  })

  test('starts instances with sessions for metadata and encrypted disks, and none in public', () => {
    const instances = run.of('ec2/instance:Instance')
    expect(instances.map(({ name }) => name).sort()).toEqual([
      'ronda-test-database-instance',
      'ronda-test-grafana-instance',
      'ronda-test-relay-origin-1-instance',
      'ronda-test-relay-origin-2-instance',
      'ronda-test-worker-instance',
    ])
    for (const { name, inputs, ignoreChanges } of instances) {
      expect(inputs, name).toMatchObject({
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
        rootBlockDevice: { encrypted: true },
        userDataReplaceOnChange: true,
      })
      expect(ignoreChanges).toEqual(['ami'])
      expect(String(inputs['userData']).length).toBeLessThan(16_384)
      expect(inputs['associatePublicIpAddress']).toBeUndefined()
    }
  })

  test('boots a new worker beside the old one, and waits until it has taken over', () => {
    const worker = run.named('ronda-test-worker-instance')
    const waits = run.named('ronda-test-worker-taken-over')
    expect(worker.deleteBeforeReplace).toBe(false)
    expect(waits.inputs).toMatchObject({
      targets: [{ key: 'InstanceIds', values: ['ronda-test-worker-instance-id'] }],
      waitForSuccessTimeoutSeconds: 1200,
    })
    expect(waits).toMatchObject({ deleteBeforeReplace: true })
    expect(waits.dependencies).toContain(worker.urn)
    const boot = objectText(run.named('ronda-test-worker-boot-object'))
    expect(boot).toContain('/usr/local/lib/ronda/take-over')
    expect(boot).toContain('vol-0123456789abcdef0')
    expect(boot).toContain('s3://ronda-test-storage-evidence-1a2b/pictures')
    expect(run.of('ec2/volumeAttachment:VolumeAttachment').map(({ name }) => name)).toEqual([
      'ronda-test-database-attachment',
    ])
  })

  test('gives the worker its estate and ronda.yaml with what the stack knows', () => {
    const city = objectText(run.named('ronda-test-worker-city-object'))
    expect(city).toContain('estate/fleet.yaml')
    expect(city).toContain('10.99.0.2')
    expect(city).toContain('password: aws-sm:ronda-test/database-writer')
    expect(city).toContain('listen: 0.0.0.0:8080')
  })

  test('copies the database each night into its own part of the bucket, and may delete nothing there', () => {
    const boot = objectText(run.named('ronda-test-database-boot-object'))
    expect(boot).toContain('put /etc/systemd/system/ronda-influxd-backup.timer')
    expect(boot).toContain("at='s3://ronda-test-storage-backups-1a2b/influxd'")
    const units = /^start_units (.*)$/m.exec(boot)?.[1]?.split(' ')
    expect(units).toEqual(
      expect.arrayContaining(['ronda-influxd-setup.service', 'ronda-influxd-backup.timer']),
    )
    const rights = statements(run, 'ronda-test-database-role-policy')
    const bucket = 'ronda-test-storage-backups'
    for (const [sid, action] of [
      ['PutBackups', 's3:PutObject'],
      ['GetBackups', 's3:GetObject'],
    ] as const) {
      expect(rights[sid]?.['Action']).toEqual([action])
      expect(rights[sid]?.['Resource']).toMatch(new RegExp(`${bucket}/influxd/\\*$`))
    }
    expect(rights['ListBackups']).toMatchObject({
      Resource: expect.stringMatching(new RegExp(`${bucket}$`)),
      Condition: { StringLike: { 's3:prefix': ['influxd/*'] } },
    })
    expect(rights['EncryptBackups']?.['Resource']).toContain('storage-key')
    expect(JSON.stringify(Object.values(rights).map((one) => one['Action']))).not.toMatch(/Delete/)
  })

  test('lets a worker read, put and attach what is its own only', () => {
    const rights = statements(run, 'ronda-test-worker-role-policy')
    const secrets = JSON.stringify(rights['FetchItsOwnSecrets'])
    expect(secrets).toContain('console-token')
    expect(secrets).not.toMatch(/grafana|database-admin|database-reader/)
    expect(rights).not.toHaveProperty('PutTokens')
    expect(rights['TakeTheDataVolumeOver']).toMatchObject({
      Condition: {
        StringEquals: {
          'ec2:ResourceTag/ronda:stack': 'ronda-test',
          'ec2:ResourceTag/ronda:part': 'worker',
        },
      },
    })
    for (const [sid, { Action, Resource, Condition }] of Object.entries(rights)) {
      expect(JSON.stringify(Action), sid).not.toContain('*')
      if (Resource === '*') expect(Condition, sid).toBeDefined()
    }
  })

  test('opens to everybody the way to the video, and nothing else', () => {
    expect(openToAll(run)).toEqual([
      'ronda-test-relay-media udp/8189',
      'ronda-test-relay-viewers-443 tcp/443',
    ])
    expect(run.named('ronda-test-grafana-people-1').inputs).toMatchObject({
      ...{ cidrIpv4: '203.0.113.0/24', fromPort: 443 },
      securityGroupId: 'ronda-test-grafana-front-firewall-id',
    })
    expect(run.named('ronda-test-relay-city-1').inputs).toMatchObject({
      ...{ cidrIpv4: '10.10.0.0/16', fromPort: 8554 },
    })
    for (const who of ['worker-to-database', 'grafana-to-series']) {
      expect(run.named(`ronda-test-${who}`).inputs).toMatchObject({
        ...{ securityGroupId: 'ronda-test-database-firewall-id', fromPort: 8086 },
        referencedSecurityGroupId: `ronda-test-${who.split('-')[0]}-firewall-id`,
      })
    }
  })

  test('pulls each camera by one origin, and every edge pulls it from there', () => {
    const configurations = [1, 2].map((n) =>
      objectText(run.named(`ronda-test-relay-origin-${n}-object`)),
    )
    const owners = configurations.filter((text) => text.includes('@10.10.0.9/sub'))
    expect(owners).toHaveLength(1)
    expect(owners[0]).toContain('rtsp://ronda:{secret-url:city:nvr}@10.10.0.9/sub')
    const edge = objectText(run.named('ronda-test-relay-edge-object'))
    expect(edge).toMatch(/rtsp:\/\/edge:\{secret-url:\S+\}@10\.64\.1\.[12]:8554\//)
    expect(edge).not.toContain('10.10.0.9')
  })

  test('replaces one origin after the other: the next goes only when the one before is back', () => {
    const [first, second] = [1, 2].map((n) => run.named(`ronda-test-relay-origin-${n}-instance`))
    const isBack = run.named('ronda-test-relay-origin-1-delivered').urn
    expect(second?.dependencies).toContain(isBack)
    expect(first?.dependencies).not.toContain(run.named('ronda-test-relay-origin-2-delivered').urn)
    expect([first?.deleteBeforeReplace, second?.deleteBeforeReplace]).toEqual([true, true])
    // Told by its content alone: an association that is made anew must not take the next origin with it.
    const { primaryNetworkInterface, userData } = second?.inputs ?? {}
    expect(JSON.stringify([primaryNetworkInterface, userData])).not.toContain('-delivered')
  })

  test('keeps a delivery from starting what a take-over has stopped', () => {
    const { content } = run.named('ronda-test-worker-release').inputs
    const [first, second] = [
      'systemctl stop ronda-deliver.timer',
      'systemctl stop ronda.service',
    ].map((command) => String(content).replaceAll("'", '').indexOf(command))
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThan(first as number)
  })

  test('scales edges by readers and bytes, with one connection a viewer', () => {
    const group = run.named('ronda-test-relay-edge-group')
    expect(group.inputs).toMatchObject({ minSize: 2, maxSize: 4, healthCheckType: 'ELB' })
    expect(
      run
        .of('autoscaling/policy:Policy')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['ronda-test-relay-edge-by-bandwidth', 'ronda-test-relay-edge-by-readers'])
    expect(run.named('ronda-test-relay-edge-by-bandwidth').inputs).toMatchObject({
      // 500 readers of 800 kbit/s, a minute.
      targetTrackingConfiguration: { targetValue: 3_000_000_000 },
    })
    expect(run.named('ronda-test-relay-listener-443').inputs).toMatchObject({
      ...{ protocol: 'TLS', alpnPolicy: 'HTTP2Preferred' },
    })
  })

  test('keeps every secret out of user data, objects and outputs', () => {
    const all = run.resources.map((one) =>
      one.type.includes('bucketObject') && 'contentBase64' in one.inputs
        ? objectText(one)
        : JSON.stringify({ ...one.inputs, password: '', secretStringWo: '' }),
    )
    expect(all.join('\n')).not.toContain('a-value-that-nobody-may-see')
    expect(all.join('\n')).not.toContain('Calling [toString]')
    expect(JSON.stringify(run.outputs)).not.toContain('a-value-that-nobody-may-see')
  })
})

describe('the smallest: no zone, nobody watches, no protection', () => {
  let run: PartsRun
  beforeAll(async () => {
    const relay = { viewers: 0 }
    run = await runParts('parts-program.ts', { ...PINS, relay, protect: false })
  }, LIMIT_MS)

  test('has no relay, and the worker no way to one', () => {
    expect(run.resources.filter(({ parent }) => parent.includes('infra:Relay::'))).toEqual([])
    expect(run.resources.some(({ name }) => name === 'ronda-test-worker-to-relay')).toBe(false)
    expect(openToAll(run)).toEqual([])
  })

  test('reaches Grafana and console by Caddy on an address that stays', () => {
    expect(run.of('lb/loadBalancer:LoadBalancer')).toEqual([])
    const boot = objectText(run.named('ronda-test-grafana-boot-object'))
    expect(boot).toContain('tls internal')
    expect(run.named('ronda-test-grafana-people-1').inputs['securityGroupId']).toBe(
      'ronda-test-grafana-firewall-id',
    )
    expect(run.named('ronda-test-grafana-address').inputs['instance']).toContain('grafana-instance')
  })

  test('goes with everything it has', () => {
    for (const name of ['ronda-test-worker-data', 'ronda-test-grafana-database']) {
      expect(run.named(name)).toMatchObject({ protect: false, retainOnDelete: false })
    }
  })
})

describe('Timestream', () => {
  let run: PartsRun
  beforeAll(async () => {
    const database = { type: 'timestream' }
    run = await runParts('parts-program.ts', { ...PINS, relay: { viewers: 0 }, database })
  }, LIMIT_MS)

  test('is private and protected, and told only what AWS takes of it', () => {
    const found = run.named('ronda-test-database-timestream')
    expect(found).toMatchObject({ protect: true, retainOnDelete: true })
    expect(found.inputs).toMatchObject({ publiclyAccessible: false })
    expect(found.inputs).toMatchObject({
      ...{ password: { secret: expect.any(String) }, organization: 'ronda', bucket: 'ronda' },
      deploymentType: 'SINGLE_AZ',
    })
    expect(run.of('ebs/volume:Volume').map(({ name }) => name)).toEqual(['ronda-test-worker-data'])
  })

  test('is written to by a token', () => {
    const city = objectText(run.named('ronda-test-worker-city-object'))
    expect(city).toContain('token: aws-sm:ronda-test/database-writer')
    expect(city).toContain('org: ronda')
  })

  test('has its tokens made by the worker, which may put those two secrets and no other', () => {
    const boot = objectText(run.named('ronda-test-worker-boot-object'))
    expect(boot).toContain('/hosts/series-tokens-main.ts')
    expect(boot).toContain('"secret": "ronda-test/database-admin"')
    expect(boot).toContain('https://series.example:8086')
    expect(boot).toContain('ExecStartPre=-/usr/local/bin/ronda store init')
    const rights = statements(run, 'ronda-test-worker-role-policy')
    const put = rights['PutTokens']?.['Resource'] as string[]
    expect(put).toHaveLength(2)
    expect(put[0]).toContain('database-writer')
    expect(put[1]).toContain('database-reader')
    expect(rights['PutTokens']?.['Action']).toEqual(['secretsmanager:PutSecretValue'])
  })
})
