// What is switched off on purpose: what an estate shows of it, and what becomes of incidents when that begins and ends.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fleet } from '../fleet/model.ts'
import { seededRandom } from '../fleet/random.ts'
import type { State, Transition } from '../fleet/state.ts'
import { LARGEST_NODE } from '../fleet/synthetic/nodes.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../fleet/topology.ts'
import { CONFIRMED } from '../probes/result.ts'
import { columnsOf, type PureCity, pureCity, wholeSubtree } from '../test/rigs/pure-city.ts'
import { createEstate, type KnownState } from './estate.ts'
import type { IncidentEvent } from './incident.ts'
import { createIncidents } from './incidents.ts'
import type { PlannedCover } from './overlay.ts'

const CITY = synthesizeFleet({ seed: 1 })
const NODE: string = LARGEST_NODE
const uplinks = CITY.uplinks.filter(({ parent }) => parent === NODE).slice(0, 4)
const nvrs = CITY.nvrs.filter(({ uplink }) => uplinks.some(({ id }) => id === uplink))
/** The city link, a node, four lines and their NVRs. */
const FLEET: Fleet = {
  ...CITY,
  nodes: CITY.nodes.filter(({ id }) => id === 'city-link' || id === NODE),
  uplinks,
  nvrs,
  cameras: CITY.cameras.filter(({ nvr }) => nvrs.some(({ id }) => id === nvr)),
  portals: [],
}
const TOPOLOGY = buildTopology(FLEET)
const ALL = wholeSubtree(TOPOLOGY, NODE)
const LINE = wholeSubtree(TOPOLOGY, uplinks[0]?.id ?? '')
const [line] = LINE.filter((id) => TOPOLOGY.byId(id)?.kind === 'uplink') as [string]
const [nvr] = LINE.filter((id) => TOPOLOGY.byId(id)?.kind === 'nvr') as [string]
const COVER: PlannedCover = {
  state: 'suspended',
  plannedId: 'letter-12',
  owner: 'diskominfo',
  why: 'switched off by letter',
  until: 9_000_000,
}
const BY = {
  planned: 'suspension',
  plannedId: 'letter-12',
  owner: 'diskominfo',
  why: 'switched off by letter',
} as const

const coverOf = (ids: readonly string[], cover = COVER): Map<number, PlannedCover> =>
  new Map(ids.map((id) => [TOPOLOGY.indexOf(id), cover]))
const stateOf = (city: PureCity, id: string): string =>
  city.estate.verdict(TOPOLOGY.indexOf(id)).state
const steps = (events: readonly IncidentEvent[]): string[] =>
  events.map(({ what }) => what).filter((what) => what !== 'grown' && what !== 'shrunk')
const cut = (city: PureCity, ids: readonly string[], from: number, to = 1e9): void =>
  city.silence(...ids.map((targetId) => ({ targetId, from, to })))

