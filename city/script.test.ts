// The scripted day shows every kind of fault within ten minutes, with recovery between.
import { expect, test } from 'vitest'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology, pingedTargets } from '../fleet/topology.ts'
import { rttTable } from './rtt.ts'
import { activeFaults, faultOptions, scriptedDay, untilNextChange } from './script.ts'

const fleet = synthesizeFleet({ seed: 1 })
const topology = buildTopology(fleet)
const script = scriptedDay(fleet, { seed: 1 })
const byAddress = new Map(pingedTargets(fleet).map((target) => [target.address, target]))

test('every kind of fault is over within ten minutes, and nothing is on at the end', () => {
  const kinds = new Set(script.faults.map(({ kind }) => kind))
  expect(kinds).toEqual(new Set(['cut', 'loss', 'delay', 'flap', 'refused', 'duplicates']))
  for (const { from, to } of script.faults) {
    expect(from).toBeGreaterThanOrEqual(30)
    expect(to).toBeGreaterThan(from)
    expect(to).toBeLessThan(600)
  }
  expect(activeFaults(script, script.periodS - 1)).toEqual([])
})

test('faults strike known addresses, never an anchor', () => {
  for (const { addresses } of script.faults) {
    expect(addresses.length).toBeGreaterThan(0)
    expect(new Set(addresses).size).toBe(addresses.length)
    for (const address of addresses) expect(byAddress.has(address)).toBe(true)
  }
})

test('an ISP node takes hundreds with it; the switch-off is exactly 4,470 points', () => {
  const addressesOf = (id: string): readonly string[] =>
    script.faults.find((fault) => fault.id === id)?.addresses ?? []
  expect(addressesOf('isp-node-cut').length).toBeGreaterThan(300)
  const points = addressesOf('switch-off').reduce(
    (sum, address) => sum + topology.childrenOf(byAddress.get(address)?.id ?? '').length,
    0,
  )
  expect(points).toBe(4470)
})

test('changes are found one after the other', () => {
  const times: number[] = []
  for (let at = 0; at < script.periodS; at += untilNextChange(script, at)) times.push(at)
  expect(times.length).toBeGreaterThan(12)
  for (const [n, at] of times.entries()) {
    const next = times[n + 1] ?? script.periodS
    expect(activeFaults(script, next - 0.001)).toEqual(activeFaults(script, at))
  }
})

test('a small city has its day too, and its options cross to a thread', () => {
  const small = synthesizeFleet({ seed: 2, scale: 0.001 })
  const options = faultOptions(small, 0)
  expect(options.script.faults.length).toBeGreaterThan(4)
  expect(structuredClone(options)).toEqual(options)
})

test('round-trip times fit the line, and an NVR lies behind its uplink', () => {
  const rtt = rttTable(fleet, 1)
  const medianMs = new Map(
    rtt.addresses.map((address, n) => [address, (rtt.medianUs[n] ?? 0) / 1000]),
  )
  for (const { address, tech } of fleet.uplinks) {
    const ms = medianMs.get(address) ?? 0
    expect(ms).toBeGreaterThanOrEqual(tech === 'lte' ? 25 : 2)
    expect(ms).toBeLessThanOrEqual(60)
  }
  for (const { address, uplink } of fleet.nvrs.slice(0, 200)) {
    const line = topology.byId(uplink)
    const above = line?.kind === 'uplink' ? medianMs.get(line.address) : undefined
    expect(medianMs.get(address)).toBeGreaterThan(above ?? Number.POSITIVE_INFINITY)
  }
})
