import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedCondition } from '../fleet/feed-condition.ts'
import type { Camera } from '../fleet/model.ts'
import { seededRandom } from '../fleet/random.ts'
import type { State } from '../fleet/state.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../fleet/topology.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { createIncidents, type Incidents } from './incidents.ts'

const CITY = synthesizeFleet({ seed: 1 })
const TOPOLOGY = buildTopology(CITY)
const IDS = CITY.cameras.map(({ id }) => id as string)
const byNvr = new Map<string, Camera[]>(CITY.nvrs.map(({ id }) => [id, []]))
for (const camera of CITY.cameras) byNvr.get(camera.nvr)?.push(camera)
const [NVR, FOUR] = [...byNvr].find(([, cameras]) => cameras.length === 4) ?? ['', []]
const four = FOUR.map(({ id }) => id as string)

interface Seen {
  readonly id: string
  /** Milliseconds since the start. */
  readonly at: number
  /** `live`: it is good again. */
  readonly condition: FeedCondition
}

/** A city in which all live, and cameras that are said to show something, in the order of time. */
class Day {
  readonly incidents: Incidents
  readonly events: IncidentEvent[] = []
  readonly #states = new Map<string, State>()
  #now = 0

  constructor(incidents = createIncidents({ fleet: CITY, topology: TOPOLOGY })) {
    this.incidents = incidents
    const never = { state: 'up', reason: 'answers', since: 0 } as const
    incidents.restore([], () => never, 0)
  }