describe('an estate with a planned outage', () => {
  const known = (state: KnownState['state'], reason: KnownState['reason']): KnownState[] =>
    LINE.map((targetId) => ({ targetId, state, reason, since: 5000 }))
  const fresh = () => createEstate({ fleet: FLEET, startedAt: 90_000 })
  const dead = (at: number, ids: readonly string[]) => {
    const { names } = fresh().asked
    const rows = names.map((name, index) => ({
      index,
      at,
      decidedAt: at + 4500,
      sent: 7,
      lost: ids.includes(name) ? 7 : 0,
      flags: CONFIRMED,
    }))
    return columnsOf(rows)
  }
  const told = (estate: ReturnType<typeof fresh>) =>
    new Set(LINE.map((id) => estate.verdict(TOPOLOGY.indexOf(id)).state))

  it('says who covers a target, from when on and why, and what is true when that ends', () => {
    const estate = fresh()
    estate.apply(dead(100_000, []))
    const begun = estate.plan(coverOf(LINE), 110_000)
    expect(begun.map(({ targetId }) => targetId).sort()).toEqual(LINE)
    expect(begun[0]).toEqual({
      targetId: line,
      at: 110_000,
      decidedAt: 110_000,
      from: 'up',
      to: 'suspended',
      reason: 'planned',
      evidence: {
        plannedId: 'letter-12',
        owner: 'diskominfo',
        why: 'switched off by letter',
        until: 9_000_000,
      },
    })
    expect(estate.apply(dead(120_000, LINE))).toEqual([])
    expect(estate.apply(dead(130_000, LINE))).toEqual([])
    expect(told(estate)).toEqual(new Set(['suspended']))
    const ended = estate.plan(new Map(), 140_000)
    expect(ended[0]).toMatchObject({
      targetId: line,
      at: 140_000,
      from: 'suspended',
      to: 'down',
      reason: 'all-lost',
      evidence: { sent: 7, lost: 7 },
    })
    expect(new Set(ended.slice(1).map(({ to, reason }) => `${to} ${reason}`))).toEqual(
      new Set(['unreachable parent-down']),
    )
  })

  it('tells no change where only another plan covers, and tells one of another state', () => {
    const estate = fresh()
    estate.plan(coverOf([nvr]), 100_000)
    const position = TOPOLOGY.indexOf(nvr)
    const longer = { ...COVER, plannedId: 'letter-13', reference: 'B/13', until: 9_500_000 }
    expect(estate.plan(coverOf([nvr], longer), 110_000)).toEqual([])
    expect(estate.verdict(position).since).toBe(100_000)
    expect(estate.evidence(position)).toMatchObject({ plannedId: 'letter-13', reference: 'B/13' })
    const window = { ...COVER, state: 'maintenance' as const }
    expect(estate.plan(coverOf([nvr], window), 120_000)).toMatchObject([
      { from: 'suspended', to: 'maintenance', at: 120_000 },
    ])
  })

  it('what falls silent before the end and is decided after it is dated after it', () => {
    const estate = fresh()
    estate.apply(dead(100_000, []))
    estate.plan(coverOf([nvr]), 101_000)
    estate.apply(dead(110_000, [nvr]))
    expect(estate.plan(new Map(), 115_000)).toMatchObject([{ to: 'up', at: 115_000 }])
    expect(estate.apply(dead(120_000, [nvr]))[0]).toMatchObject({
      targetId: nvr,
      to: 'down',
      at: 115_000,
    })
  })

  it('goes on after a restart as it was, told in either order', () => {
    const one = fresh()
    expect(one.restore(known('suspended', 'planned'), 90_000)).toEqual([])
    expect(told(one)).toEqual(new Set(['suspended']))
    expect(one.plan(coverOf(LINE), 90_000)).toEqual([])
    const other = fresh()
    expect(other.plan(coverOf(LINE), 90_000)).toHaveLength(LINE.length)
    expect(other.restore(known('suspended', 'planned'), 90_000)).toEqual([])
    for (const estate of [one, other]) {
      expect(estate.verdict(TOPOLOGY.indexOf(line))).toMatchObject({
        state: 'suspended',
        since: 5000,
      })
      expect(estate.apply(dead(100_000, LINE)).map(({ to }) => to)).not.toContain('down')
      expect(told(estate)).toEqual(new Set(['suspended']))
    }
  })

  it('begins while the program did not run: what was up or dead is covered', () => {
    for (const [state, reason] of [
      ['up', 'answers'],
      ['down', 'all-lost'],
    ] as const) {
      const estate = fresh()
      estate.restore(known('up', 'answers'), 90_000)
      estate.restore([{ targetId: line, state, reason, since: 5000 }], 90_000)
      expect(estate.plan(coverOf(LINE), 90_000)[0]).toMatchObject({ from: state, to: 'suspended' })
      const before = fresh()
      before.plan(coverOf(LINE), 90_000)
      expect(before.restore(known(state, reason), 90_000)).toEqual([])
      expect(told(before)).toEqual(new Set(['suspended']))
    }
  })

  it('ended while the program did not run: nothing is known until it was asked', () => {
    const estate = fresh()
    estate.restore(known('suspended', 'planned'), 90_000)
    const ended = estate.plan(new Map(), 90_000)
    expect(new Set(ended.map(({ from, to }) => `${from} ${to}`))).toEqual(
      new Set(['suspended unknown']),
    )
    estate.apply(dead(100_000, [nvr]))
    estate.apply(dead(110_000, [nvr]))
    expect(estate.verdict(TOPOLOGY.indexOf(nvr)).state).toBe('down')
  })
})

