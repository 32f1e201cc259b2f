// Killed at any moment and started again: people are told the same, and nothing on the strength of what was known before.
import { describe, expect, it } from 'vitest'
import type { Fleet } from '../fleet/model.ts'
import { type Random, seededRandom } from '../fleet/random.ts'
import { LARGEST_NODE } from '../fleet/synthetic/nodes.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../fleet/topology.ts'
import { fewLines } from '../test/rigs/few-lines.ts'
import { type PureCity, pureCity, type Silence, wholeSubtree } from '../test/rigs/pure-city.ts'
import type { IncidentEvent } from './incident.ts'

const NODE: string = LARGEST_NODE
const CITY = synthesizeFleet({ seed: 1 })
const FLEET = fewLines(CITY, NODE, 6)
const TOPOLOGY = buildTopology(FLEET)
const IDS = wholeSubtree(TOPOLOGY, NODE)
const LINES: readonly string[] = FLEET.uplinks.map(({ id }) => id)
const RECORDERS: readonly string[] = FLEET.nvrs.map(({ id }) => id)
const END = 330_000
const RUNS = 12
const OVER = {
  planned: 'suspension',
  plannedId: 'letter-12',
  owner: 'diskominfo',
  why: 'switched off by letter',
} as const

/** Something that happens to the city, in milliseconds since the start. */
interface Day {
  readonly fleet: Fleet
  readonly silences: readonly Silence[]
  readonly covered?: { readonly ids: readonly string[]; readonly from: number; readonly to: number }
  /**
   * Killed only between these: what is compared while a provider falls depends on the order in which its lines are asked,
   * and who comes back after it is waited for anew after a start.
   */
  readonly killed?: { readonly from: number; readonly to: number }
  /** Around these moments it is killed most often. */
  readonly turns: readonly number[]
}

function silent(ids: readonly string[], from: number, to?: number): Silence[] {
  return ids.map((targetId) => ({ targetId, from, ...(to === undefined ? {} : { to }) }))
}

/** The node falls and comes back; a recorder that died before stays dead, and another that dies behind the cut. */
function cutDay(): Day {
  const [before, behind] = RECORDERS as [string, string]
  const silences = [
    ...silent(IDS, 90_000, 200_000),
    ...silent([before], 30_000),
    ...silent([behind], 120_000),
  ]
  return { fleet: FLEET, silences, turns: [30_000, 90_000, 200_000, 210_000] }
}

/** What dies by itself and comes back, each at another time: a line, a recorder, one that is back soon. */
function singleDay(): Day {
  const line = wholeSubtree(TOPOLOGY, LINES[1] as string)
  const alone = RECORDERS.filter((id) => !line.includes(id))
  const silences = [
    ...silent(line, 40_000, 140_000),
    ...silent([alone[0] as string], 60_000, 160_000),
    ...silent([alone[1] as string], 200_000),
  ]
  return { fleet: FLEET, silences, turns: [45_000, 65_000, 140_000, 160_000, 205_000] }
}

/** A line goes up and down. */
function flapDay(): Day {
  const line = wholeSubtree(TOPOLOGY, LINES[2] as string)
  const starts = [40_000, 80_000, 120_000, 160_000, 200_000]
  return {
    fleet: FLEET,
    silences: starts.flatMap((from) => silent(line, from, from + 20_000)),
    turns: starts.map((from) => from + 20_000),
  }
}

/** Two lines are switched off by letter; one of them is dead when that ends. What hangs on the other is silent a while. */
function plannedDay(): Day {
  const [one, other] = [3, 4].map((n) => wholeSubtree(TOPOLOGY, LINES[n] as string)) as [
    string[],
    string[],
  ]
  return {
    fleet: FLEET,
    silences: [...silent(one, 60_000, 240_000), ...silent(other, 70_000, 130_000)],
    covered: { ids: [...one, LINES[4] as string], from: 30_000, to: 180_000 },
    turns: [60_000, 70_000, 130_000, 180_000, 240_000],
  }
}

/**
 * Ten lines of one provider die, thirty of others live. Four of them are switched off by letter; of the others four come
 * back and two stay dead.
 */
function sharedDay(): Day {
  const mine = CITY.uplinks.filter(({ parent }) => parent === NODE).slice(0, 10)
  const others = CITY.uplinks.filter(({ isp }) => isp !== mine[0]?.isp).slice(0, 30)
  const ids = mine.map(({ id }) => id)
  const fleet = { ...CITY, uplinks: [...mine, ...others], nvrs: [], cameras: [], portals: [] }
  return {
    fleet,
    silences: [...silent(ids.slice(0, 4), 60_000, 200_000), ...silent(ids.slice(4), 60_000)],
    covered: { ids: ids.slice(4, 8), from: 120_000, to: END },
    turns: [120_000, 200_000, 225_000],
    killed: { from: 85_000, to: END - 60_000 },
  }
}

