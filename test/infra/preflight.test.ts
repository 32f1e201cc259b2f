// Wrong and right configurations through the real command and the real program: every problem in one screen, nothing made.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatProblem } from '../../fleet/problem.ts'
import { rememberArtefact } from '../../infra/artefact/latest.ts'
import { askProgram } from '../../infra/ask-program.ts'
import { checkStack } from '../../infra/deploy/check-stack.ts'
import { readStackFile } from '../../infra/deploy/stack-file.ts'
import { ronda } from '../rigs/program.ts'
import { type FakeTools, makeFakeTools } from './fake-tools.ts'
import { PROJECT, runProgram } from './loopback-engine.ts'
import { invoke, outputsOf } from './run-parts.ts'

const KEY = 'a'.repeat(64)
const LIMIT_MS = 60_000
/** Each line is wrong in its own way. */
const WRONG = `config:
  aws:region: ap-southest-3
  ronda:domain: semarang
  ronda:zoneId: zone1
  ronda:program: city/ronda.yaml
  ronda:network: { cidr: 10.64.0.0/28 }
  ronda:link:
    type: wireguard
    networks: [10.0.0.0/8, 10.1.0.0/16, 10.1.2.3/16]
  ronda:relay: { viewers: many, kpbs: 800 }
  ronda:database: { type: influx }
  ronda:grafana:
    networks: [0.0.0.0/0]
    adminPassword: hunter2
  ronda:backup: { keepDays: 0 }
  ronda:alarms: { emails: [noc] }
  ronda:budget: { monthlyUsd: -5 }
  ronda:protect: yes
  ronda:tags: [a]
  ronda:domian: x
`
const TOLD = [
  /^Pulumi\.wrong\.yaml:2: aws:region: ap-southest-3 .*; did you mean ap-southeast-3, Jakarta\?$/,
  /^Pulumi\.wrong\.yaml:3: ronda:domain: .*; write a name such as ronda\.semarang\.example$/,
  /^Pulumi\.wrong\.yaml:4: ronda:zoneId: .*; write the id of a hosted zone/,
  /^Pulumi\.wrong\.yaml:6: ronda:network\.cidr: 10\.64\.0\.0\/28 is not between \/16 and \/22; /,
  /^Pulumi\.wrong\.yaml:8: ronda:link\.cityKey: is missing; /,
  /^Pulumi\.wrong\.yaml:9: ronda:link\.networks\.2: .*; write a network such as/,
  /^Pulumi\.wrong\.yaml:9: ronda:link\.networks\.0: 10\.0\.0\.0\/8 overlaps the stack's own network/,
  /^Pulumi\.wrong\.yaml:9: ronda:link\.networks\.1: 10\.1\.0\.0\/16 is in 10\.0\.0\.0\/8 already; /,
  /^Pulumi\.wrong\.yaml:10: ronda:relay\.viewers: must be a number/,
  /^Pulumi\.wrong\.yaml:10: unknown key "ronda:relay\.kpbs"; did you mean "kbps"\?$/,
  /^Pulumi\.wrong\.yaml:11: ronda:database\.type: is none of ec2, timestream; /,
  /^Pulumi\.wrong\.yaml:13: ronda:grafana\.networks\.0: /,
  /^Pulumi\.wrong\.yaml:14: ronda:grafana\.adminPassword: a secret stands here by reference/,
  /^Pulumi\.wrong\.yaml:15: ronda:backup\.keepDays: must be at least 1/,
  /^Pulumi\.wrong\.yaml:16: ronda:alarms\.emails\.0: .*; write an address such as/,
  /^Pulumi\.wrong\.yaml:17: ronda:budget\.monthlyUsd: must be more than 0/,
  /^Pulumi\.wrong\.yaml:18: ronda:protect: must be true or false/,
  /^Pulumi\.wrong\.yaml:19: ronda:tags: must be a section with keys/,
  /^Pulumi\.wrong\.yaml:20: unknown key "ronda:domian"; did you mean "domain"\?$/,
  /^city\/estate\/nvrs\.csv:4: uplink "ul-09" does not exist; did you mean "ul-0\d"\?$/,
  /^city\/ronda\.yaml:\d+: unknown key "consle"; did you mean "console"\?$/,
  /^city\/ronda\.yaml:\d+: env:TG cannot be read on a worker of a stack; write aws-sm:NAME/,
  /^city\/ronda\.yaml:\d+: alerts\.fallback\.0: no receiver or rota "nok"; did you mean "noc"\?$/,
]

