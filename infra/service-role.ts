// A role that one service of AWS takes on, with exactly the statements that it needs.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { kept } from './kept.ts'
import type { StackContext } from './parts.ts'
import { tagged } from './tagged.ts'

/** Of an IAM policy; `Effect` is always Allow. */
export interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Resource:
    | pulumi.Input<string>
    | readonly pulumi.Input<string>[]
    | pulumi.Output<readonly string[]>
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string> | readonly string[]>>>
  >
}

export interface ServiceRoleArgs {
  readonly part: string
  /** `flow-logs`: the role is `ronda-prod-flow-logs-role`. */
  readonly name: string
  /** `vpc-flow-logs.amazonaws.com`. */
  readonly service: string
  readonly statements?: readonly Statement[]
  /** Policies that AWS keeps, by ARN: only where it says that nothing else serves. */
  readonly managed?: readonly string[]
  readonly parent: pulumi.Resource
  /** What outlives the stack needs it; default false. */
  readonly keepsData?: boolean
}

/** Only this account may have the service take the role on (against the confused deputy), except EC2, which has no such field. */
export function serviceRole(ctx: StackContext, args: ServiceRoleArgs): aws.iam.Role {
  const { parent, service, statements = [], managed = [] } = args
  const full = `${ctx.name}-${args.name}`
  const options = args.keepsData ? kept(ctx, parent) : { parent }
  const { accountId } = aws.getCallerIdentityOutput({}, { parent })
  const role = new aws.iam.Role(
    `${full}-role`,
    {
      assumeRolePolicy: accountId.apply((account) => JSON.stringify(trust(service, account))),
      tags: tagged(ctx, args.part, `${full}-role`),
    },
    options,
  )
  if (statements.length > 0) {
    new aws.iam.RolePolicy(
      `${full}-role-policy`,
      {
        role: role.id,
        policy: pulumi.jsonStringify({
          Version: '2012-10-17',
          Statement: statements.map((one) => ({ Effect: 'Allow', ...one })),
        }),
      },
      options,
    )
  }
  for (const arn of managed) {
    new aws.iam.RolePolicyAttachment(
      `${full}-role-${arn.split('/').at(-1)}`,
      { role: role.name, policyArn: arn },
      options,
    )
  }
  return role
}

function trust(service: string, account: string): object {
  const isEc2 = service === 'ec2.amazonaws.com'
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
        ...(isEc2 ? {} : { Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
      },
    ],
  }
}
