// Who would be paged, over the reference city: the steps that tell people, for a cut, a return, a flap, a provider, a plan.
import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../fleet/random.ts'
import { LARGEST_NODE } from '../fleet/synthetic/nodes.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../fleet/topology.ts'
import { availabilityOf } from '../store/availability.ts'
import { fewLines } from '../test/rigs/few-lines.ts'
import { type PureCity, pureCity, wholeSubtree } from '../test/rigs/pure-city.ts'
import type { IncidentEvent } from './incident.ts'

const CITY = synthesizeFleet({ seed: 1 })
const TOPOLOGY = buildTopology(CITY)
const NODE: string = LARGEST_NODE
const CUT = wholeSubtree(TOPOLOGY, NODE)
const BEHIND = CUT.filter((id) => id !== NODE)
const CUT_AT = 20_000
const PLANNED = {
  planned: 'suspension',
  plannedId: 'letter-12',
  owner: 'diskominfo',
  why: 'switched off by letter',
} as const

function cut(city: PureCity, ids: readonly string[], from: number, to?: number): void {
  city.silence(...ids.map((targetId) => ({ targetId, from, ...(to === undefined ? {} : { to }) })))
}

const told = (city: PureCity, ...what: readonly IncidentEvent['what'][]): IncidentEvent[] =>
  city.events.filter((event) => what.includes(event.what))
const steps = (city: PureCity): string[] =>
  city.events.map(({ what }) => what).filter((what) => what !== 'grown' && what !== 'shrunk')

describe('page.cut', () => {
  it.each([0, 5000, 9990])('one page with the 4,471 ids, the node %i ms late', (phase) => {
    const city = pureCity(CITY, seededRandom(phase), { [NODE]: phase })
    cut(city, CUT, CUT_AT)
    city.until(CUT_AT + 30_000)
    expect(BEHIND).toHaveLength(4470)
    expect(steps(city)).toEqual(['opened', 'settled'])
    const [page] = told(city, 'settled')
    expect(page?.incident).toMatchObject({
      cause: { kind: 'target', targetId: NODE },
      settled: true,
    })
    expect(page?.incident.affected).toEqual(CUT)
    expect((page?.at ?? 0) - CUT_AT).toBeLessThan(20_000)
  })

  it('no page for a child in 100 orders of looks, with the parent last among them', () => {
    const fleet = fewLines(CITY, NODE, 5)
    const ids = wholeSubtree(buildTopology(fleet), NODE)
    for (let order = 0; order < 100; order++) {
      const city = pureCity(fleet, seededRandom(order), { [NODE]: 9990 })
      cut(city, ids, CUT_AT)
      city.until(CUT_AT + 30_000)
      expect(steps(city)).toEqual(['opened', 'settled'])
      expect(city.events[1]?.incident.affected).toEqual(ids)
    }
  })

  it('is not told before a child that lives was asked, nor much later', () => {
    const fleet = { ...fewLines(CITY, NODE, 12), cameras: [] }
    const topology = buildTopology(fleet)
    const ids = wholeSubtree(topology, NODE)
    const alive = wholeSubtree(topology, fleet.uplinks[3]?.id ?? '')
    const dead = ids.filter((id) => !alive.includes(id))
    const city = pureCity(fleet, seededRandom(1), { [NODE]: 0 })
    cut(city, dead, CUT_AT)
    city.until(CUT_AT + 30_000)
    const [page] = told(city, 'settled')
    expect(page?.incident.affected).toEqual(dead)
    const node = city.transitions.find(({ targetId, to }) => targetId === NODE && to === 'down')
    expect((page?.at ?? 0) - (node?.decidedAt ?? 0)).toBeLessThan(7000)
  })
})

describe('page.back', () => {
  it('one recovery, and one further page for the 37 that stayed dead', () => {
    const left = TOPOLOGY.subtree(NODE)
      .filter(({ kind }) => kind === 'nvr')
      .slice(200, 237)
      .map(({ id }) => id as string)
    const city = pureCity(CITY, seededRandom(5))
    const behind = left.flatMap((id) => wholeSubtree(TOPOLOGY, id)).sort()
    cut(city, CUT, CUT_AT, 90_000)
    cut(city, left, 60_000)
    city.until(150_000)
    expect(steps(city)).toEqual([
      ...['opened', 'settled', 'recovering', 'closed'],
      ...['opened', 'settled'],
    ])
    const [, page] = told(city, 'settled')
    expect(page?.incident).toMatchObject({ reason: 'left-behind', byKind: { nvr: 37 } })
    expect(page?.incident.affected).toEqual(behind)
    expect((told(city, 'closed')[0]?.at ?? 0) - 90_000).toBeLessThan(30_000)
  })
})

