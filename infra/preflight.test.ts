import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatProblem } from '../fleet/problem.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import type { AskProgram } from './ask-program.ts'
import { preflight } from './preflight.ts'

const VALUES = {
  'aws:region': 'ap-southeast-3',
  'ronda:domain': 'ronda.semarang.example',
  'ronda:estate': 'estate',
  'ronda:link': `{"type":"wireguard","cityKey":"${'A'.repeat(43)}=","networks":["10.0.0.0/12"]}`,
  'ronda:alarms': '{"emails":["noc@semarang.example"]}',
  'ronda:budget': '{"monthlyUsd":6000}',
  'ronda:zoneId': 'Z0123456789ABCDEFGHIJ',
  'ronda:grafana': `{"networks":["203.0.113.0/24"],"keySha256":"${'a'.repeat(64)}"}`,
  'ronda:agent': `{"version":"3.3.987.0","sha256":"${'d'.repeat(64)}"}`,
  'ronda:relay': `{"mediamtx":{"version":"1.20.1","sha256":"${'b'.repeat(64)}"}}`,
}
const PROGRAM = 'console:\n  token: aws-sm:ronda/console\ninflux:\n  keepDays: { m1: 3650 }\n'
let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'ronda-preflight-'))
  mkdirSync(join(project, 'estate'))
  write('estate/fleet.yaml', 'city: Semarang\ntimezone: Asia/Jakarta\nanchors: [10.1.0.254]\n')
  write('estate/owners.csv', 'id,name,looks_after\ncity,Diskominfo,everything\n')
  write('estate/areas.csv', 'id,level,name,parent\ngenuk,kecamatan,Genuk,\n')
  write('estate/uplinks.csv', uplinks('10.1.0.1'))
  write('ronda.yaml', PROGRAM)
})
afterEach(() => rmSync(project, { recursive: true }))

function write(file: string, text: string): void {
  writeFileSync(join(project, file), text)
}

function uplinks(address: string): string {
  return `id,name,isp,tech,address,area,owner\nUPL-1,Line,nusa,fiber,${address},genuk,city\n`
}

async function told(values: Record<string, string | undefined> = {}, more = {}) {
  const given = Object.entries({ ...VALUES, ...values }).filter(([, value]) => value !== undefined)
  const found = await preflight({
    values: Object.fromEntries(given) as Record<string, string>,
    project,
    file: 'Pulumi.prod.yaml',
    ask: async () => [],
    ...more,
  })
  return 'problems' in found
    ? { problems: found.problems.map(formatProblem) }
    : { ...found, warnings: found.warnings.map(formatProblem) }
}

test('a sound stack has a plan, a city and nothing to warn of', async () => {
  const found = await told()
  expect(found).toMatchObject({ region: 'ap-southeast-3', program: PROGRAM, warnings: [] })
  expect(found).toMatchObject({
    fleet: { city: 'Semarang' },
    plan: { sizes: { estate: { pinged: 1 } } },
  })
})

test('without an estate it is the synthetic city, which needs no ronda.yaml', async () => {
  rmSync(join(project, 'ronda.yaml'))
  const values = { 'ronda:estate': undefined, 'ronda:link': '{"type":"none"}' }
  const found = await told(values)
  expect(found).toMatchObject({ program: '', fleet: { synthetic: true } })
  // Pulumi gives a program the defaults of Pulumi.yaml, too.
  expect(await told({ ...values, 'ronda:program': 'ronda.yaml' })).toMatchObject({ program: '' })
  expect(await told({ ...values, 'ronda:program': 'mine.yaml' })).toMatchObject({
    problems: [expect.stringMatching(/^mine\.yaml: is missing; ronda init DIR writes one/)],
  })
})

test('more secrets than a policy takes are told, unless they are in one folder', async () => {
  const naming = (before: string) =>
    `${PROGRAM}x: [${Array.from({ length: 200 }, (_, i) => `aws-sm:${before}${i}`).join(', ')}]\n`
  write('ronda.yaml', naming('city/'))
  expect(await told()).not.toHaveProperty('problems')
  write('ronda.yaml', naming('nvr-'))
  expect(await told()).toMatchObject({
    problems: [
      expect.stringMatching(/^estate: 200 secrets such as aws-sm:nvr-0, .*; put them below/),
    ],
  })
})

