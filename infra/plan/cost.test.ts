import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type StackConfig, stackSchema } from '../config.ts'
import { KEEP_DAYS } from './database-size.ts'
import { planLines, planStack } from './plan.ts'
import { PRICE_SOURCES, PRICES } from './prices.ts'
import type { EstateCounts } from './sizes.ts'

const CITY: EstateCounts = { targets: 27_431, pinged: 13_431, nvrs: 7862, cameras: 14_000 }
const VPN = { type: 'vpn', gateway: '203.0.113.7', networks: ['10.0.0.0/12'] }
const WIREGUARD = {
  type: 'wireguard',
  cityKey: `${'A'.repeat(43)}=`,
  networks: ['10.0.0.0/12'],
}
const ZONE = 'Z0123456789ABCDEFGHIJ'

function configOf(more: object = {}): StackConfig {
  return stackSchema.parse({
    ...{ estate: 'estate', domain: 'ronda.semarang.example', link: VPN, zoneId: ZONE },
    alarms: { emails: ['noc@semarang.example'] },
    budget: { monthlyUsd: 6000 },
    ...more,
  })
}

function costOf(more: object = {}, estate = CITY, keep = KEEP_DAYS) {
  return planStack(estate, configOf(more), 'ap-southeast-3', keep).cost
}

function usdOf(part: string, more: object = {}): number {
  return costOf(more).lines.find((line) => line.part === part)?.usd ?? 0
}

const whole = fc.record({
  uplinks: fc.nat(20_000),
  nvrs: fc.nat(20_000),
  cameras: fc.nat(40_000),
  viewers: fc.nat(20_000),
  kbps: fc.integer({ min: 64, max: 8000 }),
  backupDays: fc.integer({ min: 1, max: 180 }),
  minutesDays: fc.integer({ min: 1, max: 2000 }),
})
const choices = fc.record({
  link: fc.constantFrom<object>({ type: 'none' }, VPN, WIREGUARD),
  database: fc.constantFrom<object>({ type: 'ec2' }, { type: 'timestream', standby: true }),
  zoneId: fc.constantFrom(ZONE, undefined),
  network: fc.constantFrom({ zones: 2 }, { zones: 3 }),
  protect: fc.boolean(),
})

test('a larger city, more viewers, a denser picture and a longer memory never cost less', () => {
  fc.assert(
    fc.property(whole, whole, choices, (a, b, choice) => {
      const usd = (of: typeof a) =>
        costOf(
          {
            ...choice,
            relay: { viewers: of.viewers, kbps: of.kbps },
            backup: { keepDays: of.backupDays },
          },
          {
            targets: of.uplinks + of.nvrs + of.cameras,
            pinged: of.uplinks + of.nvrs,
            nvrs: of.nvrs,
            cameras: of.cameras,
          },
          { ...KEEP_DAYS, m1: of.minutesDays },
        ).monthlyUsd
      const larger = Object.fromEntries(
        Object.entries(a).map(([key, value]) => [key, Math.max(value, b[key as keyof typeof b])]),
      ) as typeof a
      expect(usd(larger)).toBeGreaterThanOrEqual(usd(a))
    }),
  )
})

test('every price has a source, and none is taken from another region without its factor', () => {
  expect(Object.keys(PRICE_SOURCES).sort()).toEqual(Object.keys(PRICES).sort())
  for (const { region, factor, at } of Object.values(PRICE_SOURCES)) {
    expect(at).toMatch(/^20\d\d-\d\d$/)
    expect(factor).toBeGreaterThan(0)
    if (region !== 'ap-southeast-1') expect(factor).toBe(1)
  }
})

test('the bill begins with its largest line, and each line says its share', () => {
  const told = planLines(planStack(CITY, configOf(), 'ap-southeast-3'))
  const from = told.findIndex((line) => line.startsWith('Cost: '))
  expect(told[from + 1]).toMatch(
    /^ {2}video to viewers +\$[\d,]+\.\d\d +\d\d % = 500 viewers x 800 kbit/,
  )
  expect(told.length).toBeLessThan(45)
  for (const line of told) expect(line.length, line).toBeLessThan(260)
})

test('public addresses are paid for by the hour, each', () => {
  // Two ways out, two zones of either load balancer, two edges, two tunnels.
  expect(usdOf('public addresses')).toBe(36.5)
  // One way out, the load balancer of the relay in two zones, one edge, Grafana.
  const alone = { link: { type: 'none' }, zoneId: undefined, protect: false }
  expect(usdOf('public addresses', alone)).toBe(18.25)
})

test('what the city gets and gives is paid for where it passes', () => {
  expect(usdOf('city link')).toBeGreaterThan(usdOf('city link', { relay: { viewers: 0 } }))
  const open = { link: { type: 'none' } }
  expect(costOf(open).lines.find(({ part }) => part === 'network')?.why).toMatch(
    /GB through NAT x \$0\.059 \+ [\d,]+ GB to the city x \$0\.132/,
  )
  // The synthetic city is on the worker itself.
  expect(usdOf('network', { ...open, estate: undefined })).toBeLessThan(usdOf('network', open) / 5)
  expect(usdOf('flow logs', { ...open, estate: undefined })).toBeLessThan(5)
})

test('what AWS Backup does not keep is not paid for as a backup', () => {
  const managed = { database: { type: 'timestream' } }
  expect(usdOf('backup', managed)).toBeLessThan(usdOf('backup'))
  // Nor is it copied each night, as an InfluxDB of ours is: 28 GB, for 42 days.
  expect(usdOf('storage') - usdOf('storage', managed)).toBeGreaterThan(28 * 42 * PRICES.bucketGb)
})

test('without a zone there is one edge, no load balancer before Grafana, and no alarm that scales', () => {
  const lines = costOf({ zoneId: undefined, relay: { viewers: 4000 } }).lines
  expect(lines.find(({ part }) => part === 'relay')?.why).toContain('and 1 edge on average')
  expect(lines.find(({ part }) => part === 'Grafana')?.why).not.toContain('load balancer')
  const alarms = (more: object) =>
    Number(
      /^(\d+) alarms/.exec(
        costOf(more).lines.find(({ part }) => part.startsWith('alarms'))?.why ?? '',
      )?.[1],
    )
  expect(
    alarms({ relay: { viewers: 4000 } }) - alarms({ relay: { viewers: 4000 }, zoneId: undefined }),
  ).toBe(2 + 6)
})
