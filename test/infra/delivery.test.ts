// What an edit changes of a whole stack that runs: objects and who is told of them, and never a machine.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STARTER_ESTATE } from '../../cli/init/starter.ts'
import type { EngineRun, Registered } from './loopback-engine.ts'
import { runStack, STACKS } from './run-stack.ts'

const LIMIT_MS = 90_000
const PROGRAM = `estate: ./estate
round: { timeoutMs: 1000 }
alerts:
  url: https://console.ronda.semarang.example
  receivers: [{ id: noc, webhook: { url: "https://noc.example/ronda", secret: aws-sm:city/noc } }]
  fallback: [noc]
grafana: { language: id }
`
const OBJECT = 'aws:s3/bucketObjectv2:BucketObjectv2'
const ASSOCIATION = 'aws:ssm/association:Association'
const MACHINE = /^aws:(ec2\/instance:Instance|ec2\/launchTemplate:LaunchTemplate)$/

let folder: string
let before: EngineRun

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-delivery-'))
  before = await run('before', (_, text) => text)
}, LIMIT_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The whole stack for the city as `edit` leaves it. */
async function run(name: string, edit: (file: string, text: string) => string) {
  for (const { file, text } of [...STARTER_ESTATE, { file: 'ronda.yaml', text: PROGRAM }]) {
    const path = join(folder, name, file)
    const reachable = text
      .replaceAll('127.0.0.', '10.0.0.')
      .replace('env:RONDA_NVR_PASSWORD', 'aws-sm:city/nvr')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, edit(file, reachable))
  }
  const ran = await runStack({
    ...STACKS['prod, InfluxDB on an instance, VPN'],
    program: join(folder, name, 'ronda.yaml'),
  })
  expect({ code: ran.code, errors: ran.told.filter((line) => line.startsWith('error')) }).toEqual({
    code: 0,
    errors: [],
  })
  return ran
}

/** Names of what is another one now, each with the inputs that differ; without `ronda-test-`. */
function changes(after: EngineRun): Record<string, string[]> {
  const byName = new Map(before.resources.map((one) => [`${one.type} ${one.name}`, one]))
  const names = after.resources.map(({ type, name }) => `${type} ${name}`)
  expect(names.toSorted()).toEqual([...byName.keys()].toSorted())
  const found = after.resources.flatMap((now): [string, string[]][] => {
    const was = byName.get(`${now.type} ${now.name}`) as Registered
    const keys = Object.keys({ ...was.inputs, ...now.inputs }).filter(
      (key) => plain(was.inputs[key]) !== plain(now.inputs[key]),
    )
    return keys.length === 0 ? [] : [[now.name.replace('ronda-test-', ''), keys.toSorted()]]
  })
  return Object.fromEntries(found)
}

/** Where the release of a test lies is another place each time. */
const plain = (value: unknown) => JSON.stringify(value)?.replace(/ronda-dist-\w+/, 'dist')

const delivered = (...names: readonly (readonly [string, string])[]) =>
  Object.fromEntries(
    names.flatMap(([object, told]) => [
      [`${object}-object`, ['contentBase64', 'key']],
      [`${object}-pointer`, ['content']],
      [`${told}-delivered`, ['parameters']],
    ]),
  )
const named = (ran: EngineRun, name: string) =>
  ran.resources.find((one) => one.name === `ronda-test-${name}`) as Registered
const textOf = ({ inputs }: Registered) =>
  gunzipSync(Buffer.from(String(inputs['contentBase64']), 'base64')).toString()

const ORIGIN = /relay-origin-\d-object/
const edit =
  (file: string, from: string | RegExp, to: string) =>
  (at: string, text: string): string => {
    if (!at.endsWith(file)) return text
    const edited = text.replace(from, to)
    expect(edited).not.toBe(text)
    return edited
  }

describe('one camera more', () => {
  let after: EngineRun
  beforeAll(async () => {
    const row = 'cam-04,Gapura,kecamatan-tembalang,rt,nvr-02,4,bulusan.rw01.rt02,,'
    after = await run('camera', edit('cameras.csv', /\n?$/, `\n${row}\n`))
  }, LIMIT_MS)

  test('changes what is delivered and who is told of it, and nothing else', () => {
    const all = changes(after)
    const origin =
      Object.keys(all)
        .find((name) => ORIGIN.test(name))
        ?.replace('-object', '') ?? ''
    expect(all).toEqual(
      delivered(['worker-city', 'worker'], [origin, origin], ['relay-edge', 'relay-edge']),
    )
  })

  test('is in the archive that pointer and association name', () => {
    const archive = named(after, 'worker-city-object')
    const sum = String(named(after, 'worker-city-pointer').inputs['content']).trim()
    expect(textOf(archive)).toContain('cam-04,Gapura')
    expect(archive.inputs['key']).toBe(`deliveries/worker-city/${sum}.tar.gz`)
    expect(named(after, 'worker-delivered').inputs['parameters']).toEqual({ sha256: sum })
    expect(textOf(named(after, 'relay-edge-object'))).toContain('/cam-04')
  })

  test('leaves each machine as it was: the same inputs, under the same key', () => {
    const machines = after.resources.filter(({ type }) => MACHINE.test(type))
    expect(machines.length).toBeGreaterThanOrEqual(5)
    const same = before.resources.filter(({ type }) => MACHINE.test(type))
    expect(machines.map(({ inputs }) => inputs)).toEqual(same.map(({ inputs }) => inputs))
  })
})

