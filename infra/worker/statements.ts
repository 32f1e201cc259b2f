// What the role of a worker may do besides fetching its own files and secrets.
import type { Output } from '@pulumi/pulumi'
import * as pulumi from '@pulumi/pulumi'
import type { Statement } from '../service-role.ts'
import { HEARTBEAT } from './host.ts'

export interface WorkerRights {
  readonly stack: string
  readonly region: string
  readonly account: Output<string>
  readonly evidenceArn: Output<string>
  readonly storageKeyArn: Output<string>
  readonly volumeArn: Output<string>
  readonly releaseDocumentArn: Output<string>
  /** Secrets that it puts the tokens of the database into, and their key. */
  readonly tokens?: { readonly keyArn: Output<string>; readonly arns: readonly Output<string>[] }
}

export function workerStatements(rights: WorkerRights): Statement[] {
  const { stack, region, account, tokens } = rights
  const instances = pulumi.interpolate`arn:aws:ec2:${region}:${account}:instance/*`
  const tags = (service: string) => ({
    StringEquals: {
      [`${service}/ronda:stack`]: stack,
      [`${service}/ronda:part`]: 'worker',
    },
  })
  return [
    ...(tokens === undefined ? [] : tokenStatements(tokens, region)),
    {
      Sid: 'PutEvidence',
      Action: ['s3:PutObject'],
      Resource: pulumi.interpolate`${rights.evidenceArn}/*`,
    },
    {
      Sid: 'EncryptEvidence',
      Action: ['kms:GenerateDataKey'],
      Resource: rights.storageKeyArn,
      Condition: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
    },
    {
      Sid: 'Heartbeat',
      Action: ['cloudwatch:PutMetricData'],
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': HEARTBEAT.namespace } },
    },
    {
      Sid: 'LookForTheDataVolume',
      Action: ['ec2:DescribeVolumes', 'ec2:DescribeInstances', 'ssm:GetCommandInvocation'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': region } },
    },
    {
      Sid: 'TakeTheDataVolumeOver',
      Action: ['ec2:AttachVolume', 'ec2:DetachVolume'],
      Resource: [rights.volumeArn, instances],
      Condition: tags('ec2:ResourceTag'),
    },
    {
      Sid: 'PowerOffADeadWorker',
      Action: ['ec2:StopInstances'],
      Resource: instances,
      Condition: tags('ec2:ResourceTag'),
    },
    {
      Sid: 'AskTheOldWorkerToLetGo',
      Action: ['ssm:SendCommand'],
      Resource: rights.releaseDocumentArn,
    },
    {
      Sid: 'AskOnlyWorkers',
      Action: ['ssm:SendCommand'],
      Resource: instances,
      Condition: tags('ssm:resourceTag'),
    },
    {
      Sid: 'LetTheDataVolumeBeDecrypted',
      Action: ['kms:CreateGrant'],
      Resource: rights.storageKeyArn,
      Condition: {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: { 'kms:ViaService': `ec2.${region}.amazonaws.com` },
      },
    },
    {
      Sid: 'UseTheKeyOfTheDataVolume',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      Resource: rights.storageKeyArn,
      Condition: { StringEquals: { 'kms:ViaService': `ec2.${region}.amazonaws.com` } },
    },
  ]
}

function tokenStatements(
  { keyArn, arns }: NonNullable<WorkerRights['tokens']>,
  region: string,
): Statement[] {
  return [
    { Sid: 'PutTokens', Action: ['secretsmanager:PutSecretValue'], Resource: [...arns] },
    {
      Sid: 'EncryptTokens',
      Action: ['kms:GenerateDataKey'],
      Resource: keyArn,
      Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
    },
  ]
}
