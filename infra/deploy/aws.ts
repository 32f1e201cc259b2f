// What the AWS CLI is asked for: who we are, and the bucket and the key of the state, made on first use.
import { RondaError } from '../../fleet/error.ts'
import { KEY_ALIAS } from './state.ts'
import { ask, type Ran } from './tool.ts'
import type { World } from './world.ts'

export interface Aws {
  readonly world: World
  /** Of the tool. */
  readonly path: string
  readonly env: NodeJS.ProcessEnv
  readonly region: string
}

export interface Identity {
  readonly account: string
  readonly arn: string
}

const TAG = { key: 'ronda:use', value: 'state' }

/** Throws RND_CONFIG_INVALID with the CLI's own words where there are no credentials, or they are over. */
export async function identify(aws: Aws): Promise<Identity> {
  const { Account, Arn } = (await json(aws, ['sts', 'get-caller-identity'])) as {
    readonly Account: string
    readonly Arn: string
  }
  return { account: Account, arn: Arn }
}

export interface Zone {
  /** Without the dot at its end. */
  readonly name: string
  /** Seen inside of a VPC only. */
  readonly isPrivate: boolean
}

/** Undefined where the account has no such hosted zone. Throws where it may not be asked. */
export async function zoneOf(aws: Aws, id: string): Promise<Zone | undefined> {
  const words = ['route53', 'get-hosted-zone', '--id', id]
  const ran = await call(aws, words)
  if (ran.code !== 0 && ran.stderr.includes('NoSuchHostedZone')) return undefined
  if (ran.code !== 0) throw refused(words, ran)
  const { HostedZone: zone } = JSON.parse(ran.stdout) as {
    readonly HostedZone: { readonly Name: string; readonly Config?: { PrivateZone?: boolean } }
  }
  return { name: zone.Name.replace(/\.$/, ''), isPrivate: zone.Config?.PrivateZone === true }
}

/** Names of all secrets of the region. Throws where they may not be listed. */
export async function secretNames(aws: Aws): Promise<ReadonlySet<string>> {
  const listed = await json(aws, ['secretsmanager', 'list-secrets', '--query', 'SecretList[].Name'])
  return new Set(listed as string[])
}

/** Throws where the bucket is there and is another's. */
export async function hasBucket(aws: Aws, bucket: string, account: string): Promise<boolean> {
  const words = ['s3api', 'head-bucket', '--bucket', bucket, '--expected-bucket-owner', account]
  const ran = await call(aws, words)
  if (ran.code === 0) return true
  if (/\b404\b|Not Found|NoSuchBucket/.test(ran.stderr)) return false
  throw refused(
    words,
    ran,
    `bucket ${bucket} is another account's, or may not be looked at: choose one with --state`,
  )
}

/** Every setting again each time: what was interrupted goes on. */
export async function makeBucket(
  aws: Aws,
  bucket: string,
  account: string,
  keyArn: string | undefined,
): Promise<void> {
  if (!(await hasBucket(aws, bucket, account))) {
    const place =
      aws.region === 'us-east-1'
        ? []
        : ['--create-bucket-configuration', `LocationConstraint=${aws.region}`]
    await done(aws, [
      's3api',
      'create-bucket',
      '--bucket',
      bucket,
      ...place,
      '--object-ownership',
      'BucketOwnerEnforced',
    ])
  }
  const of = ['--bucket', bucket, '--expected-bucket-owner', account]
  const closed = [
    'BlockPublicAcls',
    'IgnorePublicAcls',
    'BlockPublicPolicy',
    'RestrictPublicBuckets',
  ]
  const shut = closed.map((name) => `${name}=true`).join(',')
  await done(aws, [
    's3api',
    'put-public-access-block',
    ...of,
    '--public-access-block-configuration',
    shut,
  ])
  await done(aws, [
    's3api',
    'put-bucket-versioning',
    ...of,
    '--versioning-configuration',
    'Status=Enabled',
  ])
  const byKey = {
    SSEAlgorithm: 'aws:kms',
    ...(keyArn === undefined ? {} : { KMSMasterKeyID: keyArn }),
  }
  const rules = { Rules: [{ ApplyServerSideEncryptionByDefault: byKey, BucketKeyEnabled: true }] }
  await done(aws, [
    's3api',
    'put-bucket-encryption',
    ...of,
    '--server-side-encryption-configuration',
    JSON.stringify(rules),
  ])
  await done(aws, [
    's3api',
    'put-bucket-policy',
    ...of,
    '--policy',
    JSON.stringify(onlyEncrypted(bucket)),
  ])
}