let room: string
let project: string
let fakes: FakeTools
beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'ronda-wrong-stack-'))
  project = join(room, 'project')
  mkdirSync(project)
  for (const file of ['Pulumi.yaml', 'Pulumi.dev.yaml', 'Pulumi.prod.yaml']) {
    copyFileSync(join(PROJECT, file), join(project, file))
  }
  writeFileSync(join(project, 'Pulumi.wrong.yaml'), WRONG)
  expect(ronda(['init', join(project, 'city')]).code).toBe(0)
  edit('city/estate/nvrs.csv', (text) => text.replace('ul-02,4,,', 'ul-09,4,,'))
  edit(
    'city/ronda.yaml',
    (text) =>
      `${text}consle: {}\nalerts:\n  receivers:\n    - {id: noc, telegram: { token: env:TG, chat: "-1" }}\n  fallback: [nok]\n`,
  )
  fakes = makeFakeTools(room, ['pulumi', 'aws'])
})
afterAll(() => rmSync(room, { recursive: true, force: true }))

function edit(file: string, change: (text: string) => string): void {
  const path = join(project, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

/** As `npm run preview` starts it. */
function preview(...words: readonly string[]) {
  const door = ['cli/door.js', 'infra/deploy/main.ts'].map((file) => join(PROJECT, file))
  const ran = spawnSync(process.execPath, [...door, 'preview', ...words], {
    cwd: project,
    env: { PATH: fakes.folder, HOME: room },
    encoding: 'utf8',
    timeout: LIMIT_MS,
  })
  return { code: ran.status, text: ran.stderr, lines: ran.stderr.trim().split('\n') }
}

function checked(stack: string) {
  return checkStack(project, readStackFile(project, stack))
}

test('a stack that is wrong in twenty-three ways tells each, once, with its line, exits with 2 and calls nobody', () => {
  const before = readdirSync(project).toSorted()
  const { code, lines, text } = preview('--stack', 'wrong')
  expect(code).toBe(2)
  expect(lines.slice(2, -1)).toEqual(TOLD.map((told) => expect.stringMatching(told)))
  expect(lines.at(-1)).toBe('Remedy: mend them all and run it again; nothing was created')
  expect(text).not.toContain('hunter2')
  expect(fakes.calls()).toEqual([])
  expect(readdirSync(project).toSorted()).toEqual(before)
})

test('plain pulumi up tells the same, and makes nothing', async () => {
  const { problems } = await checked('wrong')
  const read = readStackFile(project, 'wrong').read
  if (!('values' in read)) throw new Error('the file is YAML')
  const program = join(project, 'city/ronda.yaml')
  const ran = await runProgram({
    ...{ project: PROJECT, entry: 'infra/door.js', stack: 'wrong', outputsOf, invoke },
    config: { ...read.values, 'ronda:program': program },
  })
  expect(ran.code).not.toBe(0)
  expect(ran.resources.filter(({ type }) => type !== 'pulumi:pulumi:Stack')).toEqual([])
  const told = ran.told.join('\n').replaceAll(`${project}/`, '')
  // The file of the stack is not beside this program: its lines are not known.
  const wanted = problems.map((one) =>
    formatProblem(one.file === 'Pulumi.wrong.yaml' ? { ...one, line: 0 } : one),
  )
  for (const line of wanted) expect(told).toContain(line)
  expect(told).not.toMatch(/hunter2|at makeStack/)
}, 60_000)

test.each([
  ['huge', (path: string) => writeFileSync(path, Buffer.alloc(100_000_000, '#')), 'has 100 MB'],
  ['folder', (path: string) => mkdirSync(path), 'is a folder'],
  ['loop', (path: string) => symlinkSync('Pulumi.loop.yaml', path), 'is a symbolic link that'],
  ['pipe', (path: string) => spawnSync('mkfifo', [path]), 'is no file'],
  ['torn', (path: string) => writeFileSync(path, 'config: [\n'), 'mend the YAML'],
  [
    'secure',
    (path: string) => writeFileSync(path, 'config: {ronda:domain: {secure: x}}\n'),
    'is encrypted',
  ],
])('a stack whose file is %s is refused', (stack, make, why) => {
  const path = join(project, `Pulumi.${stack}.yaml`)
  make(path)
  const { code, text } = preview('--stack', stack)
  rmSync(path, { recursive: true })
  expect(code).toBe(2)
  expect(text).toContain(`Pulumi.${stack}.yaml`)
  expect(text).toContain(why)
  expect(fakes.calls()).toEqual([])
})

test('a stack that is not there names those that are', () => {
  expect(preview('--stack', 'prd')).toMatchObject({
    code: 2,
    text: 'Pulumi.prd.yaml is not there; there are: dev, prod, wrong\nRemedy: did you mean --stack prod?\n',
  })
})

test('the example of dev lacks nothing but the key of today, and is the synthetic city', async () => {
  expect((await checked('dev')).problems.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^ronda:grafana\.keySha256: /),
  ])
  edit('Pulumi.dev.yaml', (text) =>
    text.replace('  ronda:grafana:\n', `  ronda:grafana:\n    keySha256: ${KEY}\n`),
  )
  const { problems, lines } = await checked('dev')
  expect(problems).toEqual([])
  expect(lines[0]).toBe('City: Semarang, synthetic, seed 1; no ronda.yaml, so all its defaults')
})

