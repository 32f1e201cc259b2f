// Buckets and secrets as they are registered: encrypted, shut, kept where the configuration says so, and no value in sight.

import { beforeAll, describe, expect, test } from 'vitest'
import { EVIDENCE_DAYS } from '../../infra/plan/storage-size.ts'
import { jsonOf, type PartsRun, runParts } from './run-parts.ts'

const BUCKETS = ['evidence', 'backups', 'artefacts'].map((label) => `ronda-test-storage-${label}`)

describe('with protection', () => {
  let run: PartsRun
  beforeAll(async () => {
    run = await runParts('foundation-program.ts', {
      protect: true,
      backup: { keepDays: 20 },
      link: {
        type: 'wireguard',
        cityKey: `${'A'.repeat(43)}=`,
        networks: ['10.10.0.0/16'],
      },
      grafana: { adminPassword: 'aws-sm:city/grafana' },
    })
  })

  test('each bucket is encrypted by the one key, versioned and shut', () => {
    for (const name of BUCKETS) {
      expect(run.named(`${name}-encryption`).inputs).toMatchObject({
        bucket: `${name}-id`,
        rules: [
          {
            bucketKeyEnabled: true,
            applyServerSideEncryptionByDefault: {
              sseAlgorithm: 'aws:kms',
              kmsMasterKeyId: 'arn:aws:test:::ronda-test-storage-key',
            },
          },
        ],
      })
      expect(run.named(`${name}-versioning`).inputs).toMatchObject({
        bucket: `${name}-id`,
        versioningConfiguration: { status: 'Enabled' },
      })
      expect(run.named(`${name}-shut`).inputs).toEqual({
        bucket: `${name}-id`,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      })
      expect(run.named(`${name}-ownership`).inputs).toMatchObject({
        rule: { objectOwnership: 'BucketOwnerEnforced' },
      })
    }
  })

  test('each bucket refuses what is not TLS 1.2, after it was shut', () => {
    for (const name of BUCKETS) {
      const policy = run.named(`${name}-policy`)
      expect(policy.dependencies).toContain(run.named(`${name}-shut`).urn)
      const on = { Effect: 'Deny', Principal: '*', Action: 's3:*' }
      const arn = `arn:aws:test:::${name}`
      expect(jsonOf(policy.inputs['policy'])['Statement']).toEqual([
        expect.objectContaining({
          ...on,
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          ...on,
          Resource: [arn, `${arn}/*`],
          Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
        }),
      ])
    }
  })

  test('evidence and backups go by age, releases stay, and rests of all go', () => {
    const rules = (name: string) => {
      const one = run.named(`${name}-lifecycle`)
      expect(one.dependencies).toContain(run.named(`${name}-versioning`).urn)
      return one.inputs['rules']
    }
    const rests = [
      { id: 'old-versions', noncurrentVersionExpiration: { noncurrentDays: 7 } },
      { id: 'unfinished-uploads', abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
    ].map((rule) => ({ ...rule, status: 'Enabled', filter: {} }))
    const expire = (days: number) => ({
      ...{ id: 'expire', expiration: { days }, status: 'Enabled', filter: {} },
    })
    expect(rules('ronda-test-storage-evidence')).toEqual([expire(EVIDENCE_DAYS), ...rests])
    expect(rules('ronda-test-storage-backups')).toEqual([expire(20), ...rests])
    expect(rules('ronda-test-storage-artefacts')).toEqual(rests)
  })

  test('the release lies under a key of its own content, and old ones stay', () => {
    const release = run.named('ronda-test-storage-release')
    expect(release.inputs).toMatchObject({
      bucket: 'ronda-test-storage-artefacts-1a2b',
      key: 'releases/ronda-1.0.0-abababababab.tar.gz',
      sourceHash: 'ab'.repeat(32),
      serverSideEncryption: 'aws:kms',
      source: { path: 'dist/ronda-1.0.0.tar.gz' },
    })
    expect(release.retainOnDelete).toBe(true)
    expect(run.outputs['release']).toEqual({
      bucket: 'ronda-test-storage-artefacts-1a2b',
      key: 'releases/ronda-1.0.0-abababababab.tar.gz',
      sha256: 'ab'.repeat(32),
    })
  })

  test('a secret stands for each use, by a key that turns, under a name that hosts know', () => {
    const secrets = run.of('secretsmanager/secret:Secret')
    expect(secrets.map(({ inputs }) => inputs['name'])).toEqual(
      [
        'console-token',
        'database-admin',
        'database-reader',
        'database-writer',
        'grafana-database',
        'link-key',
        'relay-reader',
      ].map((name) => `ronda-test/${name}`),
    )
    for (const { inputs } of secrets) {
      expect(inputs).toMatchObject({
        kmsKeyId: 'arn:aws:test:::ronda-test-secrets-key',
        recoveryWindowInDays: 30,
      })
    }
    expect(run.named('ronda-test-secrets-key').inputs['enableKeyRotation']).toBe(true)
  })

  test('values are secret wherever they stand, and the key of the link has none here', () => {
    const first = run.of('secretsmanager/secretVersion:SecretVersion')
    expect(first).toHaveLength(6)
    for (const { name, inputs } of first) {
      expect(inputs, name).toMatchObject({
        secretStringWo: { secret: 'a-value-that-nobody-may-see' },
        secretStringWoVersion: 1,
      })
      expect(inputs).not.toHaveProperty('secretString')
    }
    expect(first.map(({ name }) => name).join()).not.toContain('link-key')
    const shown = JSON.stringify([run.resources, run.outputs])
    expect(shown.replaceAll('{"secret":"a-value-that-nobody-may-see"}', '')).not.toContain(
      'nobody-may-see',
    )
  })

  test('names what people made before, from the estate, ronda.yaml and the configuration', () => {
    expect(run.outputs['foreign']).toEqual(['city/deadman', 'city/grafana', 'city/nvr'])
    const arn = 'arn:aws:secretsmanager:ap-southeast-3:123456789012:secret'
    expect(run.outputs['foreignArns']).toEqual([
      `${arn}:city/deadman-??????`,
      `${arn}:city/grafana-??????`,
      `${arn}:city/nvr-??????`,
    ])
    expect(run.outputs['names']).toMatchObject({ 'grafana-admin': 'city/grafana' })
    expect(run.outputs['arns']).toMatchObject({
      'grafana-admin': `${arn}:city/grafana-??????`,
      'database-admin': 'arn:aws:test:::ronda-test-secrets-database-admin',
    })
  })

  test('buckets with what guards them, and secrets with their values and keys, outlive the stack; nothing else does', () => {
    const kept = run.resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete)
    const guards = ['policy', 'shut', 'encryption', 'ownership', 'versioning', 'lifecycle']
    const secrets = run.of('secretsmanager/secret:Secret').map(({ name }) => name)
    const filled = secrets.filter((name) => !name.endsWith('link-key'))
    expect(kept.map(({ name }) => name).sort()).toEqual(
      [
        ...BUCKETS.flatMap((name) => [name, ...guards.map((guard) => `${name}-${guard}`)]),
        ...['storage', 'secrets'].flatMap((part) => [
          `ronda-test-${part}-key`,
          `ronda-test-${part}-key-alias`,
        ]),
        ...secrets,
        ...filled.flatMap((name) => [`${name}-value`, `${name}-first`]),
      ].sort(),
    )
    for (const name of BUCKETS) expect(run.named(name).inputs['forceDestroy']).toBe(false)
  })

  test('has everything under the component of its part', () => {
    for (const part of ['storage', 'secrets']) {
      const component = run.named(`ronda-test-${part}`)
      const own = run.resources.filter(({ name }) => name.startsWith(`ronda-test-${part}-`))
      for (const one of own) expect(one.parent, one.name).toBe(component.urn)
    }
  })
})

test('without protection all goes with the stack, and no link and no viewers need no secret', async () => {
  const run = await runParts('foundation-program.ts', { protect: false, relay: { viewers: 0 } })
  expect(run.resources.filter(({ protect }) => protect)).toEqual([])
  for (const name of BUCKETS) expect(run.named(name).inputs['forceDestroy']).toBe(true)
  const names = run.of('secretsmanager/secret:Secret').map(({ inputs }) => inputs['name'])
  expect(names).toEqual(
    [
      'console-token',
      'database-admin',
      'database-reader',
      'database-writer',
      'grafana-admin',
      'grafana-database',
    ].map((name) => `ronda-test/${name}`),
  )
  expect(run.named('ronda-test-secrets-database-admin').inputs['recoveryWindowInDays']).toBe(0)
})
