// One bucket: encrypted by a key of ours, versioned, emptied by age, shut to the public and to whatever is not TLS.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import { kept } from '../kept.ts'
import type { BucketOutputs, StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'

export interface Expiry {
  /** Of what is current; absent: never. */
  readonly days?: number
  /** Of what was overwritten or deleted. */
  readonly oldDays: number
}

/** Days after which parts of an upload that never ended are thrown away. */
const ABORT_DAYS = 7

export function makeBucket(
  ctx: StackContext,
  args: {
    readonly label: string
    readonly keyArn: pulumi.Input<string>
    readonly expiry: Expiry
    readonly parent: pulumi.Resource
  },
): BucketOutputs {
  const name = `${ctx.name}-storage-${args.label}`
  // What guards the bucket stays with it: left without, it would be open to whatever comes next.
  const options = kept(ctx, args.parent)
  const bucket = new aws.s3.Bucket(
    name,
    { forceDestroy: !options.protect, tags: tagged(ctx, 'storage', name) },
    options,
  )
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } },
    options,
  )
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      bucket: bucket.id,
      rules: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: 'aws:kms',
            kmsMasterKeyId: args.keyArn,
          },
          // One call to KMS for many objects: evidence is a million small files a month.
          bucketKeyEnabled: true,
        },
      ],
    },
    options,
  )
  new aws.s3.BucketOwnershipControls(
    `${name}-ownership`,
    { bucket: bucket.id, rule: { objectOwnership: 'BucketOwnerEnforced' } },
    options,
  )
  const shut = new aws.s3.BucketPublicAccessBlock(
    `${name}-shut`,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  )
  new aws.s3.BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.id, policy: bucket.arn.apply((arn) => JSON.stringify(tlsOnly(arn))) },
    // Both change who may reach it, and S3 refuses two such changes at once.
    { ...options, dependsOn: [shut] },
  )
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    { bucket: bucket.id, rules: rules(args.expiry) },
    { ...options, dependsOn: [versioning] },
  )
  return { name: bucket.bucket, arn: bucket.arn }
}

function rules({ days, oldDays }: Expiry): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const rule = { status: 'Enabled', filter: {} }
  return [
    ...(days === undefined ? [] : [{ ...rule, id: 'expire', expiration: { days } }]),
    { ...rule, id: 'old-versions', noncurrentVersionExpiration: { noncurrentDays: oldDays } },
    {
      ...rule,
      id: 'unfinished-uploads',
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_DAYS },
    },
  ]
}

function tlsOnly(arn: string): object {
  const all = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`] }
  return {
    Version: '2012-10-17',
    Statement: [
      { ...all, Sid: 'OnlyTls', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...all, Sid: 'OnlyTls12', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
    ],
  }
}
