// Cases of how data is kept: encrypted, shut, protected, tagged.
import type { RegisteredResource } from '../../../infra/policies/findings.ts'
import type { Values } from '../../../infra/policies/rule.ts'
import { after, BUCKET, type Case, see, TAGS } from './see.ts'

const SECRET = 'aws:secretsmanager/secret:Secret'
const TEMPLATE = 'aws:ec2/launchTemplate:LaunchTemplate'
const INSTANCE = 'aws:ec2/instance:Instance'
const KEPT = { protect: true }

function pair(type: string, sound: Values, ...bad: readonly Values[]): Case {
  return {
    passes: [see(type, sound)],
    violates: [{}, ...bad].map((inputs) => see(type, inputs)),
    what: /missing|not encrypted/,
  }
}

function bucket({ sse = 'aws:kms', shut = true } = {}): RegisteredResource[] {
  const made = see(BUCKET, {}, { name: 'bucket', protect: true })
  const by = { sseAlgorithm: sse, kmsMasterKeyId: 'key' }
  const encryption =
    'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration'
  return [
    made,
    after([made], encryption, { rules: [{ applyServerSideEncryptionByDefault: by }] }, KEPT),
    after(
      [made],
      'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      {
        ...{ blockPublicAcls: true, blockPublicPolicy: shut },
        ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
      },
      KEPT,
    ),
  ]
}

/** A database by its key and password, and a secret with what is in it. */
function data(loose: string): RegisteredResource[] {
  const of = (name: string) => ({ name, protect: name !== loose })
  const key = see('aws:kms/key:Key', {}, of('key'))
  const value = see('random:index/randomPassword:RandomPassword', {}, of('value'))
  const subnets = see('aws:rds/subnetGroup:SubnetGroup', {}, of('subnets'))
  const vpc = see('aws:ec2/vpc:Vpc', {}, { name: 'vpc' })
  const secret = after([key], SECRET, {}, { name: 'secret', ...KEPT })
  return [
    ...[key, value, subnets, vpc, secret],
    after([key, value, subnets, vpc], 'aws:rds/instance:Instance', {}, { name: 'db', ...KEPT }),
    after([secret, value], 'aws:secretsmanager/secretVersion:SecretVersion', {}, of('version')),
    after([key], 'aws:kms/alias:Alias', {}, of('alias')),
    after([secret], 'aws:iam/rolePolicy:RolePolicy', {}, { name: 'policy' }),
  ]
}

const OF_KEYS: readonly (readonly [string, string])[] = [
  ['aws:ebs/volume:Volume', 'encrypted'],
  ['aws:ebs/snapshotCopy:SnapshotCopy', 'encrypted'],
  ['aws:ec2/amiCopy:AmiCopy', 'encrypted'],
  ['aws:efs/fileSystem:FileSystem', 'encrypted'],
  ['aws:rds/instance:Instance', 'storageEncrypted'],
  ['aws:rds/cluster:Cluster', 'storageEncrypted'],
  ['aws:docdb/cluster:Cluster', 'storageEncrypted'],
  ['aws:elasticache/replicationGroup:ReplicationGroup', 'atRestEncryptionEnabled'],
  ['aws:kms/key:Key', 'enableKeyRotation'],
]
const BY_KEY: readonly (readonly [string, string])[] = [
  ['aws:secretsmanager/secret:Secret', 'kmsKeyId'],
  ['aws:sns/topic:Topic', 'kmsMasterKeyId'],
  ['aws:cloudwatch/logGroup:LogGroup', 'kmsKeyId'],
  ['aws:backup/vault:Vault', 'kmsKeyArn'],
  ['aws:s3/bucketObject:BucketObject', 'kmsKeyId'],
  ['aws:s3/bucketObjectv2:BucketObjectv2', 'kmsKeyId'],
]
const disk = (encrypted: unknown) => ({ deviceName: '/dev/xvda', ebs: { encrypted } })

export const DATA_CASES: Readonly<Record<string, readonly Case[]>> = {
  encrypted: [
    ...OF_KEYS.map(([type, key]) =>
      pair(type, { [key]: true }, { [key]: false }, { [key]: 'false' }),
    ),
    // A key that is made in the same deployment is empty in its preview.
    ...BY_KEY.flatMap(([type, key]) => [
      pair(type, { [key]: 'key' }),
      pair(type, { [key]: '' }, { [key]: null }),
    ]),
    pair('aws:sqs/queue:Queue', { sqsManagedSseEnabled: true }, { sqsManagedSseEnabled: false }),
    pair('aws:kinesis/stream:Stream', { encryptionType: 'KMS' }, { encryptionType: 'NONE' }),
    {
      passes: [
        see('aws:ssm/parameter:Parameter', { type: 'SecureString', keyId: 'key' }),
        see('aws:ssm/parameter:Parameter', { type: 'String' }),
      ],
      violates: [see('aws:ssm/parameter:Parameter', { type: 'SecureString' })],
      what: /keyId is missing/,
    },
    ...[
      INSTANCE,
      'aws:ec2/spotInstanceRequest:SpotInstanceRequest',
      'aws:ec2/launchConfiguration:LaunchConfiguration',
    ].map((type) =>
      pair(
        type,
        { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ encrypted: true }] },
        { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ volumeSize: 8 }] },
        { rootBlockDevice: [{ encrypted: false }] },
        { ebsBlockDevices: [{ encrypted: true }] },
      ),
    ),
    pair(INSTANCE, { launchTemplate: { id: 'lt' } }, { launchTemplate: {}, ebsBlockDevices: [{}] }),
    pair(
      TEMPLATE,
      { blockDeviceMappings: [disk('true'), { deviceName: 'ephemeral0', noDevice: '' }] },
      { blockDeviceMappings: [disk(undefined)] },
      { blockDeviceMappings: [disk(true), { deviceName: '/dev/sdf', ebs: {} }] },
      // The root disk stays as the image has it.
      { blockDeviceMappings: [{ deviceName: '/dev/sdf', ebs: { encrypted: 'true' } }] },
    ),
  ],
  'buckets-shut': [
    { passes: bucket(), violates: [bucket({ sse: 'AES256' })], what: /not encrypted by a key/ },
    { passes: bucket(), violates: [bucket({ shut: false })], what: /not shut to the public/ },
    { passes: bucket(), violates: [bucket().slice(0, 1)], what: /not encrypted|not shut/ },
  ],
  'data-protected': [
    {
      passes: [see(BUCKET, {}, KEPT), see('aws:ec2/vpc:Vpc', {})],
      violates: ['aws:timestreaminfluxdb/dbInstance:DbInstance', SECRET, BUCKET].map((type) =>
        see(type, {}),
      ),
      what: /keeps data and is not protected/,
    },
  ],
  'kept-whole': [
    {
      passes: [
        ...data('none'),
        ...bucket(),
        // Without protection all of it goes.
        ...bucket().map((one) => ({
          ...one,
          protect: false,
          urn: `${one.urn}-2`,
          dependencies: [],
        })),
      ],
      violates: [
        ...['key', 'value', 'subnets', 'version', 'alias'].map(data),
        ...[1, 2].map((loose) => bucket().map((one, i) => ({ ...one, protect: i !== loose }))),
      ],
      what: /belongs to protected data and is not protected/,
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
}
