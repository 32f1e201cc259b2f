// What each machine needs when it boots, for every link: it is there before it, and fits it.
import { beforeAll, describe, expect, test } from 'vitest'
import { MOST_PATTERN_CHARACTERS } from '../../infra/instance/secret-patterns.ts'
import type { EngineRun, Registered } from './loopback-engine.ts'
import { BASE, runStack, STACKS } from './run-stack.ts'

const MACHINE = /^aws:(ec2\/instance:Instance|autoscaling\/group:Group)$/
const LIMIT_MS = 90_000
const WIREGUARD = STACKS['prod, Timestream 2, WireGuard'].link

/** Of everything that hosts share: all of each type, wherever it was made. */
const SHARED = [
  /-network-.*-routes-out$/,
  /-network-.*-routes-of-\d$/,
  /-network-nat-\d$/,
  /-network-endpoint-(s3|secretsmanager|ssm|ssmmessages|ec2messages|logs)$/,
  /-network-endpoints-https$/,
  /-secrets-.*-first$/,
]

describe.each([
  ['dev, no link', { ...STACKS['dev with a relay'] }],
  ['dev, WireGuard', { ...BASE, protect: false, link: WIREGUARD }],
  ['prod, VPN', STACKS['prod, InfluxDB on an instance, VPN']],
  ['prod, WireGuard, Timestream', STACKS['prod, Timestream 2, WireGuard']],
])('%s', (_, stack) => {
  let run: EngineRun
  let machines: readonly Registered[]
  beforeAll(async () => {
    run = await runStack(stack)
    expect(run.code).toBe(0)
    machines = run.resources.filter(({ type }) => MACHINE.test(type))
  }, LIMIT_MS)

  /** Names that it comes after, of those that `wanted` picks; all of them must be. */
  const lacking = (machine: Registered, wanted: (one: Registered) => boolean): string[] => {
    const before = allBefore(machine, run.resources)
    return run.resources
      .filter((one) => wanted(one) && !before.has(one.urn))
      .map(({ name }) => name)
  }
  const named = (name: string) => run.resources.find((one) => one.name === name)
  const bootScript = (label: string) =>
    Buffer.from(
      String(named(`ronda-test-${label}-boot-object`)?.inputs['contentBase64']),
      'base64',
    ).toString()

  test('is about every machine', () => {
    expect(machines.length).toBeGreaterThan(3)
    const hasGateway = stack.link.type === 'wireguard'
    expect(machines.some(({ name }) => name.includes('link-gateway'))).toBe(hasGateway)
  })

  test('network, endpoints and secrets come before any of them', () => {
    for (const pattern of SHARED) {
      expect(
        run.resources.some(({ name }) => pattern.test(name)),
        String(pattern),
      ).toBe(true)
      for (const machine of machines) {
        expect([machine.name, lacking(machine, ({ name }) => pattern.test(name))]).toEqual([
          machine.name,
          [],
        ])
      }
    }
  })

  test('each has all rights of its role before it', () => {
    for (const machine of machines) {
      const label = labelOf(machine.name)
      const rights = run.resources.filter(
        ({ type, name }) =>
          /^aws:iam\/rolePolicy(Attachment)?:/.test(type) && name.includes(`-${label}-role`),
      )
      expect([machine.name, rights.length]).toEqual([machine.name, expect.any(Number)])
      expect(rights.length, machine.name).toBeGreaterThan(1)
      expect(lacking(machine, (one) => rights.includes(one))).toEqual([])
      // With the secrets of a large city the role stays below what AWS takes of it.
      const inline = rights.map(({ inputs }) => String(inputs['policy'] ?? '')).join('')
      expect(inline.length, machine.name).toBeLessThan(10_240 - MOST_PATTERN_CHARACTERS)
    }
  })

  test('each program may take what its own machine has', () => {
    const script = bootScript('worker')
    expect(script).toContain('MemoryMax=3072M\n')
    expect(script).toContain('/node --max-old-space-size=2304 ')
    for (const { name } of machines.filter((one) => one.name.includes('-relay-'))) {
      expect([name, bootScript(labelOf(name))]).toEqual([
        name,
        expect.stringContaining('MemoryMax=3072M\n'),
      ])
    }
  })

  test('each has the rules of its own group, in and out, before it', () => {
    for (const machine of machines) {
      const groups = groupsOf(machine, named)
      expect(groups, machine.name).toHaveLength(1)
      const rules = ({ type, name, inputs }: Registered) =>
        /^aws:vpc\/securityGroup(Egress|Ingress)Rule:/.test(type) &&
        groups.includes(String(inputs['securityGroupId'])) &&
        // Who comes later, or only to look at pages, is let in later.
        !comesFromLater(name)
      expect(run.resources.some(rules), machine.name).toBe(true)
      expect([machine.name, lacking(machine, rules)]).toEqual([machine.name, []])
    }
  })

  test('the worker and Grafana are let into the database before they boot', () => {
    const by = { worker: 'ronda-test-worker-to-database', grafana: 'ronda-test-grafana-to-series' }
    for (const [part, rule] of Object.entries(by)) {
      const machine = named(`ronda-test-${part}-instance`) as Registered
      expect(lacking(machine, ({ name }) => name === rule || name === `${rule}-out`)).toEqual([])
      const isData = ({ type }: Registered) =>
        /^aws:(ec2\/volumeAttachment|timestreaminfluxdb\/)/.test(type)
      expect(run.resources.some(isData)).toBe(true)
      expect(lacking(machine, isData)).toEqual([])
    }
  })

  test('each has its boot script, and all that it fetches, in the bucket before it', () => {
    for (const machine of machines) {
      const label = labelOf(machine.name)
      const objects = ({ type, name }: Registered) =>
        type.startsWith('aws:s3/bucketObjectv2:') &&
        (name.includes(`-${label}-`) || /release|artefact/.test(name))
      expect(run.resources.filter(objects).length, machine.name).toBeGreaterThan(1)
      expect([machine.name, lacking(machine, objects)]).toEqual([machine.name, []])
    }
  })

  test('what looks into the city comes after the way there, and the gateway after its address', () => {
    const way = ({ type, name }: Registered) =>
      /^aws:ec2\/(vpnConnectionRoute|vpnGatewayRoutePropagation|eipAssociation):/.test(type) ||
      /-link-\d-to-/.test(name)
    expect(run.resources.some(way)).toBe(stack.link.type !== 'none')
    for (const machine of machines) {
      if (machine.name.includes('link-gateway')) {
        expect(
          lacking(machine, ({ type }) => type === 'aws:ec2/eipAssociation:EipAssociation'),
        ).toEqual([])
      } else {
        expect([machine.name, lacking(machine, way)]).toEqual([machine.name, []])
      }
    }
  })
})

/** `ronda-test-relay-origin-1-instance` is made of things called `relay-origin-1`. */
function labelOf(name: string): string {
  return name.replace(/^ronda-test-/, '').replace(/-(instance|group)$/, '')
}

function comesFromLater(rule: string): boolean {
  return /-(worker-to-|grafana-to-|grafana-front|grafana-people-|edges-to-origins|front-to-)/.test(
    rule,
  )
}

/** Ids of its security groups, by itself, its card, or the template of its group. */
function groupsOf({ inputs, name }: Registered, named: (name: string) => Registered | undefined) {
  const text = (value: unknown) => JSON.stringify(value ?? '')
  const card = /"networkInterfaceId":"([^"]+)-id"/.exec(text(inputs['primaryNetworkInterface']))
  const from = card?.[1] ?? (name.endsWith('-group') ? name.replace(/-group$/, '-template') : name)
  const ids = text(named(from)?.inputs).match(/ronda-test-[a-z0-9-]*-firewall-id/g)
  return [...new Set(ids ?? [])]
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
