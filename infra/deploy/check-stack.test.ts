import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkStack } from './check-stack.ts'
import { projectBackend, readStackFile, withoutProtection } from './stack-file.ts'

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
  const { problems, lines, arch, keptUsd } = await checkStack(project, file)
  expect(problems).toEqual([])
  expect(lines.join('\n')).toMatch(/14,000 cameras[\s\S]*Cost: \$[\d,.]+ a month/)
  expect(arch).toBe('arm64')
  expect(keptUsd).toBeGreaterThan(10)
})

test('tells everything that is wrong, region included, and what cannot be read', async () => {
  const { problems } = await checkStack(project, readStackFile(project, 'bad'))
  const all = problems.map(({ what }) => what).join('\n')
  for (const key of ['aws:region', 'ronda:domain', 'ronda:link', 'ronda:alarms', 'ronda:budget']) {
    expect(all).toContain(key)
  }
  const torn = await checkStack(project, readStackFile(project, 'torn'))
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
