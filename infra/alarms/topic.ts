// Where alarms go: an encrypted topic that only CloudWatch and AWS Backup of this account may speak on, and people by e-mail.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { encryptionKey } from '../encryption-key.ts'
import type { StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'

const SPEAKERS = ['cloudwatch.amazonaws.com', 'backup.amazonaws.com'] as const

/** ARN of the topic. Each address must say yes once, to a message that AWS sends it. */
export function alarmTopic(ctx: StackContext, parent: pulumi.Resource): pulumi.Output<string> {
  const name = `${ctx.name}-alarms-topic`
  const key = encryptionKey(ctx, {
    part: 'alarms',
    name: 'alarms',
    says: `Alarms of ${ctx.name}`,
    parent,
    keepsData: false,
    uses: SPEAKERS.map((service) => ({ service })),
  })
  const topic = new aws.sns.Topic(
    name,
    { kmsMasterKeyId: key.arn, tags: tagged(ctx, 'alarms', name) },
    { parent },
  )
  const { accountId } = aws.getCallerIdentityOutput({}, { parent })
  new aws.sns.TopicPolicy(
    `${name}-policy`,
    {
      arn: topic.arn,
      policy: pulumi.jsonStringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Speak',
            Effect: 'Allow',
            Principal: { Service: SPEAKERS },
            Action: 'sns:Publish',
            Resource: topic.arn,
            Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
          },
        ],
      }),
    },
    { parent },
  )
  for (const endpoint of ctx.config.alarms.emails) {
    new aws.sns.TopicSubscription(
      `${name}-${endpoint.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`,
      { topic: topic.arn, protocol: 'email', endpoint },
      { parent },
    )
  }
  return topic.arn
}
