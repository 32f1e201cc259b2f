import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { ResourceValidationArgs } from '@pulumi/policy'
import { expect, test } from 'vitest'
import { findingsOf, type RegisteredResource, RULES } from './findings.ts'
import { policyOf } from './policies.ts'
import type { Values } from './rule.ts'
import { TAGLESS } from './tagged.ts'

const TAGS = { 'ronda:stack': 'ronda-test', 'ronda:part': 'relay' }
const RULE = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'
const BUCKET = 'aws:s3/bucket:Bucket'
const POLICY = 'aws:iam/rolePolicy:RolePolicy'

interface Case {
  readonly passes: readonly RegisteredResource[]
  readonly violates: readonly RegisteredResource[]
  readonly outputs?: readonly [Values, Values]
  readonly what: RegExp
}

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'no-open-ingress': [
    {
      passes: [ingress({ fromPort: 443, toPort: 443, cidrIpv4: '0.0.0.0/0' })],
      violates: [ingress({ fromPort: 22, toPort: 22, cidrIpv4: '0.0.0.0/0' })],
      what: /tcp 22 to 22 is open to 0\.0\.0\.0\/0/,
    },
    {
      passes: [ingress({ fromPort: 22, toPort: 22, cidrIpv4: '10.64.0.0/16' })],
      violates: [ingress({ fromPort: 443, toPort: 8189, cidrIpv6: '::/0' })],
      what: /tcp 443 to 8189 is open to ::\/0/,
    },
    {
      passes: [
        ingress(
          { ipProtocol: 'udp', fromPort: 51_820, toPort: 51_820, cidrIpv4: '0.0.0.0/0' },
          'link',
        ),
      ],
      violates: [ingress({ fromPort: 443, toPort: 443, cidrIpv4: '0.0.0.0/0' }, 'database')],
      what: /tcp 443/,
    },
    {
      passes: [see('aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', { ingress: [] })],
      violates: [
        see('aws:ec2/securityGroup:SecurityGroup', {
          ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, cidrBlocks: ['0.0.0.0/1'] }],
        }),
      ],
      what: /-1 0 to 0 is open to 0\.0\.0\.0\/1/,
    },
  ],
  encrypted: [
    pair('aws:ebs/volume:Volume', { encrypted: true }, {}),
    pair(
      'aws:ec2/instance:Instance',
      { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ encrypted: true }] },
      { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ volumeSize: 8 }] },
    ),
    pair('aws:ec2/instance:Instance', { launchTemplate: { id: 'lt' } }, { ami: 'ami' }),
    pair(
      'aws:ec2/launchTemplate:LaunchTemplate',
      { blockDeviceMappings: [{ ebs: { encrypted: 'true' } }] },
      { blockDeviceMappings: [{ ebs: {} }] },
    ),
    pair('aws:rds/instance:Instance', { storageEncrypted: true }, { storageEncrypted: false }),
    pair('aws:secretsmanager/secret:Secret', { kmsKeyId: '' }, {}),
    pair('aws:sns/topic:Topic', { kmsMasterKeyId: 'key' }, {}),
    pair('aws:sqs/queue:Queue', { sqsManagedSseEnabled: true }, {}),
    pair('aws:cloudwatch/logGroup:LogGroup', { kmsKeyId: 'key' }, {}),
    pair('aws:backup/vault:Vault', { kmsKeyArn: 'key' }, {}),
    pair('aws:kms/key:Key', { enableKeyRotation: true }, {}),
  ],
  'buckets-shut': [
    { passes: bucket(), violates: bucket({ sse: 'AES256' }), what: /not encrypted by a key/ },
    { passes: bucket(), violates: bucket({ shut: false }), what: /not shut to the public/ },
    { passes: bucket(), violates: bucket().slice(0, 1), what: /not encrypted|not shut/ },
  ],
  'data-protected': [
    {
      passes: [see(BUCKET, {}, { protect: true }), see('aws:ec2/vpc:Vpc', {})],
      violates: [see('aws:timestreaminfluxdb/dbInstance:DbInstance', {})],
      what: /keeps data and is not protected/,
    },
  ],
  tagged: [
    {
      passes: [see('aws:ec2/vpc:Vpc', { tags: TAGS }), see('aws:ec2/route:Route', {})],
      violates: [see('aws:ec2/vpc:Vpc', { tags: { Name: 'x', 'ronda:stack': 's' } })],
      what: /has no tag ronda:part/,
    },
    {
      passes: [
        see('aws:autoscaling/group:Group', {
          tags: Object.entries(TAGS).map(([key, value]) => ({ key, value })),
        }),
        see('random:index/randomPassword:RandomPassword', {}),
      ],
      violates: [see('aws:autoscaling/group:Group', {})],
      what: /has no tag ronda:stack, ronda:part/,
    },
  ],
  'least-privilege': [
    allows({ Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::b/*' }, { Action: 's3:*' }, /s3:\*/),
    allows(
      {
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'ronda' } },
      },
      { Action: 'cloudwatch:PutMetricData', Resource: '*' },
      /without a condition/,
    ),
    allows(
      {
        Action: ['ec2:StopInstances'],
        Resource: 'arn:aws:ec2:r:1:instance/*',
        Condition: { StringEquals: { 'ec2:ResourceTag/ronda:stack': 's' } },
      },
      {
        Action: ['ec2:TerminateInstances'],
        Resource: 'arn:aws:ec2:r:1:instance/*',
        Condition: { StringEquals: { 'ec2:ResourceTag/ronda:stack': 's' } },
      },
      /allows ec2:TerminateInstances on/,
    ),
    allows(
      { Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:r:1:log-group:/ronda:log-stream:*' },
      { NotAction: 'iam:CreateUser', Resource: 'arn:aws:s3:::b' },
      /NotAction/,
    ),
    allows(
      { Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
      { Action: 'sts:AssumeRole', Principal: { AWS: '*' } },
      /lets everybody in/,
    ),
    {
      passes: [
        see('aws:kms/key:Key', {
          policy: statement({ Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: 'root' } }),
        }),
        see('aws:s3/bucketPolicy:BucketPolicy', {
          policy: statement({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }),
        }),
      ],
      violates: [
        see('aws:iam/rolePolicyAttachment:RolePolicyAttachment', {
          policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
      ],
      what: /AdministratorAccess is not among/,
    },
    {
      passes: [see('aws:autoscaling/policy:Policy', { policyType: 'TargetTrackingScaling' })],
      violates: [see(POLICY, { policy: '{"Statement": [' })],
      what: /no JSON/,
    },
  ],
  'no-secret-in-clear': [
    {
      passes: [host('curl -H "token: $TOKEN" | tee /run/ronda/secrets/x\npassword: aws-sm:a/b1\n')],
      violates: [host(`[Interface]\nPrivateKey = ${'k7'.repeat(21)}w=\n`)],
      what: /userData has a key of WireGuard/,
    },
    {
      passes: [see('aws:ec2/instance:Instance', { userDataBase64: zipped('echo hello') })],
      violates: [
        see('aws:ec2/instance:Instance', { userDataBase64: zipped('INFLUX_PASSWORD=hunter22') }),
      ],
      what: /userDataBase64 has a password or token by its name/,
    },
    {
      passes: [host('url = http://127.0.0.1:8086/write')],
      violates: [host('url = http://ronda:geheim@db:8086/')],
      what: /a password in an address/,
    },
    {
      passes: [see('aws:rds/instance:Instance', { password: { secret: 'x' } })],
      violates: [see('aws:rds/instance:Instance', { password: 'x' })],
      what: /password is not marked as a secret/,
    },
  ],
  'no-secret-in-outputs': [
    {
      passes: [],
      violates: [],
      outputs: [
        { url: 'https://grafana.ronda.example', city: 'PrivateKey = /etc/wireguard/key' },
        { key: '-----BEGIN OPENSSH PRIVATE KEY-----' },
      ],
      what: /output key has a private key/,
    },
    {
      passes: [],
      violates: [],
      outputs: [{ list: ['a', 1, null] }, { deep: { list: [{ secret: 'x' }] } }],
      what: /output deep has a value that is marked as a secret/,
    },
  ],
}

test('every policy has a passing and a violating case', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(RULES.map(({ name }) => name).toSorted())
})