interface Restart {
  readonly at: number
  readonly awayMs: number
}

function restarts(
  random: Random,
  { turns, covered, killed = { from: 0, to: END } }: Day,
): Restart[] {
  const moments = [1, 2, 3].map(() => {
    const turn = turns[Math.floor(random.next() * turns.length)] as number
    return random.next() < 0.3 ? random.next() * END : turn + random.next() * 25_000
  })
  return moments
    .map((at) => ({ at, awayMs: random.next() * 3000 }))
    .filter(({ at, awayMs }) => !covered || at + awayMs < covered.to - 30_000 || at > covered.to)
    .filter(({ at }) => at > killed.from && at < killed.to)
    .sort((a, b) => a.at - b.at)
}

/** Gives when it was started, before each event. */
function lived(day: Day, seed: number, kills: readonly Restart[]): PureCity & { starts: number[] } {
  const city = pureCity(day.fleet, seededRandom(seed))
  city.silence(...day.silences)
  const starts: number[] = [0]
  const { covered } = day
  const acts: { readonly at: number; readonly act: () => void }[] = kills.map((kill) => ({
    at: kill.at,
    act: () => {
      city.restart(kill.awayMs)
      starts.push(city.now)
    },
  }))
  if (covered) {
    acts.push({ at: covered.from, act: () => city.plan(covered.ids) })
    acts.push({ at: covered.to, act: () => city.plan([], { by: OVER, ids: covered.ids }) })
  }
  for (const { at, act } of acts.sort((a, b) => a.at - b.at)) {
    city.until(at)
    act()
  }
  city.until(END)
  return Object.assign(city, { starts })
}

const TELLS: readonly IncidentEvent['what'][] = ['settled', 'flapping']

/** Who is told of although each look since the start found it alive. */
function wronged(day: Day, city: PureCity & { starts: number[] }): string[] {
  return city.events.flatMap(({ what, at, incident }) => {
    if (!TELLS.includes(what)) return []
    const start = city.starts.findLast((moment) => moment <= at) ?? 0
    return incident.affected
      .filter((id) => city.topology.byId(id)?.kind !== 'camera')
      .filter((id) =>
        day.silences.every(
          ({ targetId, from, to = END }) => targetId !== id || to <= start || from >= at,
        ),
      )
      .map((id) => `${what} at ${at}, started at ${start}: ${incident.id} lists ${id}`)
  })
}

/** Of those that were told of: what, whom it listed, how it ended. */
function stories({ events, open }: PureCity): string[] {
  const told = events.filter(({ what }) => what === 'settled')
  return told
    .map(({ incidentId, incident: { reason, cause, affected } }) => {
      const ends = events.filter(
        ({ incidentId: id, what }) => id === incidentId && (what === 'closed' || what === 'stable'),
      )
      const isOpen = open().some(({ id }) => id === incidentId)
      const name = cause.kind === 'target' ? cause.targetId : cause.kind
      return `${reason} ${name}: ${affected.length}; ${ends.length} ends${isOpen ? ', open' : ''}`
    })
    .sort()
}

describe('killed and started again', () => {
  it.each([
    ['a cut', cutDay()],
    ['faults one by one', singleDay()],
    ['a planned outage', plannedDay()],
    ['the failure of a provider', sharedDay()],
  ])('at any moment of %s, it tells of the same incidents', (_, day) => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const kills = restarts(seededRandom(seed), day)
      const city = lived(day, seed, kills)
      const at = JSON.stringify({ seed, kills })
      expect(wronged(day, city), at).toEqual([])
      const expected = stories(lived(day, seed, []))
      expect(expected.length).toBeGreaterThan(0)
      expect(stories(city), at).toEqual(expected)
    }
  })

  it('at any moment of a line that goes up and down, it tells of nothing that answers, and each end', () => {
    const day = flapDay()
    for (let seed = 1; seed <= RUNS; seed++) {
      const kills = restarts(seededRandom(seed), day)
      const city = lived(day, seed, kills)
      const at = JSON.stringify({ seed, kills })
      expect(wronged(day, city), at).toEqual([])
      expect(stories(city).length, at).toBeGreaterThan(0)
      for (const story of stories(city)) expect(story, at).toMatch(/[12] ends$|open$/)
    }
  })
})
