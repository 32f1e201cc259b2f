// Alarms outside the stack: CloudWatch looks at every part from below, and a dead man tells when the worker falls silent.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { type AlarmRule, alarmRules } from './alarms/rules.ts'
import { alarmTopic } from './alarms/topic.ts'
import type { StackContext, Watched } from './parts.ts'
import { tagged } from './tagged.ts'
import { HEARTBEAT } from './worker/host.ts'

export interface AlarmsArgs {
  /** Of all parts; names are unique within their kind. */
  readonly watched: readonly Watched[]
}

const PART = 'alarms'

/** Five minutes: a worker that is replaced is back in three. */
const DEAD_MAN: AlarmRule = {
  label: 'dead-man',
  says: 'The worker is silent: nobody watches the city. See the machine, then journalctl -u ronda.',
  namespace: HEARTBEAT.namespace,
  metric: HEARTBEAT.metric,
  statistic: 'Sum',
  comparison: 'LessThanThreshold',
  threshold: 1,
  periodS: 60,
  times: 5,
  missing: 'breaching',
}

export class Alarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>

  constructor(ctx: StackContext, args: AlarmsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Alarms', `${ctx.name}-alarms`, {}, opts)
    this.topicArn = alarmTopic(ctx, this)
    this.#alarm(ctx, 'worker', DEAD_MAN, { Stack: ctx.name })
    for (const one of args.watched) {
      for (const rule of alarmRules(one)) this.#alarm(ctx, one.name, rule, dimensionsOf(one))
    }
    for (const { kind, name, id } of args.watched.filter((one) => one.kind === 'instance')) {
      this.#recovery(ctx, `${name}-${kind}`, id)
    }
    this.registerOutputs({ topicArn: this.topicArn })
  }

  #alarm(
    ctx: StackContext,
    of: string,
    rule: AlarmRule,
    dimensions: Record<string, pulumi.Input<string>>,
  ): void {
    const name = `${ctx.name}-alarms-${of}-${rule.label}`
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: rule.says,
        namespace: rule.namespace,
        metricName: rule.metric,
        dimensions,
        statistic: rule.statistic,
        comparisonOperator: rule.comparison,
        threshold: rule.threshold,
        period: rule.periodS,
        evaluationPeriods: rule.times,
        treatMissingData: rule.missing,
        alarmActions: [this.topicArn],
        okActions: [this.topicArn],
        tags: tagged(ctx, PART, name),
      },
      { parent: this },
    )
  }

  /** Moves the machine to other hardware by itself, with its address and its disks. */
  #recovery(ctx: StackContext, of: string, id: pulumi.Output<string>): void {
    const name = `${ctx.name}-alarms-${of}-recovery`
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: 'The hardware below failed: the machine is moved to other hardware.',
        namespace: 'AWS/EC2',
        metricName: 'StatusCheckFailed_System',
        dimensions: { InstanceId: id },
        statistic: 'Maximum',
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
        threshold: 1,
        period: 60,
        evaluationPeriods: 2,
        treatMissingData: 'missing',
        alarmActions: [`arn:aws:automate:${ctx.region}:ec2:recover`, this.topicArn],
        tags: tagged(ctx, PART, name),
      },
      { parent: this },
    )
  }
}

function dimensionsOf(watched: Watched): Record<string, pulumi.Input<string>> {
  switch (watched.kind) {
    case 'instance':
      return { InstanceId: watched.id }
    case 'volume':
      return { VolumeId: watched.id }
    case 'balancer':
    case 'web-balancer':
      return { LoadBalancer: watched.balancer, TargetGroup: watched.group }
    case 'rds':
      return { DBInstanceIdentifier: watched.id }
    case 'timestream':
      return { DbInstanceName: watched.id }
    case 'vpn':
      return { VpnId: watched.id, TunnelIpAddress: watched.tunnel }
  }
}
