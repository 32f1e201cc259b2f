// Everything that keeps data keeps it encrypted, by a key of ours where it matters whose it is.
import { type ResourceRule, type Seen, type StackRule, sections, type Values } from './rule.ts'

/** What is missing in the inputs of each type; undefined where nothing is. */
const NEEDS: Readonly<Record<string, (inputs: Values) => string | undefined>> = {
  'aws:ebs/volume:Volume': needs('encrypted'),
  'aws:ebs/snapshotCopy:SnapshotCopy': needs('encrypted'),
  'aws:ec2/amiCopy:AmiCopy': needs('encrypted'),
  'aws:ec2/instance:Instance': instanceDisks,
  'aws:ec2/spotInstanceRequest:SpotInstanceRequest': instanceDisks,
  'aws:ec2/launchConfiguration:LaunchConfiguration': instanceDisks,
  'aws:ec2/launchTemplate:LaunchTemplate': templateDisks,
  'aws:rds/instance:Instance': needs('storageEncrypted'),
  'aws:rds/cluster:Cluster': needs('storageEncrypted'),
  'aws:docdb/cluster:Cluster': needs('storageEncrypted'),
  'aws:efs/fileSystem:FileSystem': needs('encrypted'),
  'aws:secretsmanager/secret:Secret': needs('kmsKeyId'),
  'aws:ssm/parameter:Parameter': ({ type, keyId }) =>
    type === 'SecureString' && !isThere(keyId) ? 'keyId is missing' : undefined,
  'aws:sns/topic:Topic': needs('kmsMasterKeyId'),
  'aws:sqs/queue:Queue': (inputs) =>
    isTrue(inputs['sqsManagedSseEnabled']) ? undefined : needs('kmsMasterKeyId')(inputs),
  'aws:kinesis/stream:Stream': (inputs) =>
    inputs['encryptionType'] === 'KMS' ? undefined : 'encryptionType is missing',
  'aws:elasticache/replicationGroup:ReplicationGroup': needs('atRestEncryptionEnabled'),
  'aws:cloudwatch/logGroup:LogGroup': needs('kmsKeyId'),
  'aws:backup/vault:Vault': needs('kmsKeyArn'),
  'aws:s3/bucketObject:BucketObject': needs('kmsKeyId'),
  'aws:s3/bucketObjectv2:BucketObjectv2': needs('kmsKeyId'),
  'aws:kms/key:Key': needs('enableKeyRotation'),
}
/** Types that are judged; of each there is a case that passes and one that does not. */
export const ENCRYPTED_TYPES: readonly string[] = Object.keys(NEEDS)

/** Where an image has its root disk: Debian's, and those of Amazon and of older makers. */
const ROOT_DEVICES = ['/dev/xvda', '/dev/sda1']

const BUCKET = 'aws:s3/bucket:Bucket'
const BUCKET_ENCRYPTION =
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration'
/** What every bucket has beside it. */
const BESIDE_BUCKET: Readonly<Record<string, string>> = {
  [BUCKET_ENCRYPTION]: 'is not encrypted by a key of ours',
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': 'is not shut to the public',
}
const SHUT = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets']

/** Timestream for InfluxDB encrypts by itself and has nothing to set. */
export const encrypted: ResourceRule = {
  name: 'encrypted',
  says: 'Disks, databases, secrets, topics, logs and backups are encrypted, and keys turn.',
  each({ type, inputs }, report) {
    const missing = NEEDS[type]?.(inputs)
    if (missing !== undefined) report(missing)
  },
}

export const bucketsShut: StackRule = {
  name: 'buckets-shut',
  says: 'Buckets are encrypted by a key of ours and shut to the public.',
  whole({ resources }, report) {
    for (const bucket of resources.filter(({ type }) => type === BUCKET)) {
      for (const [type, what] of Object.entries(BESIDE_BUCKET)) {
        const beside = resources.filter(
          (one) => one.type === type && one.dependencies.includes(bucket.urn),
        )
        if (!beside.some(type === BUCKET_ENCRYPTION ? isByKey : isShut)) report(what, bucket)
      }
    }
  },
}

function isByKey({ inputs }: Seen): boolean {
  return sections(inputs['rules'])
    .flatMap((rule) => sections(rule['applyServerSideEncryptionByDefault']))
    .some((by) => by['sseAlgorithm'] === 'aws:kms' && isThere(by['kmsMasterKeyId']))
}

function isShut({ inputs }: Seen): boolean {
  return SHUT.every((key) => inputs[key] === true)
}

/** Also the root disk that nobody wrote: AWS would make it in clear. An instance of a launch template takes its disks from there. */
function instanceDisks(inputs: Values): string | undefined {
  const root = sections(inputs['rootBlockDevice'])
  const isTemplated = inputs['launchTemplate'] !== undefined
  const disks = [
    ...(root.length > 0 || isTemplated ? root : [{}]),
    ...sections(inputs['ebsBlockDevices']),
  ]
  return disks.every(isEncrypted) ? undefined : 'a disk is not encrypted'
}

/** A template that says nothing of the root disk leaves it as the image has it. */
function templateDisks(inputs: Values): string | undefined {
  const mappings = sections(inputs['blockDeviceMappings'])
  const hasRoot = mappings.some(({ deviceName }) => ROOT_DEVICES.includes(String(deviceName)))
  const ebs = mappings.flatMap((one) => sections(one['ebs']))
  return hasRoot && ebs.length > 0 && ebs.every(isEncrypted) ? undefined : 'a disk is not encrypted'
}

function isEncrypted({ encrypted: is }: Values): boolean {
  return isTrue(is)
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

function needs(key: string): (inputs: Values) => string | undefined {
  return (inputs) => (isThere(inputs[key]) ? undefined : `${key} is missing`)
}

/** What comes of another resource may be unknown yet, and is empty then. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 'false'
}
