// How an instance of ours comes up: small user data that fetches its boot script, and a role that may read just that.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { bootScriptOf } from '../../hosts/boot-script.ts'
import { cloudInitOf } from '../../hosts/cloud-init.ts'
import { SECRETS_A_CALL } from '../../hosts/fetch-secrets.ts'
import type { Host } from '../../hosts/host.ts'
import type { StackContext, StorageOutputs } from '../parts.ts'
import { type Statement, serviceRole } from '../service-role.ts'
import { tagged } from '../tagged.ts'
import { withAgent } from './agent.ts'
import { storeText } from './object.ts'
import { fewerSecretArns } from './secret-patterns.ts'

/** What AWS refuses to take: instance user data, before base64. */
const MOST_BYTES = 16_384
/** AWS names no other way for its agent: Session Manager and our documents go through it. */
const SSM = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

export interface BootArgs {
  readonly part: string
  /** `worker`, `relay-edge`. */
  readonly name: string
  readonly host: pulumi.Input<Host>
  readonly storage: StorageOutputs
  /** Secrets that it fetches: their ARNs and the key. */
  readonly secrets: {
    readonly keyArn: pulumi.Output<string>
    readonly arns: readonly pulumi.Output<string>[]
  }
  /** ARNs of further objects that it fetches. */
  readonly objects: readonly pulumi.Output<string>[]
  readonly statements?: readonly Statement[]
  readonly parent: pulumi.Resource
}

export interface Boot {
  readonly userData: pulumi.Output<string>
  readonly profile: aws.iam.InstanceProfile
}

export function bootOf(ctx: StackContext, args: BootArgs): Boot {
  const { part, name, storage, secrets, parent } = args
  const host = pulumi
    .output(args.host)
    .apply((plain) => withAgent(plain as Host, ctx.region, ctx.config.agent))
  const script = storeText(ctx, {
    ...{ part, storage, parent },
    name: `${name}-boot`,
    text: host.apply((plain) => bootScriptOf(plain as Host)),
  })
  const userData = pulumi
    .all([host, script.url, script.sha256])
    .apply(([plain, url, sha256]) =>
      fitting(name, cloudInitOf(plain as Host, { url, sha256, region: ctx.region })),
    )
  const role = serviceRole(ctx, {
    ...{ part, name, parent },
    service: 'ec2.amazonaws.com',
    managed: [SSM],
    statements: [
      {
        Sid: 'FetchItsOwnFiles',
        Action: ['s3:GetObject'],
        Resource: [script.arn, ...args.objects],
      },
      {
        Sid: 'DecryptItsOwnFiles',
        Action: ['kms:Decrypt'],
        Resource: storage.keyArn,
        Condition: { StringEquals: { 'kms:ViaService': `s3.${ctx.region}.amazonaws.com` } },
      },
      ...secretStatements(ctx, secrets, parent),
      ...(args.statements ?? []),
    ],
  })
  const full = `${ctx.name}-${name}-profile`
  const profile = new aws.iam.InstanceProfile(
    full,
    { role: role.name, tags: tagged(ctx, part, full) },
    { parent },
  )
  return { userData, profile }
}

/** Of constant size however many there are: what lies in one folder is named by it, in this account and region only. */
function secretStatements(
  ctx: StackContext,
  { keyArn, arns }: BootArgs['secrets'],
  parent: pulumi.Resource,
): Statement[] {
  if (arns.length === 0) return []
  const { accountId } = aws.getCallerIdentityOutput({}, { parent })
  return [
    {
      Sid: 'FetchItsOwnSecrets',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: pulumi.all([...arns]).apply(fewerSecretArns),
      Condition: { StringEquals: { 'aws:ResourceAccount': accountId } },
    },
    // AWS gives it for no single secret; which ones it answers with is what the statement before allows.
    ...(arns.length > SECRETS_A_CALL
      ? [
          {
            Sid: 'FetchManyAtOnce',
            Action: ['secretsmanager:BatchGetSecretValue'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': ctx.region } },
          },
        ]
      : []),
    {
      Sid: 'DecryptItsOwnSecrets',
      Action: ['kms:Decrypt'],
      Resource: keyArn,
      Condition: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${ctx.region}.amazonaws.com` },
      },
    },
  ]
}

function fitting(name: string, text: string): string {
  const bytes = Buffer.byteLength(text)
  if (bytes <= MOST_BYTES) return text
  throw new Error(`user data of ${name} has ${bytes} bytes, AWS takes ${MOST_BYTES}`)
}

/** Of every instance and launch template: its role's keys only by a session, and never from a container behind it. */
export const METADATA = {
  httpEndpoint: 'enabled',
  httpTokens: 'required',
  httpPutResponseHopLimit: 1,
} as const

/** What each instance has alike; the disk of the system is encrypted by the account's key and dies with it. */
export function instanceArgs(
  ctx: StackContext,
  { userData, profile }: Boot,
  { part, name, instanceType }: { part: string; name: string; instanceType: string },
) {
  return {
    instanceType,
    iamInstanceProfile: profile.name,
    userData,
    userDataReplaceOnChange: true,
    metadataOptions: METADATA,
    monitoring: true,
    ebsOptimized: true,
    rootBlockDevice: {
      volumeType: 'gp3',
      volumeSize: 16,
      encrypted: true,
      tags: tagged(ctx, part, `${ctx.name}-${name}-system`),
    },
    tags: tagged(ctx, part, `${ctx.name}-${name}`),
  }
}
