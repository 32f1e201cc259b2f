// Rights are named one by one, for what is named one by one.
import { type ResourceRule, type Seen, sections, texts, type Values } from './rule.ts'

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
/** Policies of AWS that may be attached: what they serve needs them. */
export const MANAGED: readonly string[] = [
  'AmazonSSMManagedInstanceCore',
  'service-role/AWSBackupServiceRolePolicyForBackup',
  'service-role/AWSBackupServiceRolePolicyForRestores',
  'service-role/AmazonRDSEnhancedMonitoringRole',
].map((name) => `arn:aws:iam::aws:policy/${name}`)

const ATTACHMENT = 'aws:iam/rolePolicyAttachment:RolePolicyAttachment'
/** Policies of a thing itself, in which `*` as resource is that thing. */
const OF_ITSELF = ['aws:kms/key:Key', 'aws:secretsmanager/secretPolicy:SecretPolicy']

export const leastPrivilege: ResourceRule = {
  name: 'least-privilege',
  says: 'No wildcard for what is done; none for what it is done to, but under a condition.',
  each(seen, report) {
    if (seen.type === ATTACHMENT) {
      const arn = String(seen.inputs['policyArn'])
      if (arn.startsWith('arn:aws:iam::aws:') && !MANAGED.includes(arn))
        report(`${arn} is not among the policies of AWS that may be attached`)
    }
    for (const statement of statementsOf(seen, report)) checkStatement(seen, statement, report)
  },
}

function checkStatement(seen: Seen, statement: Values, report: (what: string) => void): void {
  if (statement['Effect'] !== 'Allow') return
  const named = String(statement['Sid'] ?? 'a statement')
  const actions = texts(statement['Action'])
  for (const action of actions.filter((one) => one.includes('*')))
    report(`${named} allows ${action}`)
  for (const key of ['NotAction', 'NotResource', 'NotPrincipal'])
    if (statement[key] !== undefined) report(`${named} allows by ${key}: everything else`)
  if (hasEverybody(statement['Principal'])) report(`${named} lets everybody in`)
  if (OF_ITSELF.includes(seen.type)) return
  const wide = texts(statement['Resource']).filter(isWide)
  if (wide.length === 0) return
  const condition = sections(statement['Condition'])[0] ?? {}
  if (Object.keys(condition).length === 0)
    report(`${named} allows ${actions.join(', ')} on ${wide.join(', ')} without a condition`)
  const allowed = wide.includes('*') ? WITHOUT_RESOURCE : [...WITHOUT_RESOURCE, ...BY_CONDITION]
  const other = actions.filter((action) => !allowed.includes(action))
  if (other.length > 0) report(`${named} allows ${other.join(', ')} on ${wide.join(', ')}`)
}

/** Every document with statements that a resource has, JSON or not. */
function statementsOf({ inputs }: Seen, report: (what: string) => void): readonly Values[] {
  const inline = sections(inputs['inlinePolicies']).map(({ policy }) => policy)
  const documents = [inputs['policy'], inputs['assumeRolePolicy'], ...inline]
  return documents.flatMap((document) => {
    if (typeof document !== 'string') return sections(sections(document)[0]?.['Statement'])
    try {
      return sections(sections(JSON.parse(document))[0]?.['Statement'])
    } catch {
      // An IAM policy that cannot be read cannot be judged; of other resources `policy` is just a word.
      if (document.includes('Statement')) report('its policy is no JSON')
      return []
    }
  })
}

/** `*`, and `kind/*` of an account; where there is none, as in S3, the part before the slash is a name. */
function isWide(arn: string): boolean {
  const [, , , , account, ...rest] = arn.split(':')
  const what = rest.join(':')
  if (arn === '*' || what.startsWith('*')) return true
  return account !== '' && /^[a-z-]+[/:]\*$/.test(what)
}

function hasEverybody(principal: unknown): boolean {
  if (principal === '*') return true
  return sections(principal).some((by) => Object.values(by).some((who) => texts(who).includes('*')))
}
