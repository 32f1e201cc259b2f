// Alarms, backup and budget over parts that stand for all kinds, as a program of their own; `ronda:stack` has the configuration as JSON.
import * as pulumi from '@pulumi/pulumi'
import { Alarms } from '../../infra/alarms.ts'
import { Backup } from '../../infra/backup.ts'
import { Budget } from '../../infra/budget.ts'
import { stackContext } from './stack-context.ts'

const ctx = stackContext(new pulumi.Config().requireObject('stack'))
const id = (text: string) => pulumi.output(text)
const alarms = new Alarms(ctx, {
  watched: [
    { kind: 'instance', name: 'worker', id: id('i-1') },
    { kind: 'volume', name: 'worker-data', id: id('vol-1') },
    { kind: 'balancer', name: 'relay', balancer: id('net/relay/1'), group: id('targetgroup/a/1') },
    {
      ...{ kind: 'web-balancer', name: 'grafana-front' },
      ...{ balancer: id('app/front/1'), group: id('targetgroup/b/1') },
    },
    { kind: 'rds', name: 'grafana-database', id: id('grafana'), storageGb: 20 },
    { kind: 'timestream', name: 'database', id: id('series') },
    { kind: 'vpn', name: 'tunnel-1', id: id('vpn-1'), tunnel: id('198.51.100.1') },
  ],
})
export const { topicArn } = alarms
export const { vaultName } = new Backup(ctx, {
  volumeIds: ['vol-1', 'vol-2'],
  arns: ['arn:aws:rds:ap-southeast-3:123456789012:db:grafana'],
  topicArn,
})
new Budget(ctx)