test.each(Object.entries(CASES))('%s', (rule, cases) => {
  const without = RULES.map(({ name }) => name).filter((name) => name !== rule)
  for (const { passes, violates, outputs: [sound, bad] = [{}, {}], what } of cases) {
    expect(findingsOf(passes, { outputs: sound, without })).toEqual([])
    const found = findingsOf(violates, { outputs: bad, without })
    expect(found.length).toBeGreaterThan(0)
    for (const one of found) {
      expect(one.rule).toBe(rule)
      expect(one.what).toMatch(what)
    }
  }
})

test('components have nothing of their own', () => {
  expect(findingsOf([{ ...see('aws:ec2/vpc:Vpc', {}), custom: false }])).toEqual([])
})

test('what is called tagless takes no tags in the SDK either', () => {
  for (const type of TAGLESS) {
    const [, path = ''] = type.split(':')
    const file = new URL(`../../node_modules/@pulumi/aws/${path}.d.ts`, import.meta.url)
    expect(existsSync(file), type).toBe(true)
    expect(readFileSync(file, 'utf8'), type).not.toMatch(/^ {4}tags\?: pulumi\.Input/m)
  }
})

test('the CLI asks a rule over a resource with what the program wants, and blocks by it', () => {
  const rule = RULES.find(({ name }) => name === 'encrypted')
  const policy = rule && policyOf(rule)
  if (policy === undefined || !('validateResource' in policy)) throw new Error('no such policy')
  const validate = policy.validateResource
  if (typeof validate !== 'function') throw new Error('one function each')
  const told: string[] = []
  const args = {
    type: 'aws:ebs/volume:Volume',
    name: 'v',
    urn: 'urn',
    opts: { protect: true } as never,
  }
  for (const props of [{}, { encrypted: true }]) {
    void validate(
      { ...args, props } as Partial<ResourceValidationArgs> as ResourceValidationArgs,
      (what) => told.push(what),
    )
  }
  expect(told).toEqual(['encrypted is missing'])
  expect(policy.enforcementLevel).toBe('mandatory')
})

