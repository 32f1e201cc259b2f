// Everything that keeps data keeps it encrypted, by a key of ours where it matters whose it is.
import { type ResourceRule, type Seen, type StackRule, sections, type Values } from './rule.ts'

/** What is missing in the inputs of each type; undefined where nothing is. */
const NEEDS: Readonly<Record<string, (inputs: Values) => string | undefined>> = {
  'aws:ebs/volume:Volume': needs('encrypted'),
  'aws:ec2/instance:Instance': (inputs) =>
    disks(inputs).every(isEncrypted) ? undefined : 'a disk is not encrypted',
  'aws:ec2/launchTemplate:LaunchTemplate': (inputs) => {
    const ebs = sections(inputs['blockDeviceMappings']).flatMap((one) => sections(one['ebs']))
    return ebs.length > 0 && ebs.every(isEncrypted) ? undefined : 'a disk is not encrypted'
  },
  'aws:rds/instance:Instance': needs('storageEncrypted'),
  'aws:rds/cluster:Cluster': needs('storageEncrypted'),
  'aws:efs/fileSystem:FileSystem': needs('encrypted'),
  'aws:secretsmanager/secret:Secret': needs('kmsKeyId'),
  'aws:sns/topic:Topic': needs('kmsMasterKeyId'),
  'aws:sqs/queue:Queue': (inputs) =>
    inputs['sqsManagedSseEnabled'] === true ? undefined : needs('kmsMasterKeyId')(inputs),
  'aws:cloudwatch/logGroup:LogGroup': needs('kmsKeyId'),
  'aws:backup/vault:Vault': needs('kmsKeyArn'),
  'aws:s3/bucketObjectv2:BucketObjectv2': needs('kmsKeyId'),
  'aws:kms/key:Key': needs('enableKeyRotation'),
}

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

/** Also the root disk that nobody wrote: AWS would make it in clear. */
function disks(inputs: Values): readonly Values[] {
  const root = sections(inputs['rootBlockDevice'])
  // An instance of a launch template takes its disks from there.
  const isTemplated = inputs['launchTemplate'] !== undefined
  const written = root.length > 0 || isTemplated ? root : [{}]
  return [...written, ...sections(inputs['ebsBlockDevices'])]
}

function isEncrypted({ encrypted: is }: Values): boolean {
  return is === true || is === 'true'
}

function needs(key: string): (inputs: Values) => string | undefined {
  return (inputs) => (isThere(inputs[key]) ? undefined : `${key} is missing`)
}

/** What comes of another resource may be unknown yet, and is empty then. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false
}