describe('while it is switched off on purpose', () => {
  it('a target that was dead leaves its incident, which closes when it is empty', () => {
    const city = pureCity(FLEET, seededRandom(1))
    cut(city, LINE, 20_000)
    city.until(50_000)
    expect(steps(city.events)).toEqual(['opened', 'settled'])
    city.plan(LINE)
    expect(steps(city.events)).toEqual(['opened', 'settled', 'closed'])
    city.until(120_000)
    expect(city.open()).toEqual([])
  })

  it('what is excepted below something dead is unreachable, and in no incident', () => {
    const city = pureCity(FLEET, seededRandom(2))
    cut(city, LINE, 20_000)
    city.until(50_000)
    const rest = wholeSubtree(TOPOLOGY, nvr)
    city.plan(LINE.filter((id) => !rest.includes(id)))
    city.until(120_000)
    expect(stateOf(city, line)).toBe('suspended')
    expect(stateOf(city, nvr)).toBe('unreachable')
    expect(steps(city.events)).toEqual(['opened', 'settled', 'closed'])
    // The line comes back and the excepted one does not: now the fault is there.
    const back = pureCity(FLEET, seededRandom(2))
    cut(back, LINE, 20_000, 80_000)
    cut(back, rest, 20_000)
    back.until(50_000)
    back.plan(LINE.filter((id) => !rest.includes(id)))
    back.until(140_000)
    expect(stateOf(back, nvr)).toBe('down')
    expect(back.open()).toMatchObject([{ cause: { kind: 'target', targetId: nvr } }])
  })

  it('is in no count of flaps', () => {
    const city = pureCity(FLEET, seededRandom(3))
    for (let from = 20_000; from < 300_000; from += 40_000) cut(city, LINE, from, from + 20_000)
    city.until(130_000)
    expect(steps(city.events)).toContain('flapping')
    city.plan(LINE)
    const before = city.events.length
    expect(city.events.at(-1)).toMatchObject({ what: 'stable', incident: { state: 'closed' } })
    city.until(400_000)
    expect(city.events).toHaveLength(before)
  })
})

describe('a planned outage that is over', () => {
  it('opens nothing where all live, or where what is above them has an incident of its own', () => {
    const alive = pureCity(FLEET, seededRandom(4))
    alive.until(20_000)
    alive.plan(LINE)
    alive.until(60_000)
    alive.plan([], { by: BY, ids: LINE })
    expect(alive.events).toEqual([])

    const behind = pureCity(FLEET, seededRandom(5))
    behind.until(20_000)
    behind.plan(LINE)
    cut(behind, ALL, 30_000)
    behind.until(80_000)
    expect(behind.open()).toMatchObject([{ cause: { targetId: NODE } }])
    behind.plan([], { by: BY, ids: LINE })
    behind.until(100_000)
    expect(behind.open()).toHaveLength(1)
    expect(behind.open()[0]?.affected).toEqual(ALL)
  })

  it('is one incident for what is dead by then, listed with what hangs on it', () => {
    const city = pureCity(FLEET, seededRandom(6))
    const lines = uplinks.slice(0, 2).flatMap(({ id }) => wholeSubtree(TOPOLOGY, id))
    city.until(20_000)
    city.plan(ALL.filter((id) => id !== NODE))
    cut(city, lines, 30_000, 150_000)
    city.until(100_000)
    city.plan([], { by: BY, ids: ALL.filter((id) => id !== NODE) })
    expect(steps(city.events)).toEqual(['opened', 'settled'])
    expect(city.open()[0]).toMatchObject({ openedAt: 100_000, cause: { kind: 'planned', ...BY } })
    expect(city.open()[0]?.affected).toEqual(lines.toSorted())
    city.restartIncidents()
    city.until(190_000)
    expect(steps(city.events)).toEqual(['opened', 'settled', 'closed'])
  })

  it('while the probe is blind it waits until it was looked again', () => {
    const incidents = createIncidents({ fleet: FLEET })
    const change = (from: State, to: State, at: number): Transition => ({
      ...{ targetId: line, at, decidedAt: at, from, to, reason: 'planned', evidence: {} },
    })
    incidents.take([change('up', 'suspended', 10_000)], 10_000)
    incidents.blind(19_000, 20_000)
    incidents.take([change('suspended', 'down', 30_000)], 30_000)
    expect(incidents.plannedOver(BY, [TOPOLOGY.indexOf(line)], 30_000)).toEqual([])
    expect(incidents.tick(90_000)).toEqual([])
    expect(steps(incidents.sighted(100_000))).toEqual(['closed'])
    expect(incidents.tick(116_000)).toEqual([])
    expect(incidents.tick(117_000)).toMatchObject([
      { what: 'opened', incident: { cause: { kind: 'planned' }, affected: [line] } },
      { what: 'settled' },
    ])
  })

  it('unnamed it died like anything else', () => {
    const city = pureCity(FLEET, seededRandom(7))
    city.until(20_000)
    city.plan(LINE)
    cut(city, LINE, 30_000)
    city.until(80_000)
    city.plan([])
    city.until(120_000)
    expect(city.open()).toMatchObject([{ cause: { kind: 'target', targetId: line } }])
  })
})