  /** Time passes in steps of a second, until `until` (milliseconds). */
  see(seen: readonly Seen[], until: number): void {
    const left = seen.toSorted((a, b) => b.at - a.at)
    while (this.#now < until) {
      this.#now += 1000
      const due: Seen[] = []
      while ((left.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= this.#now)
        due.push(left.pop() as Seen)
      const transitions = due.map(({ id, condition }) => {
        const from = this.#states.get(id) ?? 'up'
        const to: State = condition === 'live' ? 'up' : condition === 'dark' ? 'degraded' : 'down'
        this.#states.set(id, to)
        const times = { at: this.#now - 40_000, decidedAt: this.#now }
        return { targetId: id, ...times, from, to, reason: condition, evidence: { mean: 3 } }
      })
      this.events.push(...this.incidents.take(transitions, this.#now))
      if (transitions.length === 0) this.events.push(...this.incidents.tick(this.#now))
    }
  }

  opened(): readonly Incident[] {
    return this.events.filter(({ what }) => what === 'opened').map(({ incident }) => incident)
  }
}

function spread(ids: readonly string[], overMs: number, seed: number, condition: FeedCondition) {
  const random = seededRandom(seed, 'spread')
  return random.shuffled(ids).map((id) => ({ id, at: random.next() * overMs, condition }))
}

const causes = (incidents: readonly Incident[]) => incidents.map(({ cause }) => cause)

describe('one camera', () => {
  it('is told within half a minute, by what it shows, and its end when it is live', () => {
    const day = new Day()
    const id = IDS[100] as string
    day.see([{ id, at: 1000, condition: 'black' }], 30_000)
    expect(day.events.map(({ what }) => what)).toEqual(['opened', 'settled'])
    expect(day.opened()).toMatchObject([
      { cause: { kind: 'target', targetId: id }, evidence: { mean: 3, condition: 'black' } },
    ])
    day.see([{ id, at: 200_000, condition: 'live' }], 201_000)
    expect(day.events.at(-1)?.what).toBe('closed')
  })

  it('that is only degraded is no incident', () => {
    const day = new Day()
    day.see(spread(IDS.slice(0, 500), 60_000, 1, 'dark'), 300_000)
    expect(day.events).toEqual([])
  })

  it('keeps its incident while it shows one fault after the other, which has the last word', () => {
    const day = new Day()
    const id = IDS[100] as string
    day.see([{ id, at: 1000, condition: 'no_stream' }], 60_000)
    day.see([{ id, at: 61_000, condition: 'black' }], 120_000)
    expect(day.opened()).toHaveLength(1)
    expect(day.incidents.open()).toMatchObject([{ evidence: { condition: 'black' } }])
    expect(day.events.map(({ what }) => what)).toEqual(['opened', 'settled'])
  })
})

describe('one camera that comes and goes', () => {
  it('has in its incident what it shows now, not what it showed before it came back', () => {
    const day = new Day()
    const id = IDS[100] as string
    const turns = ['frozen', 'live', 'no_stream', 'live', 'frozen', 'live', 'black'] as const
    for (const [turn, condition] of turns.entries()) {
      const at = 1000 + turn * 40_000
      day.see([{ id, at, condition }], at + 39_000)
      const dead = day.incidents.open().filter(({ state }) => state === 'open')
      if (condition !== 'live') expect(dead).toMatchObject([{ evidence: { condition } }])
    }
    expect(day.events.some(({ what }) => what === 'flapping')).toBe(true)
  })
})

describe('the cameras of one recorder', () => {
  it('that refuses our password are one incident that names it, however late they are looked at', () => {
    const day = new Day()
    const at = [1000, 2000, 900_000, 1_800_000]
    const seen = four.map(
      (id, k) => ({ id, at: at[k] as number, condition: 'auth_failed' }) as const,
    )
    day.see(seen, 1_900_000)
    expect(causes(day.opened())).toMatchObject([{ kind: 'shared', attribute: 'nvr', value: NVR }])
    expect(day.incidents.open()).toMatchObject([
      { evidence: { condition: 'auth_failed' }, cause: { failed: 4, total: 4 } },
    ])
    expect(day.incidents.open()[0]?.affected).toEqual(four.toSorted())
    const back = four.map((id) => ({ id, at: 2_000_000, condition: 'live' }) as const)
    day.see(back, 2_001_000)
    expect(day.events.at(-1)?.what).toBe('closed')
  })

  it('are its own already where one of them was asked', () => {
    const day = new Day()
    day.see([{ id: four[0] as string, at: 1000, condition: 'nvr_service_down' }], 60_000)
    expect(day.opened()).toMatchObject([
      { cause: { attribute: 'nvr', value: NVR, failed: 1, total: 4 } },
    ])
  })

  it('that are black together are one, and one of four alone is told alone', () => {
    const day = new Day()
    day.see(
      four.slice(0, 3).map((id, k) => ({ id, at: 1000 + 4000 * k, condition: 'black' })),
      60_000,
    )
    expect(day.opened()).toMatchObject([
      { cause: { attribute: 'nvr', value: NVR, failed: 3, total: 4 } },
    ])
    const other = new Day()
    other.see([{ id: four[1] as string, at: 1000, condition: 'video_loss' }], 60_000)
    expect(causes(other.opened())).toEqual([{ kind: 'target', targetId: four[1] }])
  })

  it('leave it one by one when they show what is their own fault', () => {
    const day = new Day()
    day.see(
      four.map((id) => ({ id, at: 1000, condition: 'auth_failed' })),
      60_000,
    )
    day.see(
      four.map((id, k) => ({ id, at: 90_000, condition: k === 0 ? 'black' : 'live' })),
      200_000,
    )
    expect(causes(day.incidents.open())).toEqual([{ kind: 'target', targetId: four[0] }])
    expect(day.events.filter(({ what }) => what === 'closed')).toHaveLength(1)
  })
})

describe('a mass day', () => {
  const DARK = 4470
  const spots = new Map<string, readonly string[]>([
    ['anywhere', seededRandom(5, 'anywhere').shuffled(IDS).slice(0, DARK)],
    [
      'at one provider',
      IDS.filter((id) => TOPOLOGY.ancestors(id).some((one) => 'isp' in one && one.isp === 'nusa')),
    ],
  ])

  it.each([...spots])('of thousands of cameras %s is a handful of incidents', (_where, ids) => {
    expect(ids.length).toBeGreaterThan(2000)
    const day = new Day()
    day.see(spread(ids, 300_000, 7, 'black'), 480_000)
    expect(day.opened().length).toBeLessThanOrEqual(5)
    const told = new Set(day.incidents.open().flatMap(({ affected }) => affected))
    expect(told.size).toBe(ids.length)
    day.see(
      spread(ids, 300_000, 8, 'live').map((one) => ({ ...one, at: one.at + 480_000 })),
      1_300_000,
    )
    expect(day.incidents.open()).toEqual([])
    expect(day.opened().length).toBeLessThanOrEqual(5)
  })

  it('on which recorders all over the city refuse our password is a handful too', () => {
    const recorders = seededRandom(6)
      .shuffled([...byNvr.keys()])
      .slice(0, 100)
    const seen = recorders.flatMap((nvr, k) =>
      (byNvr.get(nvr) ?? []).map(
        ({ id }, n) => ({ id, at: 3000 * k + 1000 * n, condition: 'auth_failed' }) as const,
      ),
    )
    const day = new Day()
    day.see(seen, 480_000)
    expect(day.opened().length).toBeLessThanOrEqual(5)
  })

  it('of one kelurahan, slow as it is found, ends in a few', () => {
    const ward = CITY.cameras.map((camera) => TOPOLOGY.areaPath(camera)[1]?.id)[3000]
    const ids = CITY.cameras
      .filter((camera) => TOPOLOGY.areaPath(camera)[1]?.id === ward)
      .map(({ id }) => id as string)
    expect(ids.length).toBeGreaterThan(30)
    const day = new Day()
    day.see(spread(ids, 300_000, 9, 'black'), 480_000)
    expect(day.opened().length).toBeLessThanOrEqual(4)
    expect(day.opened().at(-1)?.cause).toMatchObject({ attribute: 'kelurahan', value: ward })
  })
})

describe('cameras that have nothing to do with each other', () => {
  it('are each told alone, thirty in an hour', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = seededRandom(seed, 'unrelated')
        // One of a recorder: two of one that has no more are told together, and rightly.
        const recorders = random
          .shuffled([...byNvr.values()].filter(({ length }) => length > 0))
          .slice(0, 30)
        const seen = recorders.map(([camera]) => ({
          id: camera?.id as string,
          at: random.next() * 3_600_000,
          condition: random.shuffled(['black', 'frozen', 'video_loss', 'no_stream'] as const)[0],
        })) as Seen[]
        const day = new Day()
        day.see(seen, 3_800_000)
        const alone = causes(day.opened()).filter(({ kind }) => kind === 'target')
        expect(alone).toHaveLength(30)
        expect(day.opened()).toHaveLength(30)
      }),
      { numRuns: 3 },
    )
  })
})
