import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fleet } from '../fleet/model.ts'
import { seededRandom } from '../fleet/random.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../fleet/topology.ts'
import { type PureCity, pureCity, wholeSubtree } from '../test/rigs/pure-city.ts'
import type { IncidentEvent } from './incident.ts'
import { createIncidents } from './incidents.ts'

const CITY = synthesizeFleet({ seed: 1 })
const NODE = 'isp-nusa-1'
const CUT_AT = 30_000

/** The city link, one node, and the 4,470 targets behind it. */
const BRANCH = branchOf(CITY, NODE)
const BRANCH_TOPOLOGY = buildTopology(BRANCH)
const BRANCH_IDS = wholeSubtree(BRANCH_TOPOLOGY, NODE)

/** Few of the lines of the branch: long days pass quickly. */
const SMALL: Fleet = {
  ...BRANCH,
  uplinks: BRANCH.uplinks.slice(0, 20),
  nvrs: BRANCH.nvrs.filter(({ uplink }) =>
    BRANCH.uplinks.slice(0, 20).some(({ id }) => id === uplink),
  ),
  cameras: [],
}

/** Lines of some providers, with nothing above and nothing below. */
function fakeCity({ isps }: { isps: Readonly<Record<string, number>> }): Fleet {
  const [model] = CITY.uplinks
  const inOrder = Object.entries(isps).flatMap(([isp, count]) => Array<string>(count).fill(isp))
  // Spread over the city: a provider that is one kelurahan could not be told from it.
  const names = seededRandom(1, 'isps').shuffled(inOrder)
  const uplinks = CITY.uplinks.slice(0, names.length).map(({ parent: _, ...line }, k) => ({
    ...line,
    isp: names[k] ?? model?.isp ?? '',
  }))
  return { ...CITY, nodes: [], uplinks, nvrs: [], cameras: [], portals: [] }
}

function branchOf(fleet: Fleet, node: string): Fleet {
  const uplinks = fleet.uplinks.filter(({ parent }) => parent === node)
  const lines = new Set<string>(uplinks.map(({ id }) => id))
  const nvrs = fleet.nvrs.filter(({ uplink }) => lines.has(uplink))
  const recorders = new Set<string>(nvrs.map(({ id }) => id))
  return {
    ...fleet,
    nodes: fleet.nodes.filter(({ id }) => id === 'city-link' || id === node),
    uplinks,
    nvrs,
    cameras: fleet.cameras.filter(({ nvr }) => recorders.has(nvr)),
    portals: [],
  }
}

function cut(city: PureCity, ids: readonly string[], from: number, to?: number): void {
  const silence = to === undefined ? { from } : { from, to }
  city.silence(...ids.map((targetId) => ({ targetId, ...silence })))
}

/** Without how the list grew and shrank on the way, which depends on whose turn came when. */
const told = (events: readonly IncidentEvent[]): IncidentEvent[] =>
  events.filter(({ what }) => what !== 'grown' && what !== 'shrunk')
const steps = (events: readonly IncidentEvent[]): string[] => told(events).map(({ what }) => what)
const CUT_AND_BACK = ['opened', 'settled', 'recovering', 'closed']

describe('a node with 4,470 targets behind it, cut', () => {
  it('is one incident that lists exactly them, in any order of looks, and no child is ever down', () => {
    for (let seed = 0; seed < 4; seed++) {
      // Every other time the node itself comes last.
      const city = pureCity(BRANCH, seededRandom(seed), seed % 2 === 0 ? { [NODE]: 9_990 } : {})
      cut(city, BRANCH_IDS, CUT_AT)
      city.until(CUT_AT + 26_000)
      expect(steps(city.events)).toEqual(['opened', 'settled'])
      expect(city.events.map(({ at }) => at - (city.events[0]?.at ?? 0))).toEqual([0, 0])
      const [opened] = city.events
      expect(opened).toMatchObject({
        what: 'opened',
        incident: { reason: 'topmost-failed', cause: { kind: 'target', targetId: NODE } },
      })
      expect(opened?.incident.affected).toEqual(BRANCH_IDS)
      expect(opened?.at).toBeLessThanOrEqual(CUT_AT + 26_000)
      const down = city.transitions.filter(({ to }) => to === 'down')
      expect(down.map(({ targetId }) => targetId)).toEqual([NODE])
    }
  })
})