describe('page.flap', () => {
  it('a line toggled for 30 min tells people twice, recovers twice, and all its changes are kept', () => {
    const fleet = fewLines(CITY, NODE, 6)
    const [line] = fleet.uplinks
    const ids = wholeSubtree(buildTopology(fleet), line?.id ?? '')
    const city = pureCity(fleet, seededRandom(6))
    const end = CUT_AT + 30 * 60_000
    for (let from = CUT_AT; from < end; from += 40_000) cut(city, ids, from, from + 20_000)
    city.until(end + 10 * 60_000)
    expect(told(city, 'settled', 'flapping').map(({ what }) => what)).toEqual([
      'settled',
      'flapping',
    ])
    expect(told(city, 'closed', 'stable').map(({ incident }) => incident.state)).toEqual([
      'closed',
      'closed',
    ])
    const changes = city.transitions.filter(({ targetId }) => targetId === line?.id)
    expect(changes.filter(({ to }) => to === 'down')).toHaveLength(45)
    expect(changes.filter(({ from }) => from === 'down')).toHaveLength(45)
  })
})

describe('page.shared', () => {
  const failing = (city: PureCity, random: Random, isp?: string) => {
    const lines = CITY.uplinks.filter((line) => isp === undefined || line.isp === isp)
    const victims = random.shuffled(lines).slice(0, 900)
    for (const [k, { id }] of victims.entries()) {
      cut(city, wholeSubtree(TOPOLOGY, id), CUT_AT + (k * 60_000) / 900)
    }
    city.until(CUT_AT + 100_000)
  }

  it.each(['nusa', 'lawang'])(
    '900 lines of %s in a minute are one page that names its share',
    (isp) => {
      const city = pureCity(CITY, seededRandom(7))
      failing(city, seededRandom(8), isp)
      expect(steps(city)).toEqual(['opened', 'settled'])
      const [opened, page] = city.events.filter(({ what }) => what !== 'grown')
      const total = CITY.uplinks.filter((line) => line.isp === isp).length
      expect(page?.incident.cause).toMatchObject({
        kind: 'shared',
        attribute: 'isp',
        value: isp,
        total,
      })
      const failed = page?.incident.cause.kind === 'shared' ? page.incident.cause.failed : 0
      expect(failed).toBeGreaterThanOrEqual(810)
      expect((page?.at ?? 0) - (opened?.at ?? 0)).toBeLessThanOrEqual(60_000)
      expect(
        city.events.find(({ what }) => what === 'grown')?.at ?? page?.at,
      ).toBeGreaterThanOrEqual(page?.at ?? 0)
    },
  )

  it('900 unrelated ones claim no common cause', () => {
    const city = pureCity(CITY, seededRandom(9))
    failing(city, seededRandom(10))
    expect(new Set(city.events.map(({ incident }) => incident.cause.kind))).toEqual(
      new Set(['target']),
    )
    expect(told(city, 'settled')).toHaveLength(900)
  })
})

describe('page.planned', () => {
  it('4,470 covered by list and unplugged page nobody; their owner once, where they stay dead', () => {
    const city = pureCity(CITY, seededRandom(11))
    city.until(CUT_AT)
    city.plan(BEHIND)
    cut(city, BEHIND, 30_000, 180_000)
    city.until(120_000)
    expect(city.events).toEqual([])
    const line = BEHIND.find((id) => TOPOLOGY.byId(id)?.kind === 'uplink') ?? ''
    const changes = city.transitions.filter(({ targetId }) => targetId === line)
    expect(changes.map(({ to }) => to)).toEqual(['up', 'suspended'])
    expect(availabilityOf(changes, [], 10_000, 120_000)).toMatchObject({
      unavailableMs: 0,
      ratio: 1,
    })

    city.plan([], { by: PLANNED, ids: BEHIND })
    expect(steps(city)).toEqual(['opened', 'settled'])
    expect(city.events[1]).toMatchObject({
      at: 120_000,
      incident: { reason: 'planned-over', cause: { kind: 'planned', ...PLANNED }, settled: true },
    })
    expect(city.events[1]?.incident.affected).toEqual(BEHIND)
    city.until(220_000)
    expect(steps(city)).toEqual(['opened', 'settled', 'closed'])
    expect(city.open()).toEqual([])
  })
})
