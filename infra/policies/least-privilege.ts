// Rights are named one by one, for what is named one by one.
import { type ResourceRule, type Seen, texts, type Values } from './rule.ts'
import { bindingsOf, nameOf, statementsOf } from './statements.ts'

/** Actions that AWS gives for no single resource; each of them stands under a condition all the same. */
export const WITHOUT_RESOURCE: readonly string[] = [
  'cloudwatch:PutMetricData',
  'ec2:DescribeInstances',
  'ec2:DescribeVolumes',
  'ec2:DescribeAddresses',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeTags',
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'logs:DescribeLogGroups',
  // Of each secret it gives only what GetSecretValue allows, too.
  'secretsmanager:BatchGetSecretValue',
  'ssm:GetCommandInvocation',
  'sts:GetCallerIdentity',
]
/** On every resource of a kind, by `kind/*`: told apart by their tags in the condition. */
export const BY_CONDITION: readonly string[] = [
  'ec2:AttachVolume',
  'ec2:DetachVolume',
  'ec2:StopInstances',
  'ec2:AssociateAddress',
  'ssm:SendCommand',
]
/** On everything in one folder of secrets, `secret:city/nvr/*`: an estate may have more of them than a policy has room for (infra/instance/secret-patterns.ts). */
export const BY_FOLDER: readonly string[] = ['secretsmanager:GetSecretValue']

/** Keys of a condition that make a right smaller; that it came by TLS, or at some hour, does not. */
const NARROWING =
  /^(?:aws:(?:RequestedRegion|ResourceAccount|SourceAccount|SourceArn)|cloudwatch:namespace|\w+:ResourceTag\/.+)$/i
const BY_TAG = /^\w+:ResourceTag\/.+$/i
/** Policies of a thing itself, in which `*` as resource is that thing. */
const OF_ITSELF = [
  'aws:kms/key:Key',
  'aws:kms/keyPolicy:KeyPolicy',
  'aws:secretsmanager/secretPolicy:SecretPolicy',
]

export const leastPrivilege: ResourceRule = {
  name: 'least-privilege',
  says: 'No wildcard for what is done; none for what it is done to, but under a condition that narrows it.',
  each(seen, report) {
    for (const statement of statementsOf(seen, report))
      if (statement['Effect'] === 'Allow') checkStatement(seen, statement, report)
  },
}

function checkStatement(seen: Seen, statement: Values, report: (what: string) => void): void {
  const named = nameOf(statement)
  const actions = texts(statement['Action'])
  for (const action of actions.filter(isPattern)) report(`${named} allows ${action}`)
  for (const key of ['NotAction', 'NotResource', 'NotPrincipal'])
    if (statement[key] !== undefined) report(`${named} allows by ${key}: everything else`)
  if (OF_ITSELF.includes(seen.type)) return
  const wide = texts(statement['Resource']).filter(isWide)
  if (wide.length === 0) return
  const keys = bindingsOf(statement).map(([key]) => key)
  const [what, on] = [actions.join(', '), wide.join(', ')]
  if (!keys.some((key) => NARROWING.test(key)))
    report(`${named} allows ${what} on ${on} without a condition that narrows it`)
  const byTag = keys.some((key) => BY_TAG.test(key)) && wide.every(isKind) ? BY_CONDITION : []
  const byFolder = wide.every(isFolder) ? BY_FOLDER : []
  const allowed = new Set(
    [...WITHOUT_RESOURCE, ...byTag, ...byFolder].map((one) => one.toLowerCase()),
  )
  const other = actions.filter((action) => !allowed.has(action.toLowerCase()))
  if (other.length > 0) report(`${named} allows ${other.join(', ')} on ${on}`)
}

function isPattern(text: string): boolean {
  return /[*?]/.test(text)
}

/** Patterns that stay within one thing that is named in full. */
const WITHIN_ONE: readonly RegExp[] = [
  // Objects of a bucket, whose ARN names no account.
  /^arn:[^:*?]+:[^:*?]+:::[^/:*?]+\/[^*?]*\*$/,
  // The six signs that AWS puts behind the name of a secret.
  /^arn:(?:[^:*?]+:){4}secret:[^*?]+-\?{6}$/,
  // Streams of a log group.
  /^arn:(?:[^:*?]*:){4}[^*?]+:log-stream:\*$/,
  /^arn:(?:[^:*?]+:){4}log-group:[^*?]+:\*$/,
]

function isWide(arn: string): boolean {
  return isPattern(arn) && !WITHIN_ONE.some((one) => one.test(arn))
}

/** All of one kind in one region of one account: `arn:aws:ec2:REGION:ACCOUNT:instance/*`. */
function isKind(arn: string): boolean {
  return /^arn:[^:*?]+:[^:*?]+:[^:*?]+:[^:*?]+:[a-z-]+\/\*$/.test(arn)
}

function isFolder(arn: string): boolean {
  return /^arn:[^:*?]+:secretsmanager:[^:*?]+:[^:*?]+:secret:[^/*?][^*?]*\/\*$/.test(arn)
}