test('the CLI asks a rule over the stack with everything in it, its outputs too', () => {
  const told: string[] = []
  for (const rule of RULES) {
    const policy = policyOf(rule)
    if (!('validateStack' in policy)) continue
    const beside = { opts: { protect: false }, dependencies: [], propertyDependencies: {} }
    const stack = { type: 'pulumi:pulumi:Stack', name: 's', urn: 'stack', ...beside }
    const made = { type: BUCKET, name: 'b', urn: 'bucket', props: {}, ...beside }
    void policy.validateStack(
      { resources: [{ ...stack, props: { token: `ghp_${'a1'.repeat(18)}` } }, made] } as never,
      (what, urn) => told.push(`${urn ?? 'stack'}: ${what}`),
    )
  }
  expect(told).toEqual([
    'bucket: is not encrypted by a key of ours',
    'bucket: is not shut to the public',
    'stack: output token has a token of GitHub',
  ])
})

function see(
  type: string,
  inputs: Values,
  more: Partial<RegisteredResource> = {},
): RegisteredResource {
  const urn = `urn:pulumi:test::ronda::${type}::${more.name ?? 'one'}`
  return { type, name: 'one', urn, inputs, custom: true, protect: false, dependencies: [], ...more }
}

function ingress(rule: Values, part = 'relay'): RegisteredResource {
  return see(RULE, { ipProtocol: 'tcp', ...rule, tags: { ...TAGS, 'ronda:part': part } })
}

function pair(type: string, sound: Values, bad: Values): Case {
  return { passes: [see(type, sound)], violates: [see(type, bad)], what: /missing|not encrypted/ }
}

function bucket({ sse = 'aws:kms', shut = true } = {}): RegisteredResource[] {
  const made = see(BUCKET, {}, { name: 'bucket', protect: true })
  const beside = { dependencies: [made.urn] }
  const by = { sseAlgorithm: sse, kmsMasterKeyId: 'key' }
  return [
    made,
    see(
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      { rules: [{ applyServerSideEncryptionByDefault: by }] },
      beside,
    ),
    see(
      'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      {
        blockPublicAcls: true,
        blockPublicPolicy: shut,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      beside,
    ),
  ]
}

function statement(one: Values): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...one }] })
}

function allows(sound: Values, bad: Values, what: RegExp): Case {
  return {
    passes: [see(POLICY, { policy: statement(sound) })],
    violates: [see(POLICY, { policy: statement(bad) })],
    what,
  }
}

function host(userData: string): RegisteredResource {
  return see('aws:ec2/launchTemplate:LaunchTemplate', { userData })
}

/** Long enough to be looked into, as a boot script is. */
function zipped(text: string): string {
  const filler = Array.from({ length: 50 }, (_, n) => `line ${n * 7919}\n`).join('')
  return gzipSync(`${filler}${text}\n`).toString('base64')
}
