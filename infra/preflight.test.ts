import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatProblem } from '../fleet/problem.ts'
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
  const found = await told({ 'ronda:estate': undefined, 'ronda:link': '{"type":"none"}' })
  expect(found).toMatchObject({ program: '', fleet: { synthetic: true } })
})

test('configuration, estate, ronda.yaml, region and Node are told at once', async () => {
  write('estate/uplinks.csv', uplinks('10.1.0.x'))
  write('ronda.yaml', 'console:\n  token: hunter2\nalerts:\n  receivers: 5\n')
  const { problems } = (await told(
    { 'ronda:domain': undefined, 'ronda:budget': '{"monthlyUds":1}', 'aws:region': 'jakarta' },
    { nodeVersion: '20.19.0' },
  )) as { problems: string[] }
  const all = problems.join('\n')
  expect(all).toContain(
    'Node: this is Node 20.19.0; Ronda needs 22.18 or newer; run it through npm',
  )
  expect(all).toContain('Pulumi.prod.yaml: aws:region: jakarta is no region of AWS; write a region')
  expect(all).toContain('Pulumi.prod.yaml: ronda:domain: is missing')
  expect(all).toContain('unknown key "ronda:budget.monthlyUds"; did you mean "monthlyUsd"?')
  expect(all).toMatch(/^estate\/uplinks\.csv:2: /m)
  expect(all).toContain(
    'ronda.yaml:2: token: a secret stands here by reference, never itself; write',
  )
  expect(all).toMatch(/^ronda\.yaml:4: alerts\.receivers: must be a list/m)
  expect(all).not.toContain('hunter2')
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
    problems: [
      expect.stringMatching(/ronda:relay\.mediamtx: /),
      expect.stringMatching(/ronda:grafana\.keySha256: /),
    ],
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
        /zoneId: is missing, .* exactly one edge.* nobody gets video; name the/,
      ),
    ],
  })
  const relay = '{"viewers":0}'
  expect(await told({ 'ronda:zoneId': undefined, 'ronda:relay': relay })).toMatchObject({
    warnings: [],
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