test('ronda init, addresses, a password, a key: then the example of prod deploys the city that ronda.yaml names', async () => {
  const city = join(project, 'my-city')
  expect(ronda(['init', city]).code).toBe(0)
  edit('Pulumi.prod.yaml', (text) =>
    text
      .replace('ronda:program: ronda.yaml', 'ronda:program: my-city/ronda.yaml')
      .replace('  ronda:grafana:\n', `  ronda:grafana:\n    keySha256: ${KEY}\n`),
  )
  const first = (await checked('prod')).problems.map(formatProblem)
  expect(first).toEqual([
    expect.stringMatching(/^my-city\/estate: passwords of 1 recorder .*nvr-01 .*write aws-sm:NAME/),
    expect.stringMatching(/^my-city\/estate: 7 addresses are in 127\.0\.0\.0\/8/),
  ])
  for (const file of readdirSync(join(city, 'estate'))) {
    edit(`my-city/estate/${file}`, (text) =>
      text.replaceAll('127.0.0.', '10.1.0.').replace('env:RONDA_NVR_PASSWORD', 'aws-sm:city/nvr'),
    )
  }
  const { problems, lines, secrets } = await checked('prod')
  expect(problems).toEqual([])
  expect(lines[0]).toBe(
    'City: Contoh, my-city/estate (named by my-city/ronda.yaml); my-city/ronda.yaml',
  )
  expect(secrets).toEqual(['city/nvr'])

  const dist = join(room, 'dist')
  mkdirSync(dist)
  const path = join(dist, 'release.tar.gz')
  writeFileSync(path, 'a release')
  for (const arch of ['arm64', 'x64'] as const) {
    rememberArtefact(dist, { path, sha256: KEY, version: '0.1.0-test', arch, bytes: 9 })
  }
  const read = readStackFile(project, 'prod').read
  if (!('values' in read)) throw new Error('the file is YAML')
  const ran = await runProgram({
    ...{ project: PROJECT, entry: 'infra/door.js', stack: 'walk', outputsOf, invoke },
    config: { ...read.values, 'ronda:program': join(city, 'ronda.yaml') },
    env: { RONDA_DIST: dist },
  })
  expect({ code: ran.code, errors: ran.told.filter((line) => line.startsWith('error: ')) }).toEqual(
    {
      code: 0,
      errors: [],
    },
  )
  expect(ran.told.join('\n')).toContain('Estate: 11 targets, 7 pinged')
}, 60_000)

test('a program that cannot be asked is itself the problem, never silence', async () => {
  const [only, ...more] = await askProgram(join(room, 'nowhere.yaml'), undefined)
  expect(more).toEqual([])
  expect(only).toMatchObject({ what: expect.stringContaining('cannot read') })
})
