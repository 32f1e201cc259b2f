// Policies that somebody else writes may be attached only where they are on a short list.
import { type ResourceRule, texts } from './rule.ts'

/** Policies of AWS that may be attached: what they serve needs them. Whatever else a role may do stands in the program. */
export const MANAGED: readonly string[] = [
  'AmazonSSMManagedInstanceCore',
  'service-role/AWSBackupServiceRolePolicyForBackup',
  'service-role/AWSBackupServiceRolePolicyForRestores',
  'service-role/AmazonRDSEnhancedMonitoringRole',
].map((name) => `arn:aws:iam::aws:policy/${name}`)

/** Where roles, users and groups are given a policy by its ARN. */
const KEYS = ['policyArn', 'policyArns', 'managedPolicyArns'] as const

export const listedPolicies: ResourceRule = {
  name: 'listed-policies',
  says: 'Of policies that stand elsewhere only those of a short list are attached, and nobody is made who has keys that last.',
  each({ type, inputs }, report) {
    if (!type.startsWith('aws:iam/')) return
    if (/:(?:User|AccessKey|UserLoginProfile)$/.test(type))
      report('is a login that lasts; machines have roles, people come by their own directory')
    for (const key of KEYS) {
      const value = inputs[key]
      if (value === undefined) continue
      const arns = texts(value)
      const isRead = Array.isArray(value) ? arns.length === value.length : arns.length === 1
      if (!isRead) report(`${key} is not known before it is attached`)
      for (const arn of arns.filter((one) => !MANAGED.includes(one)))
        report(`${arn} is not among the policies that may be attached`)
    }
  },
}
