// A key of KMS that turns once a year, with a policy that names every action and every service that may use it.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import { kept } from './kept.ts'
import type { StackContext } from './parts.ts'
import type { Statement } from './service-role.ts'
import { tagged } from './tagged.ts'

/** A service of AWS that encrypts by this key for us. */
export interface KeyUse {
  /** `logs.ap-southeast-3.amazonaws.com`. */
  readonly service: string
  readonly condition?: (account: string) => Statement['Condition']
}

export interface EncryptionKeyArgs {
  readonly part: string
  /** `secrets`; the key is `ronda-prod-secrets-key`, its alias `alias/ronda-prod-secrets`. */
  readonly name: string
  readonly says: string
  readonly parent: pulumi.Resource
  readonly uses?: readonly KeyUse[]
  /** What it encrypts is data that outlives the stack where the configuration says so. */
  readonly keepsData: boolean
}

/** Days in which a deletion can be taken back: AWS allows 7 to 30. */
const DELETION_DAYS = 30
const USE = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey'].concat(
  'GenerateDataKeyWithoutPlaintext',
  'DescribeKey',
)
// Named one by one instead of kms:*, so that no statement of ours has a wildcard for what is done.
const MANAGE = ['CreateGrant', 'ListGrants', 'RevokeGrant', 'RetireGrant'].concat(
  ...['GetKeyPolicy', 'PutKeyPolicy', 'ListKeyPolicies', 'UpdateKeyDescription'],
  ...['GetKeyRotationStatus', 'EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'],
  ...['ListResourceTags', 'TagResource', 'UntagResource', 'CreateAlias', 'UpdateAlias'],
  ...['DeleteAlias', 'EnableKey', 'DisableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion'],
)

/** People and roles of the account get at it by their own policies; services only as `uses` says. */
export function encryptionKey(ctx: StackContext, args: EncryptionKeyArgs): aws.kms.Key {
  const { parent, uses = [] } = args
  const full = `${ctx.name}-${args.name}`
  const options = args.keepsData ? kept(ctx, parent) : { parent }
  const { accountId } = aws.getCallerIdentityOutput({}, { parent })
  const key = new aws.kms.Key(
    `${full}-key`,
    {
      description: args.says,
      enableKeyRotation: true,
      deletionWindowInDays: DELETION_DAYS,
      policy: accountId.apply((account) => JSON.stringify(keyPolicy(account, uses))),
      tags: tagged(ctx, args.part, `${full}-key`),
    },
    options,
  )
  new aws.kms.Alias(`${full}-key-alias`, { name: `alias/${full}`, targetKeyId: key.keyId }, options)
  return key
}

/** In the policy of a key `*` means this key. */
function keyPolicy(account: string, uses: readonly KeyUse[]): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: kms([...USE, ...MANAGE]),
        Resource: '*',
      },
      ...uses.map(({ service, condition }, i) => ({
        Sid: `Service${i + 1}`,
        Effect: 'Allow',
        Principal: { Service: service },
        Action: kms(USE),
        Resource: '*',
        Condition: condition?.(account) ?? { StringEquals: { 'aws:SourceAccount': account } },
      })),
    ],
  }
}

function kms(actions: readonly string[]): string[] {
  return actions.map((action) => `kms:${action}`)
}
