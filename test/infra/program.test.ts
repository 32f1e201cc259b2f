// The whole program of a stack through the loopback engine: each configuration that people may choose.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rememberArtefact } from '../../infra/artefact/latest.ts'
import { findingsOf } from '../../infra/policies/findings.ts'
import { type EngineRun, PROJECT, type Registered, runProgram } from './loopback-engine.ts'
import { invoke, outputsOf } from './run-parts.ts'

const SHA = 'c'.repeat(64)
const BASE = {
  domain: 'ronda.semarang.example',
  link: { type: 'none' },
  relay: { viewers: 10, mediamtx: { version: '1.20.1', sha256: SHA } },
  grafana: { networks: ['203.0.113.0/24'], keySha256: SHA },
  alarms: { emails: ['noc@semarang.example'] },
  budget: { monthlyUsd: 20_000 },
}
const VPN = { type: 'vpn', gateway: '198.51.100.7', networks: ['10.0.0.0/12'] }
const WIREGUARD = {
  type: 'wireguard',
  cityKey: 'bm90LWEta2V5LXJlcGxhY2UtbWUtYnktd2ctcHVia2U=',
  networks: ['10.0.0.0/12'],
}
const ZONE = 'Z0123456789ABCDEFGHIJ'
const STACKS = {
  'dev, as small as can be': { ...BASE, protect: false, relay: { viewers: 0 } },
  'dev with a relay': { ...BASE, protect: false },
  'prod, InfluxDB on an instance, VPN': {
    ...{ ...BASE, zoneId: ZONE, link: VPN },
    relay: { ...BASE.relay, viewers: 500 },
  },
  'prod, Timestream 2, WireGuard': {
    ...{ ...BASE, zoneId: ZONE, link: WIREGUARD },
    database: { type: 'timestream', edition: '2', standby: true },
  },
}
/** What holds data: gone with it, gone for good. */
const DATA =
  /^aws:(s3\/bucket:Bucket|ebs\/volume:Volume|rds\/instance:Instance|timestreaminfluxdb\/\w+:Db\w+|backup\/vault:Vault)$/
const LIMIT_MS = 90_000

let dist: string
beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'ronda-dist-'))
  const path = join(dist, 'release.tar.gz')
  writeFileSync(path, 'a release')
  const arch = 'arm64'
  rememberArtefact(dist, { path, sha256: 'a'.repeat(64), version: '0.1.0-test', arch, bytes: 9 })
})
afterAll(() => rmSync(dist, { recursive: true, force: true }))