test(
  'another line of ronda.yaml is told to the worker only',
  async () => {
    const after = await run('program', edit('ronda.yaml', 'timeoutMs: 1000', 'timeoutMs: 1500'))
    expect(changes(after)).toEqual(delivered(['worker-city', 'worker']))
  },
  LIMIT_MS,
)

test(
  'another option of the dashboards goes to Grafana, and with ronda.yaml to the worker',
  async () => {
    const after = await run('dashboard', edit('ronda.yaml', 'language: id', 'language: en'))
    expect(changes(after)).toEqual(
      delivered(['worker-city', 'worker'], ['grafana-files', 'grafana']),
    )
  },
  LIMIT_MS,
)

test(
  'a recorder with a password of its own changes what roles may read besides',
  async () => {
    const after = await run(
      'recorder',
      edit('nvrs.csv', ',ul-02,4,,', ',ul-02,4,ronda,aws-sm:city/second'),
    )
    const all = changes(after)
    const rights = Object.entries(all).filter(([name]) => name.endsWith('-role-policy'))
    expect(rights.map(([name]) => name)).toContain('worker-role-policy')
    for (const [, keys] of rights) expect(keys).toEqual(['policy'])
    const others = Object.keys(all).filter((name) => !name.endsWith('-role-policy'))
    for (const name of others) expect(name).toMatch(/-(object|pointer|delivered)$/)
    expect(others.filter((name) => name.includes('boot'))).toEqual([])
    expect(textOf(named(after, 'worker-city-object'))).toContain('city:second city/second\n')
  },
  LIMIT_MS,
)

describe('who is told', () => {
  const associations = () => before.resources.filter(({ type }) => type === ASSOCIATION)

  test('waits for success each time: a change and a failure make an association anew', () => {
    const told = associations().filter(({ name }) => name.endsWith('-delivered'))
    expect(told.map(({ name }) => name.replace('ronda-test-', '')).toSorted()).toEqual(
      ['grafana', 'relay-edge', 'relay-origin-1', 'worker'].map((name) => `${name}-delivered`),
    )
    for (const one of told) {
      expect(one).toMatchObject({
        deleteBeforeReplace: true,
        replaceOnChanges: ['targets', 'parameters', '#initerror'],
        inputs: { waitForSuccessTimeoutSeconds: 1800 },
      })
    }
    expect(named(before, 'relay-edge-delivered').inputs['targets']).toEqual([
      {
        key: 'tag:aws:autoscaling:groupName',
        values: [expect.stringContaining('relay-edge-group')],
      },
    ])
  })

  test('comes after what is named is there, and after the worker has taken over', () => {
    const comesAfter = (name: string) => named(before, name).dependencies
    expect(comesAfter('worker-delivered')).toContain(named(before, 'worker-city-pointer').urn)
    expect(comesAfter('worker-delivered')).toContain(named(before, 'worker-taken-over').urn)
    expect(comesAfter('worker-city-pointer')).toContain(named(before, 'worker-city-object').urn)
  })

  test('a machine boots only when its first delivery is there, and may read nothing else', () => {
    for (const [machine, pointer] of [
      ['worker-instance', 'worker-city'],
      ['relay-origin-1-instance', 'relay-origin-1'],
      ['relay-edge-template', 'relay-edge'],
      ['grafana-instance', 'grafana-files'],
    ] as const) {
      expect(above(named(before, machine))).toContain(named(before, `${pointer}-pointer`).urn)
      const role = `${pointer.replace(/-(city|files)$/, '')}-role-policy`
      const policy = JSON.parse(String(named(before, role).inputs['policy'])) as {
        readonly Statement: readonly {
          readonly Sid: string
          readonly Resource: readonly string[]
        }[]
      }
      const files = policy.Statement.find(({ Sid }) => Sid === 'FetchItsOwnFiles')?.Resource
      expect(files?.filter((arn) => arn.includes('/deliveries/'))).toEqual([
        expect.stringMatching(new RegExp(`/deliveries/${pointer}/\\*$`)),
      ])
    }
  })

  test('objects of a delivery are encrypted, and archives stay for who reads them now', () => {
    const objects = before.resources.filter(
      ({ type, inputs }) => type === OBJECT && String(inputs['key']).startsWith('deliveries/'),
    )
    expect(objects).toHaveLength(8)
    for (const { name, inputs, retainOnDelete } of objects) {
      expect(inputs, name).toMatchObject({ serverSideEncryption: 'aws:kms' })
      expect([name, retainOnDelete]).toEqual([name, name.endsWith('-object')])
    }
  })
})

/** URNs of all that it comes after. */
function above(one: Registered): readonly string[] {
  const byUrn = new Map(before.resources.map((resource) => [resource.urn, resource]))
  const found = new Set<string>()
  const queue = [...one.dependencies]
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    if (found.has(urn)) continue
    found.add(urn)
    queue.push(...(byUrn.get(urn)?.dependencies ?? []))
  }
  return [...found]
}
