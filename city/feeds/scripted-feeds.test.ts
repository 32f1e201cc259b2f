// The feeds of the scripted day: the counts that are told of it, nobody struck twice, and most of it standing all day.
import { expect, test } from 'vitest'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { PERIOD_S, scriptedDay } from '../script.ts'
import { feedCityPlan } from './feed-city-plan.ts'
import { scriptedFeeds } from './scripted-feeds.ts'

const fleet = synthesizeFleet({ seed: 1 })
const faults = scriptedFeeds(fleet, { seed: 1 })
const nvrOf = new Map([
  ...fleet.cameras.map(({ id, nvr }) => [id as string, nvr as string] as const),
  ...fleet.nvrs.map(({ id }) => [id as string, id as string] as const),
])

function countOf(...kinds: readonly string[]): number {
  const standing = faults.filter(({ kind, from, to }) => kinds.includes(kind) && to - from === 660)
  return standing.reduce((sum, { ids }) => sum + ids.length, 0)
}

test('the full city has its black, frozen, unplugged and locked ones all day', () => {
  expect(countOf('black', 'black-clock')).toBe(40)
  expect(countOf('no-signal-blue', 'no-signal-text', 'no-signal-bars')).toBe(25)
  expect(countOf('frozen')).toBe(20)
  expect(countOf('lens-cap')).toBe(10)
  expect(countOf('unplugged')).toBe(60)
  expect(countOf('unauthorized')).toBe(2)
  expect(countOf('busy')).toBe(1)
  expect(countOf('refuse')).toBe(2)
  expect(countOf('disk-failed')).toBe(12)
  expect(countOf('clock-off')).toBe(15)
})

test('others come and go on NVRs that are looked at every minute, and are over before the day is', () => {
  const passing = faults.filter(({ from }) => from > 0)
  expect(passing.map(({ id }) => id)).toContain('nvr-black')
  for (const { from, to, ids } of passing) {
    expect(to - from).toBeGreaterThanOrEqual(200)
    expect(to).toBeLessThan(PERIOD_S)
    const classes = fleet.cameras.filter(({ nvr }) => ids.includes(nvr)).map((one) => one.class)
    expect(classes.length).toBeGreaterThan(0)
    for (const name of classes) expect(['traffic', 'flood']).toContain(name)
  }
})

test('no NVR is struck twice, by the pinger’s faults neither', () => {
  const struck = faults.flatMap(({ ids }) => ids.map((id) => nvrOf.get(id)))
  expect(struck).not.toContain(undefined)
  expect(new Set(struck).size).toBe(struck.length)
  const cut = new Set(scriptedDay(fleet, { seed: 1 }).faults.flatMap(({ addresses }) => addresses))
  for (const { id, address } of fleet.nvrs) {
    if (struck.includes(id)) expect(cut.has(address)).toBe(false)
  }
})

test('the plan serves all NVRs with their cameras, and a small city too', () => {
  const login = { user: 'u', password: 'p' }
  const options = { ...login, port: 8554, startedAt: 0, seed: 1, script: true }
  const plan = feedCityPlan(fleet, options)
  expect(plan.nvrs).toHaveLength(fleet.nvrs.length)
  expect(plan.nvrs.reduce((sum, { cameras }) => sum + cameras.length, 0)).toBe(14_000)
  expect(plan.relay?.address).toMatch(/^127\./)
  expect(plan.faults).toEqual(faults)
  const small = synthesizeFleet({ seed: 2, scale: 0.001 })
  expect(feedCityPlan(small, options).faults.length).toBeGreaterThan(4)
  expect(feedCityPlan(small, { ...options, script: false }).faults).toEqual([])
  const [first, ...rest] = fleet.nvrs
  const abroad = { ...fleet, nvrs: [{ ...first, address: '192.0.2.1' } as typeof first, ...rest] }
  expect(feedCityPlan(abroad as typeof fleet, options).nvrs).toHaveLength(rest.length)
})
