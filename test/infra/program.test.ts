// The whole program of a stack through the loopback engine: each configuration that people may choose.
import { beforeAll, describe, expect, test } from 'vitest'
import { findingsOf } from '../../infra/policies/findings.ts'
import type { EngineRun, Registered } from './loopback-engine.ts'
import { BASE, runStack, STACKS } from './run-stack.ts'

/** What holds data: gone with it, gone for good. */
const DATA =
  /^aws:(s3\/bucket:Bucket|ebs\/volume:Volume|rds\/instance:Instance|timestreaminfluxdb\/\w+:Db\w+|backup\/vault:Vault)$/
const LIMIT_MS = 90_000

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
    const run = await runStack(STACKS['prod, Timestream 2, WireGuard'], { preview: true })
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