describe('a node that comes back', () => {
  it('is over when all behind it answered', () => {
    const city = pureCity(BRANCH, seededRandom(7))
    cut(city, BRANCH_IDS, CUT_AT, 120_000)
    city.until(160_000)
    expect(steps(city.events)).toEqual(CUT_AND_BACK)
    expect(city.events.at(-1)?.incident).toMatchObject({ affected: [], peak: BRANCH_IDS.length })
    // What a receiver is to hear within 30 s of the repair.
    expect(city.events.at(-1)?.at).toBeLessThanOrEqual(150_000)
    expect(city.transitions.filter(({ to }) => to === 'down')).toHaveLength(1)
    expect(city.open()).toEqual([])
  })

  it('leaves those still dead to one further incident, and keeps them listed until then', () => {
    const bare = { ...BRANCH, cameras: [] }
    const ids = wholeSubtree(buildTopology(bare), NODE)
    const dead = bare.nvrs.slice(100, 137).map(({ id }) => id as string)
    const city = pureCity(bare, seededRandom(8))
    cut(city, ids, CUT_AT, 120_000)
    cut(city, dead, 60_000)
    city.until(200_000)
    expect(steps(city.events)).toEqual([...CUT_AND_BACK, 'opened', 'settled'])
    const left = told(city.events)[5]?.incident
    expect(left).toMatchObject({ reason: 'left-behind', cause: { kind: 'target', targetId: NODE } })
    expect(left?.affected).toEqual(dead.toSorted())
    expect(left?.evidence['after']).toBe(city.events[0]?.incidentId)
    expect(city.open()).toHaveLength(1)
  })

  it('folds what is left under the one line that hides it', () => {
    const line = BRANCH.uplinks.find(({ id }) => BRANCH_TOPOLOGY.subtreeSize(id) >= 4)
    const ids = wholeSubtree(BRANCH_TOPOLOGY, line?.id ?? '')
    const city = pureCity(BRANCH, seededRandom(9))
    cut(city, BRANCH_IDS, CUT_AT, 120_000)
    cut(city, ids, 60_000, 300_000)
    city.until(360_000)
    expect(steps(city.events)).toEqual([...CUT_AND_BACK, 'opened', 'settled', 'closed'])
    expect(told(city.events)[5]?.incident).toMatchObject({
      reason: 'left-behind',
      cause: { kind: 'target', targetId: line?.id },
      affected: ids,
    })
  })

  it('does not page again for who was dead before', () => {
    const [first] = BRANCH.nvrs
    const city = pureCity(BRANCH, seededRandom(10))
    cut(city, [first?.id ?? ''], 20_000)
    cut(city, BRANCH_IDS, 60_000, 120_000)
    city.until(200_000)
    expect(told(city.events).map(({ what, incident: { cause } }) => [what, cause])).toEqual([
      ['opened', { kind: 'target', targetId: first?.id }],
      ['settled', { kind: 'target', targetId: first?.id }],
      ['opened', { kind: 'target', targetId: NODE }],
      ['settled', { kind: 'target', targetId: NODE }],
      ['recovering', { kind: 'target', targetId: NODE }],
      ['closed', { kind: 'target', targetId: NODE }],
    ])
    expect(told(city.events)[3]?.incident.affected).toEqual(BRANCH_IDS)
  })
})

describe('what has an attribute in common', () => {
  const roots = fakeCity({ isps: { serat: 912, lain: 4657 } })

  it('900 of 912 lines of one provider within a minute are one incident', () => {
    const random = seededRandom(12)
    const victims = random
      .shuffled(roots.uplinks.filter(({ isp }) => isp === 'serat'))
      .slice(0, 900)
    const city = pureCity(roots, random)
    for (const [k, { id }] of victims.entries()) {
      city.silence({ targetId: id, from: CUT_AT + (k * 60_000) / 900 })
    }
    city.until(CUT_AT + 120_000)
    expect(city.events.filter(({ what }) => what === 'opened')).toHaveLength(1)
    const [now] = city.open()
    expect(now?.cause).toEqual({
      kind: 'shared',
      attribute: 'isp',
      value: 'serat',
      failed: 900,
      total: 912,
    })
    expect(now?.affected).toEqual(victims.map(({ id }) => id as string).sort())
  })

  it('most of it back, those still dead are one further incident', () => {
    const victims = roots.uplinks.filter(({ isp }) => isp === 'serat').map(({ id }) => id as string)
    const left = victims.slice(0, 20)
    const city = pureCity(roots, seededRandom(14))
    cut(city, victims, CUT_AT, 120_000)
    cut(city, left, 119_000)
    city.until(220_000)
    expect(city.open()).toMatchObject([
      { reason: 'left-behind', cause: { kind: 'shared', value: 'serat', failed: 20 } },
    ])
    expect(city.open()[0]?.affected).toEqual(left.toSorted())
    expect(city.events.filter(({ what }) => what === 'closed')).toHaveLength(1)
  })
})