function runStack(stack: object, preview = false): Promise<EngineRun> {
  const values = Object.entries(stack).map(([key, value]) => [
    `ronda:${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return runProgram({
    ...{ project: PROJECT, entry: 'infra/door.js', stack: 'test', preview, outputsOf, invoke },
    config: { 'aws:region': 'ap-southeast-3', ...Object.fromEntries(values) },
    env: { RONDA_DIST: dist },
  })
}

describe.each(Object.entries(STACKS))('%s', (_, stack) => {
  let run: EngineRun
  beforeAll(async () => {
    run = await runStack(stack)
    expect({ code: run.code, text: run.text, errors: run.told.filter(isError) }).toEqual({
      code: 0,
      text: '',
      errors: [],
    })
  }, LIMIT_MS)
  const parts = () => run.resources.filter(({ type }) => type.startsWith('ronda:infra:'))
  const made = () => run.resources.filter(({ custom }) => custom)

  test('every part hangs on the stack, and everything on a part', () => {
    const root = run.resources.find(({ type }) => type === 'pulumi:pulumi:Stack')?.urn
    expect(parts().length).toBe(11)
    for (const part of parts()) expect([part.name, part.parent]).toEqual([part.name, root])
    const urns = new Set(parts().map(({ urn }) => urn))
    const strays = made().filter(({ parent, type }) => !urns.has(parent) && !isProvider(type))
    expect(strays.map(({ name }) => name)).toEqual([])
    for (const { name } of made()) expect(name).toMatch(/^ronda-test-/)
  })

  test('data outlives the stack exactly where it is protected', () => {
    const isProtected = !('protect' in stack) || stack.protect !== false
    const data = made().filter(({ type }) => DATA.test(type))
    expect(data.length).toBeGreaterThan(3)
    for (const { name, protect, retainOnDelete } of data) {
      expect([name, protect, retainOnDelete]).toEqual([name, isProtected, isProtected])
    }
  })

  test('holds to every policy', () => {
    const without = 'protect' in stack ? ['data-protected'] : []
    expect(findingsOf(run.resources, { outputs: run.outputs, without })).toEqual([])
  })

  test('no output was made text, no secret stands in user data or an output', () => {
    const texts = made().map(({ inputs }) => JSON.stringify(inputs))
    expect(texts.filter((text) => text.includes('Calling [toString]'))).toEqual([])
    const users = made().filter(({ inputs }) => userDataOf(inputs) !== '')
    for (const { inputs } of users) expect(userDataOf(inputs)).not.toContain('nobody-may-see')
    expect(JSON.stringify(run.outputs)).not.toContain('nobody-may-see')
  })

  test('the plan is told, and its cost', () => {
    expect(run.told.join('\n')).toMatch(/Estate: 27,460 targets.*\n[\s\S]*Cost: \$[\d,.]+ a month/)
    expect(run.outputs).toMatchObject({
      consoleUrl: 'https://console.ronda.semarang.example',
      grafanaUrl: 'https://grafana.ronda.semarang.example',
      monthlyUsd: expect.any(Number),
    })
  })
})

test(
  'what follows from what: no machine boots without its way out, its secrets and its database',
  async () => {
    const run = await runStack(STACKS['prod, InfluxDB on an instance, VPN'])
    const urnOf = (pattern: RegExp) => run.resources.filter(({ name }) => pattern.test(name))
    const worker = run.resources.find(({ name }) => name === 'ronda-test-worker-instance')
    expect(worker).toBeDefined()
    const above = allBefore(worker as Registered, run.resources)
    for (const pattern of [
      /-database-/,
      /-secrets-/,
      /storage.*release|artefact/,
      /-network-nat/,
      /-network-.*route/,
    ]) {
      expect(
        urnOf(pattern).some(({ urn }) => above.has(urn)),
        String(pattern),
      ).toBe(true)
    }
  },
  LIMIT_MS,
)

test(
  'a preview knows nothing of what will be, and ends well',
  async () => {
    const run = await runStack(STACKS['prod, Timestream 2, WireGuard'], true)
    expect({ code: run.code, text: run.text, errors: run.told.filter(isError) }).toEqual({
      code: 0,
      text: '',
      errors: [],
    })
    expect(run.resources.length).toBeGreaterThan(100)
  },
  LIMIT_MS,
)

test(
  'everything that is wrong is told at once, and nothing is made',
  async () => {
    const run = await runStack({
      ...BASE,
      domain: 'no domain',
      link: { type: 'vpn', gateway: 'here', networks: [] },
      alarms: { emails: [] },
      bugdet: { monthlyUsd: 5 },
      estate: 'nowhere',
    })
    expect(run.code).not.toBe(0)
    expect(run.resources.filter(({ type }) => type !== 'pulumi:pulumi:Stack')).toEqual([])
    const told = run.told.join('\n')
    for (const part of [
      'domain',
      'link.gateway',
      'link.networks',
      'alarms.emails',
      'bugdet',
      'nowhere',
    ]) {
      expect(told).toContain(part)
    }
    expect(told).not.toContain('at makeStack')
  },
  LIMIT_MS,
)

function isError(line: string): boolean {
  return line.startsWith('error: ')
}

function isProvider(type: string): boolean {
  return type.startsWith('pulumi:providers:')
}

function userDataOf(inputs: Registered['inputs']): string {
  const plain = inputs['userData'] ?? inputs['userDataBase64'] ?? ''
  return typeof plain === 'string' ? plain : JSON.stringify(plain)
}

/** URNs of all that it comes after, however far. */
function allBefore(one: Registered, all: readonly Registered[]): ReadonlySet<string> {
  const byUrn = new Map(all.map((resource) => [resource.urn, resource]))
  const found = new Set<string>()
  const queue = [...one.dependencies]
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    if (found.has(urn)) continue
    found.add(urn)
    queue.push(...(byUrn.get(urn)?.dependencies ?? []))
  }
  return found
}