/** The ARN of the key behind `alias/ronda-state`, which is made where it is missing; one key for all stacks of a region. */
export async function makeKey(aws: Aws): Promise<string> {
  const words = ['kms', 'describe-key', '--key-id', KEY_ALIAS]
  const ran = await call(aws, words)
  if (ran.code === 0) return keyOf(ran.stdout).Arn
  if (!ran.stderr.includes('NotFoundException')) throw refused(words, ran)
  const arn = (await keyWithoutAlias(aws)) ?? (await createKey(aws))
  await done(aws, ['kms', 'enable-key-rotation', '--key-id', arn])
  await done(aws, ['kms', 'create-alias', '--alias-name', KEY_ALIAS, '--target-key-id', arn])
  return arn
}

async function createKey(aws: Aws): Promise<string> {
  const made = await done(aws, [
    ...['kms', 'create-key', '--description', 'State of Ronda: encrypts it and the secrets in it'],
    ...['--tags', `TagKey=${TAG.key},TagValue=${TAG.value}`],
  ])
  return keyOf(made.stdout).Arn
}

/** One that was made when a run was interrupted before it had its name. */
async function keyWithoutAlias(aws: Aws): Promise<string | undefined> {
  const found = (await json(aws, [
    ...['resourcegroupstaggingapi', 'get-resources', '--resource-type-filters', 'kms:key'],
    ...['--tag-filters', `Key=${TAG.key},Values=${TAG.value}`],
  ])) as { readonly ResourceTagMappingList: readonly { readonly ResourceARN: string }[] }
  for (const { ResourceARN: arn } of found.ResourceTagMappingList) {
    const ran = await call(aws, ['kms', 'describe-key', '--key-id', arn])
    if (ran.code === 0 && keyOf(ran.stdout).KeyState === 'Enabled') return arn
  }
  return undefined
}

function onlyEncrypted(bucket: string): object {
  const arn = `arn:aws:s3:::${bucket}`
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyByTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  }
}

function keyOf(text: string): { readonly Arn: string; readonly KeyState: string } {
  return (JSON.parse(text) as { KeyMetadata: { Arn: string; KeyState: string } }).KeyMetadata
}

async function json(aws: Aws, words: readonly string[]): Promise<unknown> {
  return JSON.parse((await done(aws, words)).stdout)
}

async function done(aws: Aws, words: readonly string[]): Promise<Ran> {
  const ran = await call(aws, words)
  if (ran.code !== 0) throw refused(words, ran)
  return ran
}

async function call({ world, path, env, region }: Aws, words: readonly string[]): Promise<Ran> {
  return await ask(
    world,
    [path, ...words, '--region', region, '--output', 'json', '--no-cli-pager'],
    env,
  )
}

function refused(words: readonly string[], ran: Ran, remedy?: string): RondaError {
  const name = words.slice(0, 2).join(' ')
  return new RondaError(
    'RND_CONFIG_INVALID',
    `aws ${name} (exit ${ran.code}): ${ran.stderr.trim()}`,
    {
      remedy:
        remedy ??
        'mend the credentials (aws sso login, AWS_PROFILE) or their rights, and run it again: it goes on',
    },
  )
}