describe('a restart', () => {
  it.each([45_000, 100_000, 126_000, 134_000])('at %i ms changes nothing', (at) => {
    const run = (restart: boolean) => {
      const city = pureCity(BRANCH, seededRandom(15))
      cut(city, BRANCH_IDS, CUT_AT, 120_000)
      cut(
        city,
        BRANCH.nvrs.slice(3, 9).map(({ id }) => id),
        60_000,
      )
      city.until(at)
      if (restart) city.restartIncidents()
      city.until(200_000)
      return told(city.events).map(({ what, incident }) => [
        what,
        incident.id,
        incident.reason,
        incident.affected,
      ])
    }
    expect(run(true)).toEqual(run(false))
  })
})

describe('a restart in the middle of a common cause', () => {
  it('lets later victims join it, and ends it when they are back', () => {
    const roots = fakeCity({ isps: { serat: 90, lain: 900 } })
    const victims = roots.uplinks.filter(({ isp }) => isp === 'serat').map(({ id }) => id as string)
    const city = pureCity(roots, seededRandom(16))
    for (const [k, targetId] of victims.entries()) {
      city.silence({ targetId, from: CUT_AT + k * 600, to: 150_000 })
    }
    city.until(60_000)
    city.restartIncidents()
    city.until(220_000)
    expect(steps(city.events)).toEqual(CUT_AND_BACK)
    // The last one joined at some 94 s, after the restart.
    const settled = city.events.find(({ what }) => what === 'settled')
    expect(settled?.incident.affected).toHaveLength(90)
    expect(city.events.at(-1)?.incident).toMatchObject({
      cause: { kind: 'shared', attribute: 'isp', value: 'serat', failed: 90, total: 90 },
      peak: 90,
    })
  })
})

describe('a probe that sees nothing', () => {
  const [line] = SMALL.uplinks
  const fell = {
    targetId: line?.id ?? '',
    at: 10_000,
    decidedAt: 14_000,
    from: 'up',
    to: 'down',
    reason: 'all-lost',
    evidence: { sent: 7, lost: 7 },
  } as const

  it('is one incident and no other, until it sees again', () => {
    const incidents = createIncidents({ fleet: SMALL })
    incidents.take([fell], 14_000)
    expect(incidents.blind(13_000, 15_000)).toMatchObject([
      {
        what: 'opened',
        incident: { reason: 'probe-blind', cause: { kind: 'probe' }, openedAt: 13_000 },
      },
      { what: 'settled', at: 15_000 },
    ])
    expect(incidents.blind(13_000, 16_000)).toEqual([])
    expect(incidents.tick(100_000)).toEqual([])
    expect(incidents.sighted(101_000)).toMatchObject([{ what: 'closed', at: 101_000 }])
    expect(incidents.sighted(102_000)).toEqual([])
    expect(incidents.tick(105_000)).toEqual([])
    expect(incidents.tick(120_000)).toMatchObject([
      { what: 'opened', incident: { evidence: { sent: 7, lost: 7 }, openedAt: 10_000 } },
      { what: 'settled', incident: { settled: true } },
    ])
  })

  it('an acknowledgement is kept and told', () => {
    const incidents = createIncidents({ fleet: SMALL })
    incidents.take([fell], 14_000)
    const [opened] = incidents.tick(40_000)
    const by = { at: 50_000, by: 'budi', note: 'on my way' }
    expect(incidents.acknowledge('inc-none', by)).toEqual([])
    expect(incidents.acknowledge(opened?.incidentId ?? '', by)).toMatchObject([
      { what: 'acknowledged', at: 50_000, incident: { acknowledged: by } },
    ])
    expect(incidents.open()).toMatchObject([{ acknowledged: by }])
  })
})

