// Copies of what cannot be made again: volumes and databases, each night, in a vault of their own.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { encryptionKey } from './encryption-key.ts'
import { kept } from './kept.ts'
import type { StackContext } from './parts.ts'
import { serviceRole } from './service-role.ts'
import { tagged } from './tagged.ts'

export interface BackupArgs {
  /** EBS volumes, by id. */
  readonly volumeIds: readonly pulumi.Input<string>[]
  /** Whatever else AWS Backup covers, as databases of RDS. */
  readonly arns: readonly pulumi.Input<string>[]
  /** Hears of copies that failed. */
  readonly topicArn: pulumi.Input<string>
}

const PART = 'backup'
/** 02:00 at night in Jakarta: what is written then is least, and people come to work with the copy made. */
const EACH_NIGHT = 'cron(0 19 * * ? *)'
const START_WITHIN_MINUTES = 60
const DONE_WITHIN_MINUTES = 480
/** AWS keeps these two up to date with the services that it copies; no list of ours could be. */
const MANAGED = ['AWSBackupServiceRolePolicyForBackup', 'AWSBackupServiceRolePolicyForRestores']

export class Backup extends pulumi.ComponentResource {
  readonly vaultName: pulumi.Output<string>

  constructor(ctx: StackContext, args: BackupArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Backup', `${ctx.name}-backup`, {}, opts)
    const child = { parent: this }
    const { backup } = ctx.config
    const options = kept(ctx, this)
    const tags = (label: string) => ({ tags: tagged(ctx, PART, `${ctx.name}-backup-${label}`) })
    const key = encryptionKey(ctx, {
      part: PART,
      name: PART,
      says: `Backups of ${ctx.name}`,
      parent: this,
      keepsData: true,
    })
    const vault = new aws.backup.Vault(
      `${ctx.name}-backup-vault`,
      { kmsKeyArn: key.arn, forceDestroy: !options.protect, ...tags('vault') },
      options,
    )
    this.vaultName = vault.name
    new aws.backup.VaultNotifications(
      `${ctx.name}-backup-notices`,
      {
        backupVaultName: vault.name,
        snsTopicArn: args.topicArn,
        backupVaultEvents: ['BACKUP_JOB_FAILED', 'BACKUP_JOB_EXPIRED', 'RESTORE_JOB_COMPLETED'],
      },
      child,
    )
    const plan = new aws.backup.Plan(
      `${ctx.name}-backup-plan`,
      {
        rules: [
          {
            ruleName: 'each-night',
            targetVaultName: vault.name,
            schedule: EACH_NIGHT,
            startWindow: START_WITHIN_MINUTES,
            completionWindow: DONE_WITHIN_MINUTES,
            lifecycle: { deleteAfter: backup.keepDays },
            recoveryPointTags: tagged(ctx, PART, `${ctx.name}-backup-copy`),
          },
        ],
        ...tags('plan'),
      },
      child,
    )
    const role = serviceRole(ctx, {
      part: PART,
      name: PART,
      service: 'backup.amazonaws.com',
      managed: MANAGED.map((name) => `arn:aws:iam::aws:policy/service-role/${name}`),
      parent: this,
      // AWS Backup lets copies expire by the role that made them; without it they stay, and cost.
      keepsData: true,
    })
    const { accountId } = aws.getCallerIdentityOutput({}, child)
    new aws.backup.Selection(
      `${ctx.name}-backup-selection`,
      {
        planId: plan.id,
        iamRoleArn: role.arn,
        resources: [
          ...args.volumeIds.map(
            (id) => pulumi.interpolate`arn:aws:ec2:${ctx.region}:${accountId}:volume/${id}`,
          ),
          ...args.arns,
        ],
      },
      child,
    )
    this.registerOutputs({ vaultName: this.vaultName })
  }
}