test('configuration, estate, ronda.yaml, region and Node are told at once, with their lines', async () => {
  write('estate/uplinks.csv', uplinks('10.1.0.x'))
  write('ronda.yaml', 'console:\n  token: env:TOKEN\nalerts:\n  receivers: 5\n')
  write('Pulumi.prod.yaml', 'config:\n  aws:region: jakarta\n  ronda:budget:\n    monthlyUds: 1\n')
  const ask: AskProgram = async (file, estate) => {
    expect(estate).toBe(join(project, 'estate'))
    const problem = { line: 4, what: 'alerts.receivers: must be a list', remedy: 'mend it' }
    return [
      { ...problem, file },
      { ...problem, file: join(project, 'estate/uplinks.csv'), what: 'told here by the estate' },
    ]
  }
  const { problems } = (await told(
    { 'ronda:domain': undefined, 'ronda:budget': '{"monthlyUds":1}', 'aws:region': 'jakarta' },
    { nodeVersion: '20.19.0', ask },
  )) as { problems: string[] }
  expect(problems).toEqual([
    expect.stringMatching(/^Node: this is Node 20\.19\.0; Ronda needs 22\.18 .*through npm/),
    expect.stringMatching(/^Pulumi\.prod\.yaml: ronda:domain: is missing/),
    expect.stringMatching(
      /^Pulumi\.prod\.yaml:2: aws:region: jakarta is no region .* did you mean ap-southeast-3, Jakarta\?/,
    ),
    expect.stringMatching(/^Pulumi\.prod\.yaml:\d: ronda:budget\.monthlyUsd: is missing/),
    expect.stringMatching(
      /^Pulumi\.prod\.yaml:4: unknown key "ronda:budget\.monthlyUds"; did you mean/,
    ),
    expect.stringMatching(/^estate\/uplinks\.csv:2: /),
    expect.stringMatching(/^ronda\.yaml:2: env:TOKEN cannot be read on a worker/),
    'ronda.yaml:4: alerts.receivers: must be a list; mend it',
  ])
})

test('the estate is the one that ronda.yaml names where the stack names none, and only one is meant', async () => {
  write('ronda.yaml', 'estate: ./estate\n')
  const found = await told({ 'ronda:estate': undefined })
  expect(found).toMatchObject({
    config: { estate: 'estate' },
    fleet: { city: 'Semarang' },
    source: 'estate (named by ronda.yaml); ronda.yaml',
  })
  expect(await told({ 'ronda:estate': './estate/' })).toMatchObject({ fleet: { city: 'Semarang' } })
  write('ronda.yaml', '\nestate: ./other\n')
  expect(await told()).toMatchObject({
    problems: [
      'ronda.yaml:2: estate: means other, and ronda:estate of the stack estate; leave one of them out: one city a stack',
    ],
  })
})

test('a synthetic city is the one that ronda.yaml describes', async () => {
  write('ronda.yaml', 'synthetic: { seed: 7 }\n')
  const found = await told({ 'ronda:estate': undefined, 'ronda:link': '{"type":"none"}' })
  expect(found).toMatchObject({ source: 'synthetic, seed 7; ronda.yaml' })
  expect('fleet' in found && found.fleet.nvrs).toEqual(synthesizeFleet({ seed: 7 }).nvrs)
})

test('what the stack adds is checked with what people wrote', async () => {
  const asked: string[] = []
  const ask: AskProgram = async (file) => {
    asked.push(readFileSync(file, 'utf8'))
    if (asked.length < 2) return []
    expect(readFileSync(join(file, '../estate/fleet.yaml'), 'utf8')).toContain('10.99.0.2')
    return [{ file, line: 40, what: 'influx.targets: at most 4', remedy: 'leave one out' }]
  }
  expect(await told({}, { ask })).toMatchObject({
    problems: ['ronda.yaml with what the stack adds: influx.targets: at most 4; leave one out'],
  })
  expect(asked[0]).toBe(PROGRAM)
  expect(asked[1]).toContain('aws-sm:ronda/database-writer')
})

test('addresses of the worker itself are no city', async () => {
  write('estate/uplinks.csv', uplinks('127.0.0.21'))
  expect(await told()).toMatchObject({
    problems: [
      expect.stringMatching(/^estate: 1 address is in 127\.0\.0\.0\/8, 127\.0\.0\.21 among/),
    ],
  })
})

test('a database that AWS does not run in the region is told', async () => {
  const database = { 'ronda:database': '{"type":"timestream"}' }
  expect(await told({ ...database, 'aws:region': 'ap-southeast-5' })).toMatchObject({
    problems: [
      expect.stringMatching(/timestream is not in ap-southeast-5, Malaysia .*; write ec2/),
    ],
  })
  expect(await told(database)).toMatchObject({ region: 'ap-southeast-3' })
})

test('an estate that is not there, and a ronda.yaml that is not, are told by name', async () => {
  const { problems } = (await told({ 'ronda:estate': 'city', 'ronda:program': 'other.yaml' })) as {
    problems: string[]
  }
  expect(problems).toEqual([
    expect.stringMatching(/^city: /),
    expect.stringMatching(/^other\.yaml: is missing; ronda init DIR/),
  ])
})