describe('properties', () => {
  const ids = ALL.filter((id) => TOPOLOGY.byId(id)?.kind !== 'camera')
  const act = fc.record({
    targetId: fc.constantFrom(...ids),
    from: fc.integer({ min: 10, max: 200 }),
    length: fc.integer({ min: 1, max: 120 }),
    what: fc.constantFrom('dies', 'dies with all', 'is planned', 'is planned with all'),
  })

  it('no covered target is in an incident, and each incident is opened, settled once and closed', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 8 }), (acts) => {
        const city = pureCity(FLEET, seededRandom(8))
        const whom = ({ targetId, what }: (typeof acts)[number]): string[] =>
          what.endsWith('all') ? wholeSubtree(TOPOLOGY, targetId) : [targetId]
        for (const one of acts.filter(({ what }) => what.startsWith('dies'))) {
          cut(city, whom(one), one.from * 1000, (one.from + one.length) * 1000)
        }
        const plans = acts.filter(({ what }) => what.startsWith('is'))
        const planned = (at: number): string[] =>
          plans
            .filter(({ from, length }) => at >= from && at < from + length)
            .flatMap((one) => whom(one))
        const wrong: string[] = []
        for (let at = 5; at <= 420; at += 5) {
          city.until(at * 1000)
          const over = plans.find(({ from, length }) => {
            const end = from + length
            return end > at - 5 && end <= at
          })
          const covered = new Set(planned(at))
          city.plan(
            [...covered],
            over && { by: BY, ids: whom(over).filter((id) => !covered.has(id)) },
          )
          const listed = new Set(city.open().flatMap(({ affected }) => affected))
          for (const target of TOPOLOGY.targets) {
            const above = [target, ...TOPOLOGY.ancestors(target.id)]
            const state = stateOf(city, target.id)
            const dead = state === 'down' || state === 'unreachable'
            const cause = above.find(({ id }) => stateOf(city, id) === 'down')
            const isListed = listed.has(target.id)
            const missed = dead && cause !== undefined && isOld(city, cause.id) && !isListed
            const shown = (state === 'suspended') === covered.has(target.id)
            if (missed || !shown || (isListed && !dead)) wrong.push(`${at} ${target.id} ${state}`)
          }
        }
        expect(wrong).toEqual([])
        city.until(660_000)
        expect(city.open()).toEqual([])
        expectLives(city.events)
        expectJoined(city)
      }),
      { numRuns: 12 },
    )
  })

  /** Long enough for the hold, a look at all below and the settling. */
  function isOld(city: PureCity, id: string): boolean {
    return city.estate.verdict(TOPOLOGY.indexOf(id)).since < city.now - 45_000
  }

  function expectLives(events: readonly IncidentEvent[]): void {
    for (const id of new Set(events.map(({ incidentId }) => incidentId))) {
      const life = events.filter(({ incidentId }) => incidentId === id)
      const what = life.map((event) => event.what)
      expect(what[0]).toBe('opened')
      expect(what.filter((step) => step === 'settled').length).toBeLessThanOrEqual(1)
      const settled = what.indexOf('settled')
      for (const [k, { incident }] of life.entries()) {
        expect(incident.settled).toBe(settled >= 0 && k >= settled)
      }
      for (const step of ['grown', 'shrunk', 'flapping'] as const) {
        const first = what.indexOf(step)
        if (first >= 0) expect(first).toBeGreaterThan(settled)
      }
      expect(life.at(-1)?.incident.state).toBe('closed')
    }
  }

  function expectJoined(city: PureCity): void {
    const state = new Map<string, string>()
    const last = new Map<string, number>()
    for (const transition of city.transitions) {
      const { targetId, from, to, at, decidedAt } = transition
      const joins = from === (state.get(targetId) ?? 'unknown') && from !== to
      const forwards = at >= (last.get(targetId) ?? 0) && decidedAt >= at
      expect(joins && forwards, JSON.stringify(transition)).toBe(true)
      state.set(targetId, to)
      last.set(targetId, at)
    }
  }
})
