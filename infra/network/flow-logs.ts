// Who spoke to whom: all flows of the network, kept in CloudWatch for a while, encrypted.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { encryptionKey } from '../encryption-key.ts'
import type { NetworkOutputs, StackContext } from '../parts.ts'
import { serviceRole } from '../service-role.ts'
import { tagged } from '../tagged.ts'

/** Long enough to look back at an intrusion that was noticed late; the bill counts bytes taken in, not days. */
const KEEP_DAYS = 90
/** Seconds that flows are summed over: AWS allows 60 or 600. A minute is ten times as many lines. */
const SUMMED_OVER_S = 600

export function makeFlowLogs(
  ctx: StackContext,
  parent: pulumi.Resource & Pick<NetworkOutputs, 'vpcId'>,
): void {
  const name = `${ctx.name}-network-flows`
  const logGroup = `/ronda/${ctx.name}/flows`
  const key = encryptionKey(ctx, {
    part: 'network',
    name: 'network-logs',
    says: `Flow logs of ${ctx.name}`,
    parent,
    keepsData: false,
    uses: [
      {
        service: `logs.${ctx.region}.amazonaws.com`,
        condition: (account) => ({
          ArnEquals: {
            'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${ctx.region}:${account}:log-group:${logGroup}`,
          },
        }),
      },
    ],
  })
  const group = new aws.cloudwatch.LogGroup(
    name,
    {
      name: logGroup,
      retentionInDays: KEEP_DAYS,
      kmsKeyId: key.arn,
      tags: tagged(ctx, 'network', name),
    },
    { parent },
  )
  const role = serviceRole(ctx, {
    part: 'network',
    name: 'network-flows',
    service: 'vpc-flow-logs.amazonaws.com',
    statements: [
      {
        Sid: 'WriteFlows',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: [group.arn, pulumi.interpolate`${group.arn}:log-stream:*`],
      },
    ],
    parent,
  })
  new aws.ec2.FlowLog(
    `${name}-log`,
    {
      vpcId: parent.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: SUMMED_OVER_S,
      tags: tagged(ctx, 'network', `${name}-log`),
    },
    { parent },
  )
}
