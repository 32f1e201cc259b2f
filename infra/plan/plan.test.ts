import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type StackConfig, stackSchema } from '../config.ts'
import { DATABASE_TYPES } from './database-size.ts'
import { GATEWAY_TYPES } from './link-size.ts'
import { planLines, planStack } from './plan.ts'
import type { EstateCounts } from './sizes.ts'
import { WORKER_TYPES } from './worker-size.ts'

const CITY: EstateCounts = { targets: 27_431, pinged: 13_431, nvrs: 7862, cameras: 14_000 }

function configOf(more: object = {}): StackConfig {
  return stackSchema.parse({
    estate: 'estate',
    domain: 'ronda.semarang.example',
    link: { type: 'wireguard', cityKey: `${'A'.repeat(43)}=`, networks: ['10.0.0.0/12'] },
    alarms: { emails: ['noc@semarang.example'] },
    budget: { monthlyUsd: 6000 },
    ...more,
  })
}

const counts: fc.Arbitrary<EstateCounts> = fc
  .record({
    uplinks: fc.nat(30_000),
    nvrs: fc.nat(40_000),
    cameras: fc.nat(80_000),
  })
  .map(({ uplinks, nvrs, cameras }) => ({
    targets: uplinks + nvrs + cameras,
    pinged: uplinks + nvrs,
    nvrs,
    cameras,
  }))
const relays = fc.record({
  viewers: fc.nat(100_000),
  kbps: fc.integer({ min: 64, max: 20_000 }),
  watchedShare: fc.double({ min: 0.001, max: 1, noNaN: true }),
})
const databases = fc.constantFrom<object>(
  { type: 'ec2' },
  { type: 'timestream' },
  { type: 'timestream', edition: '2', standby: true },
)
const links = fc.constantFrom<object>(
  { type: 'none' },
  { type: 'vpn', gateway: '203.0.113.7', networks: ['10.0.0.0/12'] },
  { type: 'wireguard', cityKey: `${'A'.repeat(43)}=`, networks: ['10.0.0.0/12'] },
)

test('every part of capacity is monotone in targets, recorders, cameras, viewers, kbps and share', () => {
  fc.assert(
    fc.property(counts, counts, relays, relays, databases, (a, b, relay, more, database) => {
      const less = capacity(a, configOf({ relay, database }))
      const larger = capacity(
        {
          targets: a.targets + b.targets,
          pinged: a.pinged + b.pinged,
          nvrs: a.nvrs + b.nvrs,
          cameras: a.cameras + b.cameras,
        },
        configOf({
          relay: {
            viewers: relay.viewers + more.viewers,
            kbps: Math.max(relay.kbps, more.kbps),
            watchedShare: Math.max(relay.watchedShare, more.watchedShare),
          },
          database,
        }),
      )
      for (const [i, one] of less.entries()) expect(larger[i]).toBeGreaterThanOrEqual(one)
    }),
  )
})

test('costs are cents of known parts, none of them negative, and add up to the sum', () => {
  fc.assert(
    fc.property(
      counts,
      relays,
      databases,
      links,
      fc.boolean(),
      (estate, relay, database, link, protect) => {
        const { cost } = planStack(
          estate,
          configOf({ relay, database, link, protect }),
          'ap-southeast-3',
        )
        const inCents = cost.lines.map(({ usd }) => Math.round(usd * 100))
        expect(inCents.every((one, i) => one >= 0 && one / 100 === cost.lines[i]?.usd)).toBe(true)
        expect(inCents.reduce((sum, one) => sum + one, 0)).toBe(Math.round(cost.monthlyUsd * 100))
        expect(new Set(cost.lines.map(({ part }) => part)).size).toBe(cost.lines.length)
        expect(cost.perCameraUsd).toBeCloseTo(
          estate.cameras === 0 ? 0 : cost.monthlyUsd / estate.cameras,
        )
      },
    ),
  )
})

test('edges stand between their least and their most, and carry all viewers with one to spare', () => {
  fc.assert(
    fc.property(counts, relays, (estate, relay) => {
      const { relay: size } = planStack(estate, configOf({ relay }), 'ap-southeast-3').sizes
      if (estate.cameras === 0 || relay.viewers === 0) {
        expect(size).toMatchObject({ origins: 0, edgesLeast: 0, edgesMost: 0 })
        return
      }
      expect(size.edgesLeast).toBeLessThanOrEqual(size.edgesMost)
      expect((size.edgesMost - 1) * size.readersPerEdge).toBeGreaterThanOrEqual(relay.viewers)
      expect(size.origins).toBeGreaterThan(0)
    }),
  )
})

test('the reference city', () => {
  const plan = planStack(CITY, configOf(), 'ap-southeast-3')
  expect(plan.sizes).toMatchObject({
    link: { instanceType: 'c7g.large' },
    worker: { instanceType: 'c7g.large', dataGb: 20 },
    relay: { origins: 2, edgesLeast: 2, edgesMost: 2 },
    database: { instanceType: 'm7g.large', storageGb: 60 },
  })
  const told = planLines(plan)
  expect(told).toContain(
    '  streams: 14,000 cameras x 0.1 watched, by at most 500 viewers = 500, 400 Mbit/s from the city',
  )
  expect(told.find((line) => line.startsWith('  cores: '))).toMatch(
    / = 1\.13, of at most 1\.2, too much for t4g\.small \(0\.24\): 60 % of 2$/,
  )
  expect(told.some((line) => /^Cost: \$[\d,.]+ a month, \$0\.\d{3} a camera/.test(line))).toBe(true)
})

test('a city of a few cameras takes the smallest of everything', () => {
  const few = { targets: 60, pinged: 20, nvrs: 10, cameras: 40 }
  const { sizes } = planStack(few, configOf({ relay: { viewers: 5 } }), 'ap-southeast-3')
  expect(sizes).toMatchObject({
    worker: { instanceType: 't4g.small' },
    relay: { origins: 1, edgesLeast: 1, edgesMost: 2 },
    database: { instanceType: 't4g.medium', storageGb: 20 },
  })
})

test('what cannot be carried by any type says so', () => {
  const huge = { targets: 3e7, pinged: 1e7, nvrs: 1e7, cameras: 2e7 }
  const { sizes } = planStack(huge, configOf(), 'ap-southeast-3')
  for (const { why } of [sizes.worker, sizes.database])
    expect(why).toContain('no type is enough: split the estate into two stacks')
})

test('a region without prices of its own is said to have none', () => {
  expect(planStack(CITY, configOf(), 'eu-west-1').cost.pricesOf).toMatch(/^no prices of eu-west-1/)
})

test('what is kept longer takes more disk', () => {
  const keep = (m1: number) =>
    planStack(CITY, configOf(), 'ap-southeast-3', { raw: 7, m1, h1: 730, d1: 3650, ev: 730 }).sizes
      .database.storageGb
  expect(keep(365)).toBeGreaterThan(keep(90))
})

function capacity(estate: EstateCounts, config: StackConfig): number[] {
  const { link, worker, relay, database, storage } = planStack(
    estate,
    config,
    'ap-southeast-3',
  ).sizes
  return [
    GATEWAY_TYPES.indexOf(link?.instanceType ?? ''),
    WORKER_TYPES.indexOf(worker.instanceType),
    worker.dataGb,
    relay.origins,
    relay.edgesLeast,
    relay.edgesMost,
    DATABASE_TYPES.findIndex((one) => one[config.database.type] === database.instanceType),
    database.storageGb,
    storage.evidenceGb,
    storage.backupGb,
    storage.copiesGb,
  ]
}
