import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StackConfig, stackSchema } from '../config.ts'
import { PRICES } from '../plan/prices.ts'
import type { Sizes } from '../plan/sizes.ts'
import { checkStack, keptUsd } from './check-stack.ts'
import { projectBackend, readStackFile, withoutProtection } from './stack-file.ts'

/** The program itself is asked in test/infra/preflight.test.ts. */
const nobody = async () => []

let project: string

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ronda-check-'))
  mkdirSync(project, { recursive: true })
  writeFileSync(
    join(project, 'Pulumi.yaml'),
    'name: ronda\nruntime: nodejs\nbackend: {url: "s3://x"}\n',
  )
  writeFileSync(
    join(project, 'Pulumi.dev.yaml'),
    `# our city
config:
  aws:region: ap-southeast-3
  aws:profile: city
  ronda:domain: ronda.city.example
  ronda:link: {type: none}
  ronda:relay: {mediamtx: {version: 1.20.1, sha256: ${'ab'.repeat(32)}}}
  ronda:grafana: {keySha256: ${'cd'.repeat(32)}}
  ronda:alarms: {emails: [noc@city.example]}
  ronda:budget: {monthlyUsd: 9000}
`,
  )
  writeFileSync(join(project, 'Pulumi.bad.yaml'), 'config:\n  ronda:domain: x\n')
  writeFileSync(join(project, 'Pulumi.torn.yaml'), 'config: [\n')
})
afterAll(() => rmSync(project, { recursive: true }))

test('shows the plan of a city that can be, and what of it costs on after destroy', async () => {
  const file = readStackFile(project, 'dev')
  expect(file).toMatchObject({ region: 'ap-southeast-3', profile: 'city' })
  const { problems, lines, arch, keptUsd: usd } = await checkStack(project, file, nobody)
  expect(problems).toEqual([])
  expect(lines.join('\n')).toMatch(/14,000 cameras[\s\S]*Cost: \$[\d,.]+ a month/)
  expect(arch).toBe('arm64')
  expect(usd).toBeGreaterThan(10)
})

test('what stays costs its volumes, buckets, copies, secrets and keys, and databases as if they were in use', () => {
  const config = (more: object): StackConfig =>
    stackSchema.parse({
      domain: 'ronda.city.example',
      link: { type: 'none' },
      alarms: { emails: ['noc@city.example'] },
      budget: { monthlyUsd: 9000 },
      ...more,
    })
  const sizes = (gb: { data: number; series: number; evidence: number; copies: number }) =>
    ({
      worker: { dataGb: gb.data },
      database: { instanceType: 'db.influx.large', storageGb: gb.series },
      storage: { evidenceGb: gb.evidence, copiesGb: 0, backupGb: gb.copies },
    }) as Sizes
  const none = { data: 0, series: 0, evidence: 0, copies: 0 }
  const ec2 = config({})
  const more = (gb: Partial<typeof none>) =>
    keptUsd(sizes({ ...none, ...gb }), ec2) - keptUsd(sizes(none), ec2)
  expect(more({ data: 100 })).toBeCloseTo(100 * PRICES.volumeGb)
  expect(more({ series: 100 })).toBeCloseTo(100 * PRICES.volumeGb)
  expect(more({ evidence: 100 })).toBeCloseTo(100 * PRICES.bucketGb)
  expect(more({ copies: 100 })).toBeCloseTo(100 * PRICES.snapshotGb)
  // Grafana's database with its copy, three keys, seven secrets.
  const hour = PRICES.instanceHour['db.t4g.micro'] ?? 0
  expect(keptUsd(sizes(none), ec2)).toBeCloseTo(
    hour * 730 + 20 * (PRICES.rdsGb + PRICES.rdsSnapshotGb) + 3 * PRICES.key + 7 * PRICES.secret,
  )
  const timestream = (standby: boolean) => config({ database: { type: 'timestream', standby } })
  const node = (PRICES.instanceHour['db.influx.large'] ?? 0) * 730
  const one = keptUsd(sizes(none), timestream(false))
  expect(one - keptUsd(sizes(none), ec2)).toBeCloseTo(node + PRICES.secret)
  expect(keptUsd(sizes(none), timestream(true)) - one).toBeCloseTo(node)
})

test('tells everything that is wrong, region included, and what cannot be read', async () => {
  const { problems } = await checkStack(project, readStackFile(project, 'bad'), nobody)
  const all = problems.map(({ what }) => what).join('\n')
  for (const key of ['aws:region', 'ronda:domain', 'ronda:link', 'ronda:alarms', 'ronda:budget']) {
    expect(all).toContain(key)
  }
  const torn = await checkStack(project, readStackFile(project, 'torn'), nobody)
  expect(torn.problems.map(({ file }) => file)).toContain('Pulumi.torn.yaml')
})

test('a copy without protection keeps comments and everything else', () => {
  const text = withoutProtection(join(project, 'Pulumi.dev.yaml'))
  expect(text).toContain('# our city')
  expect(text).toContain('ronda:protect: false')
  expect(text).toContain('ronda:domain: ronda.city.example')
})

test('finds the backend that people chose for the project, and names the stacks that there are', () => {
  expect(projectBackend(project)).toBe('s3://x')
  expect(() => readStackFile(project, 'prod')).toThrow('there are: bad, dev, torn')
})
