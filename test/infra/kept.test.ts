// Destroy and deploy again, as Pulumi does both: what stays in the state, and whether the next deployment finds all of it as it was.
import { beforeAll, describe, expect, test } from 'vitest'
import { KEPT_KEYS } from '../../infra/deploy/check-stack.ts'
import { SECRET_NAMES } from '../../infra/parts.ts'
import { afterDestroy, type Generation, generation } from './kept-state.ts'
import type { EngineRun, Registered } from './loopback-engine.ts'
import { runStack, STACKS } from './run-stack.ts'

/** Hold no data and no choice that data hangs on; they stay where what stays stands in them or is reached through them. */
const STATELESS = [
  /^pulumi:/,
  /^ronda:infra:/,
  /^aws:ec2\/(vpc:Vpc|subnet:Subnet|securityGroup:SecurityGroup)$/,
]
/** Names that AWS gives free as soon as their bearer is gone. A secret, in its recovery window, is none of them. */
const FREE_AT_ONCE = [
  'aws:cloudwatch/logGroup:LogGroup',
  'aws:kms/alias:Alias',
  'aws:route53/record:Record',
  'aws:ssm/document:Document',
  'aws:ssm/association:Association',
]
/** What data was made with, or is shut in by: never made anew beside data that stays. */
const OF_DATA =
  /^(random:|aws:(secretsmanager|rds|timestreaminfluxdb|ebs\/volume:|s3\/bucket(?!Objectv2))|aws:backup\/vault:)/
const LIMIT_MS = 120_000

const PRODS = Object.entries(STACKS).filter(([name]) => name.startsWith('prod'))
describe.each(PRODS)('%s', (_, stack) => {
  let before: EngineRun
  let stays: readonly Registered[]
  let first: Generation
  let after: EngineRun
  beforeAll(async () => {
    first = generation(1)
    before = await runStack(stack, first)
    expect(before.code, before.told.join('\n')).toBe(0)
    stays = afterDestroy(before.resources)
    after = await runStack(stack, generation(2, first, stays))
    expect(after.code, after.told.join('\n')).toBe(0)
  }, LIMIT_MS)
  const typed = ({ type, name }: Pick<Registered, 'type' | 'name'>) => `${type} ${name}`
  const isStaying = (urn: string) => stays.some((one) => one.urn === urn)
  const gone = () => before.resources.filter(({ urn, custom }) => custom && !isStaying(urn))

  test('all that what stays hangs on is protected, or holds nothing', () => {
    const loose = stays.filter(
      ({ protect, type }) => !protect && !STATELESS.some((pattern) => pattern.test(type)),
    )
    expect(loose.map(({ urn }) => urn)).toEqual([])
    for (const { name, protect, retainOnDelete } of stays)
      expect([name, retainOnDelete]).toEqual([name, protect])
  })

  test('nothing goes that data was made with, or is shut in by', () => {
    const lost = gone().filter(
      ({ type, name }) => OF_DATA.test(type) && !/backup-(plan|selection|notices)/.test(name),
    )
    expect(lost.map(({ name }) => name)).toEqual([])
    const kept = new Set(stays.map(({ name }) => name))
    expect(stays.filter(({ type }) => type === 'aws:kms/key:Key')).toHaveLength(KEPT_KEYS)
    for (const key of ['secrets', 'storage', 'backup']) {
      expect(kept).toContain(`ronda-test-${key}-key`)
      expect(kept).toContain(`ronda-test-${key}-key-alias`)
    }
    const secrets = SECRET_NAMES.filter((name) => kept.has(`ronda-test-secrets-${name}`))
    expect(secrets).toEqual(expect.arrayContaining(['database-admin', 'grafana-database']))
    for (const name of secrets.filter((one) => one !== 'link-key')) {
      expect(kept).toContain(`ronda-test-secrets-${name}-value`)
      expect(kept).toContain(`ronda-test-secrets-${name}-first`)
    }
  })

  test('copies go on to expire: by the role that made them, which may still do it', () => {
    const ofRole = stays.filter(({ name }) => name.startsWith('ronda-test-backup-role'))
    expect(ofRole.map(({ type }) => type).sort()).toEqual([
      'aws:iam/role:Role',
      'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
      'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    ])
  })

  test('the next deployment changes nothing of what stayed, though zones have come and all else is new', () => {
    const again = new Map(after.resources.map((one) => [one.urn, one]))
    for (const one of stays.filter(({ custom }) => custom)) {
      const now = again.get(one.urn)
      expect(now, one.urn).toBeDefined()
      const asBefore = Object.fromEntries(one.ignoreChanges.map((key) => [key, one.inputs[key]]))
      expect([one.name, { ...now?.inputs, ...asBefore }]).toEqual([one.name, one.inputs])
      expect([one.name, now?.protect]).toEqual([one.name, one.protect])
    }
  })

  test('destroy --data-too after a plain one: the program, aimed at what stayed, lets go of all of it', async () => {
    const names = new Set(stays.map(typed))
    const { outputsOf, invoke } = generation(2, first, stays)
    const skips = (type: string, name: string) => !names.has(typed({ type, name }))
    const aimed = await runStack({ ...stack, protect: false }, { outputsOf, invoke, skips })
    expect({
      code: aimed.code,
      told: aimed.told.filter((line) => line.includes('error: ')),
    }).toEqual({ code: 0, told: [] })
    const now = new Map(aimed.resources.map((one) => [one.urn, one]))
    for (const { urn, name } of stays) {
      const { protect, retainOnDelete, dependencies = [], inputs = {} } = now.get(urn) ?? {}
      expect([name, protect, retainOnDelete]).toEqual([name, false, false])
      // Pulumi refuses where a target comes after something that is not there.
      expect([name, dependencies.filter((one) => !isStaying(one))]).toEqual([name, []])
      const holds = ['deletionProtection', 'recoveryWindowInDays'].map((key) => inputs[key] || 0)
      expect([name, holds]).toEqual([name, [0, 0]])
      for (const key of ['forceDestroy', 'skipFinalSnapshot'])
        expect([name, inputs[key] ?? true]).toEqual([name, true])
    }
  })

  test('no name that is taken again is still held by what went', () => {
    const named = gone().filter(({ inputs }) =>
      ['name', 'identifier', 'bucket', 'associationName'].some(
        (key) => typeof inputs[key] === 'string' && String(inputs[key]).includes('ronda'),
      ),
    )
    const held = named.filter(({ type }) => !FREE_AT_ONCE.includes(type))
    // Objects are named by their bucket, which stays; each is put over the one that lies there.
    const other = held.filter(({ type }) => type !== 'aws:s3/bucketObjectv2:BucketObjectv2')
    expect(other.map(({ type, name }) => `${type} ${name}`)).toEqual([])
  })

  test('no log group is made anew by who writes into it, between a destroy and the next deployment', () => {
    const policies = before.resources.flatMap(({ inputs }) => String(inputs['policy'] ?? ''))
    expect(policies.filter((text) => text.includes('CreateLogGroup'))).toEqual([])
  })
})
