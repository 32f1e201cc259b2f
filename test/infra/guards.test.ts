// Alarms, backup and budget as they are registered: what is looked at, what silence means, who is told, what is kept.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Registered } from './loopback-engine.ts'
import { jsonOf, type PartsRun, runParts } from './run-parts.ts'

const TOPIC = 'arn:aws:test:::ronda-test-alarms-topic'

describe('with protection', () => {
  let run: PartsRun
  beforeAll(async () => {
    run = await runParts('guards-program.ts', {
      alarms: { emails: ['noc@semarang.example', 'kepala@semarang.example'] },
      backup: { keepDays: 20 },
      budget: { monthlyUsd: 1250.5 },
    })
  })
  const alarms = () => run.of('cloudwatch/metricAlarm:MetricAlarm')
  const alarm = (label: string): Registered => run.named(`ronda-test-alarms-${label}`)

  test('a worker that says nothing for five minutes is dead', () => {
    expect(alarm('worker-dead-man').inputs).toMatchObject({
      namespace: 'Ronda',
      metricName: 'Heartbeat',
      dimensions: { Stack: 'ronda-test' },
      statistic: 'Sum',
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      period: 60,
      evaluationPeriods: 5,
      treatMissingData: 'breaching',
    })
  })

  test('each part is looked at by what CloudWatch knows of its kind', () => {
    expect(
      Object.fromEntries(
        alarms().map(({ name, inputs }) => [
          name.replace('ronda-test-alarms-', ''),
          `${inputs['metricName']} ${Object.values(inputs['dimensions'] as object).join(' ')}`,
        ]),
      ),
    ).toEqual({
      'worker-dead-man': 'Heartbeat ronda-test',
      'worker-status': 'StatusCheckFailed_Instance i-1',
      'worker-hardware': 'StatusCheckFailed_System i-1',
      'worker-attached-volumes': 'StatusCheckFailed_AttachedEBS i-1',
      'worker-cpu': 'CPUUtilization i-1',
      'worker-instance-recovery': 'StatusCheckFailed_System i-1',
      'worker-data-stalled': 'VolumeStalledIOCheck vol-1',
      'worker-data-queue': 'VolumeQueueLength vol-1',
      'relay-nobody-healthy': 'HealthyHostCount net/relay/1 targetgroup/a/1',
      'relay-some-unhealthy': 'UnHealthyHostCount net/relay/1 targetgroup/a/1',
      'grafana-front-nobody-healthy': 'UnHealthyHostCount app/front/1 targetgroup/b/1',
      'grafana-database-cpu': 'CPUUtilization grafana',
      'grafana-database-disk': 'FreeStorageSpace grafana',
      'database-disk': 'DiskUtilization series',
      'database-memory': 'MemoryUtilization series',
      'tunnel-1-down': 'TunnelState 198.51.100.1 vpn-1',
    })
  })

  test('of Timestream it asks what AWS puts there, under the name that AWS does', () => {
    for (const [label, metricName] of [
      ['database-disk', 'DiskUtilization'],
      ['database-memory', 'MemoryUtilization'],
    ] as const) {
      expect(alarm(label).inputs).toMatchObject({
        namespace: 'AWS/Timestream/InfluxDB',
        metricName,
        dimensions: { DbInstanceName: 'series' },
      })
    }
  })

  test('silence is an alarm where a part always speaks', () => {
    for (const label of ['relay-nobody-healthy', 'tunnel-1-down', 'database-disk']) {
      expect(alarm(label).inputs['treatMissingData'], label).toBe('breaching')
    }
    expect(alarm('grafana-database-disk').inputs['threshold']).toBe(3 * 2 ** 30)
  })

  test('every alarm tells people, says what to do, and hardware that fails is left by itself', () => {
    for (const { name, inputs } of alarms()) {
      expect(inputs['alarmActions'], name).toContain(TOPIC)
      expect(String(inputs['alarmDescription']).length, name).toBeGreaterThan(20)
    }
    expect(alarm('worker-instance-recovery').inputs['alarmActions']).toEqual([
      'arn:aws:automate:ap-southeast-3:ec2:recover',
      TOPIC,
    ])
  })

  test('the topic is encrypted, heard by each address, and spoken on by this account alone', () => {
    expect(run.named('ronda-test-alarms-topic').inputs['kmsMasterKeyId']).toBe(
      'arn:aws:test:::ronda-test-alarms-key',
    )
    expect(
      run
        .of('sns/topicSubscription:TopicSubscription')
        .map(({ inputs }) => [inputs['protocol'], inputs['endpoint'], inputs['topic']]),
    ).toEqual([
      ['email', 'kepala@semarang.example', TOPIC],
      ['email', 'noc@semarang.example', TOPIC],
    ])
    const here = { StringEquals: { 'aws:SourceAccount': '123456789012' } }
    const speakers = ['cloudwatch.amazonaws.com', 'backup.amazonaws.com']
    expect(jsonOf(run.named('ronda-test-alarms-topic-policy').inputs['policy'])).toMatchObject({
      Statement: [{ Principal: { Service: speakers }, Resource: TOPIC, Condition: here }],
    })
    expect(jsonOf(run.named('ronda-test-alarms-key').inputs['policy'])).toMatchObject({
      Statement: [{}, ...speakers.map((Service) => ({ Principal: { Service }, Condition: here }))],
    })
  })

  test('each night volumes and databases are copied, for as many days as asked', () => {
    expect(run.named('ronda-test-backup-plan').inputs['rules']).toMatchObject([
      { targetVaultName: 'ronda-test-backup-vault', lifecycle: { deleteAfter: 20 } },
    ])
    expect(run.named('ronda-test-backup-selection').inputs).toMatchObject({
      planId: 'ronda-test-backup-plan-id',
      iamRoleArn: 'arn:aws:test:::ronda-test-backup-role',
      resources: [
        'arn:aws:ec2:ap-southeast-3:123456789012:volume/vol-1',
        'arn:aws:ec2:ap-southeast-3:123456789012:volume/vol-2',
        'arn:aws:rds:ap-southeast-3:123456789012:db:grafana',
      ],
    })
    expect(run.named('ronda-test-backup-notices').inputs).toMatchObject({
      snsTopicArn: TOPIC,
      backupVaultEvents: expect.arrayContaining(['BACKUP_JOB_FAILED']),
    })
  })

  test('the vault, its key and the role that copies expire by outlive the stack, encrypted', () => {
    expect(run.named('ronda-test-backup-vault').inputs).toMatchObject({
      kmsKeyArn: 'arn:aws:test:::ronda-test-backup-key',
      forceDestroy: false,
    })
    const kept = run.resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete)
    expect(kept.map(({ name }) => name).sort()).toEqual([
      'ronda-test-backup-key',
      'ronda-test-backup-key-alias',
      'ronda-test-backup-role',
      'ronda-test-backup-role-AWSBackupServiceRolePolicyForBackup',
      'ronda-test-backup-role-AWSBackupServiceRolePolicyForRestores',
      'ronda-test-backup-vault',
    ])
  })

  test('the budget counts this stack, tells at 80 and 100 percent, and when 100 is foreseen', () => {
    const { inputs } = run.named('ronda-test-budget-monthly')
    expect(inputs['costFilters']).toEqual([
      { name: 'TagKeyValue', values: ['user:ronda:stack$ronda-test'] },
    ])
    expect(run.named('ronda-test-budget-monthly').inputs['tags']).toMatchObject({
      'ronda:stack': 'ronda-test',
    })
    expect(inputs).toMatchObject({ limitAmount: '1250.50', limitUnit: 'USD', timeUnit: 'MONTHLY' })
    const emails = ['noc@semarang.example', 'kepala@semarang.example']
    expect(inputs['notifications']).toEqual(
      [
        ['ACTUAL', 80],
        ['ACTUAL', 100],
        ['FORECASTED', 100],
      ].map(([notificationType, threshold]) => ({
        notificationType,
        threshold,
        comparisonOperator: 'GREATER_THAN',
        thresholdType: 'PERCENTAGE',
        subscriberEmailAddresses: emails,
      })),
    )
    // Bills know the tag only after somebody has switched it on: till then the account's own speaks.
    const whole = run.named('ronda-test-budget-account').inputs
    expect(whole['costFilters']).toBeUndefined()
    expect(whole).toMatchObject({
      limitAmount: '1250.50',
      notifications: [{ notificationType: 'ACTUAL', threshold: 100, thresholdType: 'PERCENTAGE' }],
    })
  })

  test('has everything under the component of its part', () => {
    for (const part of ['alarms', 'backup', 'budget']) {
      const component = run.named(`ronda-test-${part}`)
      const own = run.resources.filter(({ name }) => name.startsWith(`ronda-test-${part}-`))
      for (const one of own) expect(one.parent, one.name).toBe(component.urn)
    }
  })
})