describe('routers that report', () => {
  it('what one of them reports is one incident that names it', () => {
    const roots = fakeCity({ isps: { serat: 500, lain: 500 } })
    const incidents = createIncidents({ fleet: roots })
    const every = roots.uplinks.filter((_, k) => k % 10 === 0)
    const fallen = every.map(({ id }) => ({
      targetId: id,
      at: 10_000,
      decidedAt: 14_000,
      from: 'up' as const,
      to: 'down' as const,
      reason: 'refused' as const,
      evidence: { sent: 7, lost: 7, icmp: '3/1', reporter: '10.9.9.9' },
    }))
    const alive = roots.uplinks.map(({ id }) => ({
      targetId: id,
      at: 1000,
      decidedAt: 1000,
      from: 'unknown' as const,
      to: 'up' as const,
      reason: 'answers' as const,
      evidence: {},
    }))
    incidents.take(alive, 1000)
    incidents.take(fallen.slice(0, 60), 14_000)
    expect(incidents.tick(20_000)).toMatchObject([
      {
        incident: {
          cause: {
            kind: 'shared',
            attribute: 'reporter',
            value: '10.9.9.9',
            failed: 60,
            total: 60,
          },
        },
      },
    ])
    incidents.take(fallen.slice(60), 30_000)
    expect(incidents.open()).toMatchObject([{ cause: { failed: 100, total: 100 }, peak: 100 }])
  })
})

describe('properties', () => {
  const tiny = { ...SMALL, nvrs: SMALL.nvrs.slice(0, 30) }
  const ids = [...tiny.nodes, ...tiny.uplinks, ...tiny.nvrs].map(({ id }) => id as string)
  const topology = buildTopology(tiny)
  const silence = fc.record({
    targetId: fc.constantFrom(...ids),
    from: fc.integer({ min: 10, max: 200 }),
    length: fc.integer({ min: 1, max: 120 }),
    subtree: fc.boolean(),
  })
  const days = fc.array(silence, { maxLength: 6 })

  function walk(
    day: readonly { targetId: string; from: number; length: number; subtree: boolean }[],
    order: number,
  ) {
    // Phases of their own stream: `order` is only how rows stand in a batch.
    const phases = seededRandom(1, 'phases')
    const city = pureCity(
      tiny,
      seededRandom(order),
      Object.fromEntries(ids.map((id) => [id, phases.next() * 10_000])),
    )
    for (const { targetId, from, length, subtree } of day) {
      const whom = subtree ? wholeSubtree(topology, targetId) : [targetId]
      cut(city, whom, from * 1000, (from + length) * 1000)
    }
    return city
  }

  it('who is dead for long enough is in an incident, and nobody who lives is', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 40, max: 400 }), (day, until) => {
        const city = walk(day, 1)
        city.until(until * 1000)
        const listed = new Set(city.open().flatMap(({ affected }) => affected))
        const { targets } = city.topology
        for (const [position, { id }] of targets.entries()) {
          const { state, since } = city.estate.verdict(position)
          const dead = state === 'down' || state === 'unreachable'
          // Long enough for the hold, a look at all below and the settling.
          if (!dead) expect(listed).not.toContain(id)
          else if (since < city.now - 45_000) expect(listed).toContain(id)
        }
        city.until(800_000)
        expect(city.open()).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  it('the order of results in a batch changes nothing', () => {
    fc.assert(
      fc.property(days, fc.nat(1000), (day, order) => {
        const one = walk(day, 1)
        const other = walk(day, order + 2)
        one.until(300_000)
        other.until(300_000)
        expect(other.events).toEqual(one.events)
      }),
      { numRuns: 15 },
    )
  })

  it('the life of an incident joins up: opened once, closed at most once unless it flaps', () => {
    fc.assert(
      fc.property(days, (day) => {
        const city = walk(day, 1)
        city.until(500_000)
        const last = new Map<string, IncidentEvent>()
        for (const event of city.events) {
          const before = last.get(event.incidentId)
          last.set(event.incidentId, event)
          expect(before === undefined).toBe(event.what === 'opened')
          expect(event.at).toBeGreaterThanOrEqual(before?.at ?? event.incident.openedAt)
          if (before?.incident.state === 'closed') expect(event.what).toBe('flapping')
        }
      }),
      { numRuns: 20 },
    )
  })
})
