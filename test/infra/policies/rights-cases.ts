// Cases of who may do what to what.
import type { Values } from '../../../infra/policies/rule.ts'
import { ACCOUNT, type Case, POLICY, ROLE, see, statement } from './see.ts'

const BUCKET_POLICY = 'aws:s3/bucketPolicy:BucketPolicy'
const KEY = 'aws:kms/key:Key'
const TOPIC_POLICY = 'aws:sns/topicPolicy:TopicPolicy'
const INSTANCES = `arn:aws:ec2:ap-southeast-3:${ACCOUNT}:instance`
const TAGGED = { StringEquals: { 'ec2:ResourceTag/ronda:stack': 'ronda-test' } }
const OURS = { StringEquals: { 'aws:SourceAccount': ACCOUNT } }
const FOREIGN = '999999999999'

const may = (Action: unknown, Resource?: unknown, more: Values = {}) =>
  see(POLICY, { policy: statement({ Action, Resource, ...more }) })
const folder = (
  name: string,
  action = 'secretsmanager:GetSecretValue',
  condition: Values = { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
) => may(action, `arn:aws:secretsmanager:r:${ACCOUNT}:secret:${name}`, { Condition: condition })
const reads = (Resource: string) => may('s3:GetObject', Resource)
const lets = (type: string, Principal: unknown, more: Values = {}) =>
  see(type, { policy: statement({ Principal, Action: 'x:Y', Resource: 'r', ...more }) })
const takes = (Principal: unknown, more: Values = {}) =>
  see(ROLE, { assumeRolePolicy: statement({ Principal, Action: 'sts:AssumeRole', ...more }) })
/** Says whose the stack is, as any stack does many times. */
const stack = see('aws:backup/selection:Selection', {
  resources: Array.from({ length: 4 }, (_, i) => `${INSTANCES}/i-${i}`),
})
const inStack = (one: ReturnType<typeof see>) => [stack, one]

export const RIGHTS_CASES: Readonly<Record<string, readonly Case[]>> = {
  'least-privilege': [
    {
      passes: [may(['s3:GetObject'], 'arn:aws:s3:::b/*')],
      violates: ['s3:*', 's3:Get*', 's3:GetObjec?', '*'].map((one) => may(one, 'arn:aws:s3:::b/x')),
      what: /^a statement allows (s3:.*[*?]|\*)$/,
    },
    {
      passes: [
        ...['arn:aws:s3:::b/*', 'arn:aws:s3:::b/hosts/*', 'arn:aws:s3:::b'].map(reads),
        may('logs:PutLogEvents', `arn:aws:logs:r:${ACCOUNT}:log-group:/ronda:log-stream:*`),
        may('logs:PutLogEvents', `arn:aws:logs:r:${ACCOUNT}:log-group:/ronda:*`),
        may(
          'secretsmanager:GetSecretValue',
          `arn:aws:secretsmanager:r:${ACCOUNT}:secret:a/b-??????`,
        ),
      ],
      violates: [
        ...['*', 'arn:aws:s3:::*', 'arn:aws:s3:::r*/*', 'arn:aws:s3:::r?/x', 'arn:*:s3:::b/x'],
        ...['arn:aws:*:::b/x', 'arn:aws:s3:::*/x', `arn:aws:iam::${ACCOUNT}:role/ronda*`],
        ...[`arn:aws:secretsmanager:r:${ACCOUNT}:secret:r*`, `arn:aws:kms:r:${ACCOUNT}:key/*`],
        ...[`arn:aws:secretsmanager:r:${ACCOUNT}:secret:*-??????`, `arn:aws:sns:r:*:topic`],
        ...[`arn:aws:secretsmanager:r:${ACCOUNT}:secret:a-???????`],
        ...[`${INSTANCES}/i*`, `arn:aws:logs:r:${ACCOUNT}:log-group:*`],
      ].map(reads),
      what: /allows s3:GetObject on .*[*?]/,
    },
    {
      passes: [
        may('cloudwatch:PutMetricData', '*', {
          Condition: { StringEquals: { 'cloudwatch:namespace': 'ronda' } },
        }),
      ],
      violates: [
        {},
        { StringNotEquals: { 'cloudwatch:namespace': 'ronda' } },
        { StringEqualsIfExists: { 'cloudwatch:namespace': 'ronda' } },
        { 'ForAllValues:StringEquals': { 'cloudwatch:namespace': 'ronda' } },
        { StringLike: { 'cloudwatch:namespace': ['ronda', '*'] } },
        { StringEquals: { 'cloudwatch:namespace': [] } },
        { Bool: { 'aws:SecureTransport': 'true' } },
        { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
      ].map((Condition) => may('cloudwatch:PutMetricData', '*', { Condition })),
      what: /without a condition that narrows it/,
    },
    {
      passes: [may(['ec2:StopInstances'], `${INSTANCES}/*`, { Condition: TAGGED })],
      violates: [
        may(['ec2:TerminateInstances'], `${INSTANCES}/*`, { Condition: TAGGED }),
        may(['ec2:StopInstances'], '*', { Condition: TAGGED }),
        may(['ec2:StopInstances'], `${INSTANCES}/i*`, { Condition: TAGGED }),
        may(['ec2:StopInstances'], 'arn:aws:ec2:*:*:instance/*', { Condition: TAGGED }),
        may(['ec2:StopInstances'], `${INSTANCES}/*`, {
          Condition: { StringEquals: { 'aws:RequestedRegion': 'ap-southeast-3' } },
        }),
      ],
      what: /allows ec2:\w+ on/,
    },
    {
      passes: [folder('city/nvr/*')],
      violates: [
        ...['city*', 'city/nvr*', '*/nvr/*', 'c?ty/nvr/*', '/*', '*'].map((name) => folder(name)),
        folder('city/nvr/*', 'secretsmanager:PutSecretValue'),
        folder('city/nvr/*', undefined, {}),
      ],
      what: /allows secretsmanager:\w+ on/,
    },
    {
      passes: [may('ec2:describeinstances', '*', { Condition: TAGGED })],
      violates: [
        may(undefined, 'arn:aws:s3:::b', { NotAction: 'iam:CreateUser' }),
        may('s3:GetObject', undefined, { NotResource: 'arn:aws:s3:::b' }),
        see(ROLE, { inlinePolicies: [{ policy: statement({ NotAction: 'x:Y', Resource: 'r' }) }] }),
      ],
      what: /allows by Not\w+: everything else/,
    },
    {
      passes: [
        see(KEY, { policy: statement({ Action: 'kms:Decrypt', Resource: '*' }) }),
        see(BUCKET_POLICY, {
          policy: statement({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }),
        }),
        see('aws:autoscaling/policy:Policy', { policyType: 'TargetTrackingScaling' }),
      ],
      violates: [see(POLICY, { policy: '{"Statement": [' })],
      what: /no JSON/,
    },
  ],
  'listed-policies': [
    {
      passes: [
        see('aws:iam/rolePolicyAttachment:RolePolicyAttachment', {
          policyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
        }),
        see(ROLE, { managedPolicyArns: [] }),
      ],
      violates: [
        ...['arn:aws:iam::aws:policy/AdministratorAccess', `arn:aws:iam::${ACCOUNT}:policy/ours`],
        ...['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore2', ''],
      ].flatMap((arn) => [
        ...['rolePolicyAttachment:RolePolicyAttachment', 'policyAttachment:PolicyAttachment'].map(
          (type) => see(`aws:iam/${type}`, { policyArn: arn }),
        ),
        see('aws:iam/userPolicyAttachment:UserPolicyAttachment', { policyArn: arn }),
        see('aws:iam/groupPolicyAttachment:GroupPolicyAttachment', { policyArn: arn }),
        see('aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive', {
          policyArns: [arn],
        }),
        see(ROLE, { managedPolicyArns: [arn] }),
      ]),
      what: /is not among the policies that may be attached/,
    },
    {
      passes: [see(ROLE, {})],
      violates: [
        see(ROLE, { managedPolicyArns: [null] }),
        see('aws:iam/policyAttachment:PolicyAttachment', { policyArn: null }),
      ],
      what: /is not known before it is attached/,
    },
    {
      passes: [see('aws:iam/instanceProfile:InstanceProfile', {})],
      violates: ['user:User', 'accessKey:AccessKey'].map((type) => see(`aws:iam/${type}`, {})),
      what: /is a login that lasts/,
    },
  ],
  'own-account-only': [
    {
      passes: [
        stack,
        takes({ Service: 'ec2.amazonaws.com' }),
        takes({ Service: 'backup.amazonaws.com' }, { Condition: OURS }),
      ],
      violates: [
        takes('*'),
        takes({ AWS: '*' }, { Condition: OURS }),
        takes({ AWS: `arn:aws:iam::${FOREIGN}:root` }),
        takes({ AWS: FOREIGN }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
        takes({ AWS: `arn:aws:iam::${ACCOUNT}:root` }),
        takes({ Federated: 'accounts.google.com' }),
      ].map(inStack),
      what: /take the role on: only services may/,
    },
    {
      passes: [stack],
      violates: [
        takes({ Service: 'backup.amazonaws.com' }),
        lets(TOPIC_POLICY, { Service: 'cloudwatch.amazonaws.com' }),
        lets(TOPIC_POLICY, { Service: ['ec2.amazonaws.com'] }),
        lets(
          KEY,
          { Service: 's3.amazonaws.com' },
          {
            Condition: { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } },
          },
        ),
      ].map(inStack),
      what: /on anybody's behalf/,
    },
    {
      passes: [
        stack,
        lets(KEY, { AWS: `arn:aws:iam::${ACCOUNT}:root` }),
        lets(
          TOPIC_POLICY,
          { Service: 's3.amazonaws.com' },
          {
            Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::ours' } },
          },
        ),
        lets(BUCKET_POLICY, '*', {
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2' } },
        }),
        lets(BUCKET_POLICY, '*', { Effect: 'Deny' }),
      ],
      violates: [
        ...[BUCKET_POLICY, KEY, 'aws:kms/keyPolicy:KeyPolicy', TOPIC_POLICY, 'aws:sns/topic:Topic'],
        ...['aws:sqs/queuePolicy:QueuePolicy', 'aws:secretsmanager/secretPolicy:SecretPolicy'],
        ...['aws:backup/vaultPolicy:VaultPolicy', 'aws:s3/bucket:Bucket'],
      ].flatMap((type) =>
        [
          lets(type, '*'),
          lets(type, { AWS: ['*'] }, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
          lets(type, { AWS: 'arn:aws:iam::*:root' }),
          lets(type, { AWS: FOREIGN }),
          lets(type, { AWS: `arn:aws:iam::${FOREIGN}:role/x` }),
          lets(type, { CanonicalUser: 'abc' }),
        ].map(inStack),
      ),
      what: /lets everybody in|is not of this account/,
    },
    {
      passes: [stack],
      violates: [
        takes(
          { Service: 'backup.amazonaws.com' },
          { Condition: { StringEquals: { 'aws:SourceAccount': [ACCOUNT, FOREIGN] } } },
        ),
        lets(TOPIC_POLICY, '*', {
          Condition: { StringEquals: { 'aws:PrincipalAccount': FOREIGN } },
        }),
      ].map(inStack),
      what: new RegExp(`on behalf of ${FOREIGN}|on anybody's behalf|lets everybody in`),
    },
    {
      passes: [
        stack,
        see('aws:kms/grant:Grant', { granteePrincipal: `arn:aws:iam::${ACCOUNT}:role/x` }),
      ],
      violates: [
        inStack(see('aws:kms/grant:Grant', { granteePrincipal: `arn:aws:iam::${FOREIGN}:root` })),
      ],
      what: /grants arn.* the key/,
    },
    {
      passes: [stack, takes({ Service: 'ec2.amazonaws.com' })],
      violates: [inStack(takes({ Service: 'ec2.evil.example' }))],
      what: /which is no service of AWS/,
    },
  ],
}