test('addresses that the link does not lead to are told, with one of them', async () => {
  expect(await told({ 'ronda:link': '{"type":"none"}' })).toMatchObject({
    problems: [expect.stringMatching(/ronda:link: none, and 1 address .* 10\.1\.0\.1 among them/)],
  })
  write('estate/uplinks.csv', uplinks('192.168.1.1'))
  expect(await told()).toMatchObject({
    problems: [expect.stringMatching(/ronda:link\.networks: 1 address .* 192\.168\.1\.1 among/)],
  })
  write('estate/uplinks.csv', uplinks('198.51.100.1'))
  expect(await told({ 'ronda:link': '{"type":"none"}' })).toMatchObject({ warnings: [] })
})

test('what is installed from elsewhere is named by its digest', async () => {
  expect(await told({ 'ronda:grafana': '{}', 'ronda:relay': '{}' })).toMatchObject({
    problems: [expect.stringMatching(/ronda:grafana\.keySha256: .*curl .* sha256sum grafana\.key/)],
  })
})

test('passwords of recorders must be where servers of the stack can read them', async () => {
  write(
    'estate/nvrs.csv',
    `id,name,vendor,model,address,area,uplink,slots,owner,user,password\nNVR-1,Box,hikvision,DS,10.1.0.2,genuk,UPL-1,4,city,ronda,env:NVR\n`,
  )
  expect(await told()).toMatchObject({
    problems: [expect.stringMatching(/^estate: passwords of 1 recorder .* NVR-1 among them/)],
  })
})

test('what had better be otherwise is told and stops nothing', async () => {
  write(
    'estate/portals.csv',
    'id,name,url,owner\nportal,Portal,https://cctv.semarang.example/,city\n',
  )
  const found = await told({
    'ronda:budget': '{"monthlyUsd":10}',
    'ronda:relay': '{"viewers":0}',
    'ronda:grafana': `{"keySha256":"${'a'.repeat(64)}"}`,
    'ronda:protect': 'false',
  })
  expect(found).toMatchObject({
    warnings: [
      expect.stringMatching(/budget\.monthlyUsd: 10 is less than the estimate of \d+ a month/),
      expect.stringMatching(/relay\.viewers: 0, .* the estate has 1 portal;/),
      expect.stringMatching(/grafana\.networks: nobody may reach/),
      expect.stringMatching(/protect: false/),
    ],
  })
})

test('a relay without a zone is told to have one edge, and what follows from it', async () => {
  expect(await told({ 'ronda:zoneId': undefined })).toMatchObject({
    warnings: [
      expect.stringMatching(
        /zoneId: is missing, .* grafana\.ronda\.semarang\.example and console\./,
      ),
      expect.stringMatching(
        /zoneId: is missing, .* exactly one edge.* nobody gets video; name the/,
      ),
    ],
  })
  const relay = '{"viewers":0}'
  expect(await told({ 'ronda:zoneId': undefined, 'ronda:relay': relay })).toMatchObject({
    warnings: [expect.stringMatching(/certificates of an authority of their own machine/)],
  })
})

test('an edition of Timestream that the stack cannot set up is refused', async () => {
  expect(await told({ 'ronda:database': '{"type":"timestream","edition":"3"}' })).toMatchObject({
    problems: [expect.stringMatching(/database\.edition: 3 is not set up .*; choose edition 2/)],
  })
})

test('days kept by ronda.yaml make the database larger', async () => {
  const sized = async () => {
    const found = await told()
    return 'plan' in found ? found.plan.sizes.database.why.join() : ''
  }
  const longer = await sized()
  write('ronda.yaml', '')
  expect(await sized()).not.toBe(longer)
})

test('broken YAML has a line', async () => {
  write('ronda.yaml', 'console: {\n')
  expect(await told()).toMatchObject({ problems: [expect.stringMatching(/^ronda\.yaml:\d: /)] })
})

test('a ronda.yaml that is no file that can be read is told as what it is', async () => {
  for (const [name, make, what] of [
    ['folder', () => mkdirSync(join(project, 'folder')), 'is a folder; name the file in it'],
    ['loop', () => symlinkSync('loop', join(project, 'loop')), 'is a symbolic link that leads to'],
    ['huge', () => write('huge', '#'.repeat(2_000_000)), 'has 2 MB, and 1 is the most'],
    ['ronda.yaml/x', () => {}, 'a part of its path is no folder'],
    ['/dev/zero', () => {}, 'is no file'],
  ] as const) {
    make()
    const { problems } = (await told({ 'ronda:program': name })) as { problems: string[] }
    expect(problems).toEqual([expect.stringContaining(`${name}: ${what}`)])
  }
})
