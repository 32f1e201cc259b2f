import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AreaId, Fleet, OwnerId, TargetId } from '../fleet/model.ts'
import { CONFIRMED, INCONCLUSIVE, type ResultColumns, UNSENDABLE } from '../probes/result.ts'
import { askedOf } from './asked.ts'
import { createEstate, type Estate, LOOK_MS } from './estate.ts'

const id = (text: string): TargetId => text as TargetId
const owner = 'city' as OwnerId
const area = 'a' as AreaId

/** core -> olt -> up1 -> nvr1 -> cam1, and olt -> up2 (vouched for by an anchor) -> nvr2; portal on core. */
const FLEET: Fleet = {
  city: 'Test',
  timezone: 'Asia/Jakarta',
  areas: [{ id: area, level: 'kecamatan', name: 'A' }],
  owners: [{ id: owner, name: 'City', looksAfter: 'all' }],
  nodes: [
    {
      kind: 'node',
      nodeKind: 'isp_node',
      id: id('core'),
      name: 'core',
      owner,
      address: '10.0.0.1',
    },
    { kind: 'node', nodeKind: 'switch', id: id('olt'), name: 'olt', owner, parent: id('core') },
  ],
  uplinks: ['up1', 'up2'].map((name, k) => ({
    kind: 'uplink',
    id: id(name),
    name,
    owner,
    isp: 'X',
    tech: 'fiber',
    area,
    parent: id('olt'),
    address: `10.0.1.${k + 1}`,
    anchors: k === 0 ? [] : ['10.0.9.1', '10.0.2.1'],
  })),
  nvrs: ['nvr1', 'nvr2'].map((name, k) => ({
    kind: 'nvr',
    id: id(name),
    name,
    owner,
    vendor: 'dahua',
    model: 'M',
    address: `10.0.2.${k + 1}`,
    area,
    uplink: id(`up${k + 1}`),
    slots: 4,
    rtspPort: 554,
    httpPort: 80,
    tls: false,
  })),
  cameras: [
    {
      kind: 'camera',
      id: id('cam1'),
      name: 'cam1',
      owner,
      class: 'rt',
      nvr: id('nvr1'),
      slot: 1,
      area,
    },
  ],
  portals: [
    { kind: 'portal', id: id('web'), name: 'web', owner, url: 'https://x', parent: id('core') },
  ],
  planned: [],
  intervalMs: { node: 10_000, uplink: 10_000, nvr: 5000 },
  anchors: [],
  synthetic: false,
}
const ADDRESSES = askedOf(FLEET).addresses
const place = (address: string): number => ADDRESSES.indexOf(address)

interface Row {
  readonly index: number
  readonly at: number
  readonly sent: number
  readonly lost: number
  readonly flags: number
}

const dies = (address: string, at: number): Row => ({
  index: place(address),
  at,
  sent: 7,
  lost: 7,
  flags: CONFIRMED,
})
const lives = (address: string, at: number): Row => ({ ...dies(address, at), lost: 0 })

function batch(rows: readonly Row[]): ResultColumns {
  const column = (name: keyof Row) => rows.map((row) => row[name])
  return {
    count: rows.length,
    index: Uint32Array.from(column('index')),
    at: Float64Array.from(column('at')),
    decidedAt: Float64Array.from(column('at'), (at) => at + 4000),
    sent: Uint8Array.from(column('sent')),
    lost: Uint8Array.from(column('lost')),
    rttUs: new Float32Array(rows.length).fill(Number.NaN),
    flags: Uint8Array.from(column('flags')),
    cause: new Uint16Array(rows.length),
    reporter: new Uint16Array(rows.length),
    reporters: [],
  }
}

function allUp(): Estate {
  const estate = createEstate({ fleet: FLEET, startedAt: 0 })
  estate.apply(batch(ADDRESSES.map((address) => lives(address, 1000))))
  return estate
}

const states = (estate: Estate): Record<string, string> =>
  Object.fromEntries(estate.targets.map((target, k) => [target.id, estate.verdict(k).state]))

describe('a reason that is learnt later', () => {
  it('reaches the verdict without a change of state', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 5 })
    const core = estate.targets.findIndex((target) => target.id === 'core')
    expect(estate.verdict(core)).toMatchObject({
      state: 'unknown',
      reason: 'never-asked',
      since: 5,
    })
    const barred = { ...dies('10.0.0.1', 1000), flags: CONFIRMED | UNSENDABLE }
    expect(estate.apply(batch([barred]))).toEqual([])
    expect(estate.verdict(core)).toMatchObject({ state: 'unknown', reason: 'unsendable', since: 5 })

    estate.apply(batch([dies('10.0.0.1', 20_000)]))
    expect(estate.verdict(core)).toMatchObject({ state: 'down', reason: 'all-lost', since: 20_000 })
    const quiet = batch([{ ...dies('10.0.0.1', 30_000), sent: 1, lost: 1, flags: 0 }])
    const refused = { ...quiet, cause: Uint16Array.of(0x301), reporters: ['192.0.2.9'] }
    expect(estate.apply(refused)).toEqual([])
    expect(estate.verdict(core)).toMatchObject({ state: 'down', reason: 'refused', since: 20_000 })
  })
})

describe('askedOf', () => {
  it('asks each address once, as often as the most eager of those who share it', () => {
    const asked = askedOf(FLEET)
    expect(asked.addresses).toEqual([
      '10.0.0.1',
      '10.0.1.1',
      '10.0.1.2',
      '10.0.2.1',
      '10.0.2.2',
      '10.0.9.1',
    ])
    expect(asked.names).toEqual(['core', 'up1', 'up2', 'nvr1', 'nvr2', '10.0.9.1'])
    expect(asked.intervalMs[3]).toBe(5000)
    expect(asked.entries[3]).toEqual([
      { targetId: 'nvr1', role: 'own' },
      { targetId: 'up2', role: 'anchor' },
    ])
  })
})

describe('an estate', () => {
  it('knows nothing before anything was asked', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 0 })
    expect(new Set(Object.values(states(estate)))).toEqual(new Set(['unknown']))
    expect(estate.verdict(0)).toMatchObject({ reason: 'never-asked', since: 0 })
  })

  it('holds a dead child until its parent is decided, and asks for the looks that takes', () => {
    const estate = allUp()
    expect(estate.apply(batch([dies('10.0.2.1', 20_000)]))).toEqual([])
    expect(states(estate)).toMatchObject({ nvr1: 'up', cam1: 'unknown' })
    expect(estate.takeAgain()).toEqual([place('10.0.0.1'), place('10.0.1.1')])
    expect(estate.takeAgain()).toEqual([])
    expect(estate.apply(batch([dies('10.0.1.1', 22_000)]))).toEqual([])
    const out = estate.apply(batch([lives('10.0.0.1', 27_000)]))
    expect(out).toMatchObject([
      {
        targetId: 'up1',
        from: 'up',
        to: 'down',
        reason: 'all-lost',
        at: 22_000,
        decidedAt: 31_000,
      },
      {
        targetId: 'nvr1',
        from: 'up',
        to: 'unreachable',
        reason: 'parent-down',
        at: 20_000,
        decidedAt: 31_000,
        evidence: { parent: 'up1' },
      },
      { targetId: 'cam1', from: 'unknown', to: 'unreachable', at: 20_000 },
    ])
  })

  it('calls a dead child down when its parent answered after it fell silent', () => {
    const estate = allUp()
    estate.apply(batch([dies('10.0.2.1', 20_000)]))
    // Began before the child's confirm was over: the cut may lie between them.
    expect(estate.apply(batch([lives('10.0.1.1', 22_000)]))).toEqual([])
    expect(estate.apply(batch([lives('10.0.1.1', 24_100)]))).toMatchObject([
      { targetId: 'nvr1', from: 'up', to: 'down', at: 20_000, decidedAt: 28_100 },
      { targetId: 'cam1', to: 'unreachable' },
    ])
  })

  it('holds nobody for ever, and lets no time run out while the probe is blind', () => {
    const estate = allUp()
    estate.apply(batch([dies('10.0.2.1', 20_000)]))
    const limit = 24_000 + FLEET.intervalMs.uplink + LOOK_MS
    expect(estate.tick(limit - 1, false)).toEqual([])
    expect(estate.tick(limit, true)).toEqual([])
    expect(estate.tick(limit + 1, false)).toEqual([])
    const later = limit + FLEET.intervalMs.uplink + LOOK_MS
    expect(estate.tick(later, false)).toMatchObject([
      {
        targetId: 'nvr1',
        from: 'up',
        to: 'down',
        reason: 'all-lost',
        at: 20_000,
        decidedAt: later,
      },
      { targetId: 'cam1', to: 'unreachable' },
    ])
  })

  it('is silent about a held child that answers after all', () => {
    const estate = allUp()
    estate.apply(batch([dies('10.0.2.1', 20_000)]))
    expect(estate.apply(batch([lives('10.0.2.1', 25_000)]))).toEqual([])
    expect(estate.tick(90_000, false)).toEqual([])
  })

  it('wants what lives below a dead target looked at at once', () => {
    const estate = allUp()
    estate.apply(batch([dies('10.0.0.1', 20_000)]))
    expect(estate.takeAgain()).toEqual(ADDRESSES.map((_, k) => k).slice(1))
  })

  it('names the topmost failed ancestor, across one without an address', () => {
    const estate = allUp()
    const out = estate.apply(batch([dies('10.0.2.1', 20_000), dies('10.0.0.1', 21_000)]))
    const nvr = out.find(({ targetId }) => targetId === 'nvr1')
    expect(nvr).toMatchObject({ from: 'up', to: 'unreachable', evidence: { parent: 'core' } })
    expect(states(estate)).toEqual({
      core: 'down',
      olt: 'unreachable',
      up1: 'up',
      up2: 'up',
      nvr1: 'unreachable',
      nvr2: 'up',
      cam1: 'unreachable',
      web: 'unreachable',
    })
  })

  it('asks a child again when its parent is back, and calls it down only then', () => {
    const estate = allUp()
    estate.apply(
      batch([dies('10.0.0.1', 19_000), dies('10.0.1.1', 20_000), dies('10.0.2.1', 21_000)]),
    )
    estate.takeAgain()
    const back = estate.apply(batch([lives('10.0.0.1', 60_000), lives('10.0.1.1', 60_100)]))
    expect(back.map(({ targetId, to }) => [targetId, to])).toEqual([
      ['core', 'up'],
      ['olt', 'unknown'],
      ['up1', 'up'],
      ['web', 'unknown'],
    ])
    expect(estate.takeAgain()).toEqual([place('10.0.2.1')])
    expect(states(estate)).toMatchObject({ nvr1: 'unreachable', cam1: 'unreachable' })
    expect(estate.apply(batch([dies('10.0.2.1', 65_000)]))).toMatchObject([
      { targetId: 'nvr1', from: 'unreachable', to: 'down', reason: 'all-lost', at: 60_100 },
    ])
    estate.apply(batch([lives('10.0.2.1', 70_000)]))
    expect(states(estate)).toMatchObject({ nvr1: 'up', cam1: 'unknown' })
  })

  it('calls a silent uplink degraded while an anchor behind it answers', () => {
    const estate = allUp()
    expect(estate.apply(batch([dies('10.0.1.2', 20_000)]))).toMatchObject([
      { targetId: 'up2', to: 'degraded', reason: 'anchor-answers' },
    ])
    estate.apply(batch([dies('10.0.9.1', 30_000)]))
    expect(states(estate)).toMatchObject({ up2: 'degraded' })
    expect(estate.apply(batch([dies('10.0.2.1', 40_000)]))).toEqual([])
    const out = estate.apply(batch([lives('10.0.0.1', 50_000)]))
    expect(out).toContainEqual(
      expect.objectContaining({ targetId: 'up2', to: 'down', reason: 'all-lost', at: 40_000 }),
    )
  })

  it('takes over known states, and says what this estate makes of them', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 90_000 })
    const known = (targetId: string, state: 'up' | 'down' | 'unreachable') => ({
      targetId,
      state,
      reason: 'answers' as const,
      since: 5000,
    })
    const out = estate.restore(
      [known('up1', 'down'), known('nvr1', 'unreachable'), known('up2', 'up'), known('gone', 'up')],
      90_000,
    )
    expect(out.map(({ targetId, to, at }) => [targetId, to, at])).toEqual([
      ['cam1', 'unreachable', 90_000],
    ])
    expect(states(estate)).toMatchObject({ up1: 'down', nvr1: 'unreachable', up2: 'up' })
    expect(estate.verdict(2)).toMatchObject({ state: 'down', since: 5000 })
    expect(estate.silent()).toEqual([place('10.0.1.1'), place('10.0.2.1')])
  })

  it('takes over an uplink that an anchor vouched for, until the anchor was asked itself', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 90_000 })
    const known = {
      targetId: 'up2',
      state: 'degraded',
      reason: 'anchor-answers',
      since: 5000,
    } as const
    expect(estate.restore([known], 90_000)).toEqual([])
    expect(states(estate)).toMatchObject({ up2: 'degraded' })
    estate.apply(batch([lives('10.0.0.1', 100_000)]))
    expect(states(estate)).toMatchObject({ up2: 'degraded' })
    estate.apply(batch([dies('10.0.2.1', 105_000), dies('10.0.9.1', 105_000)]))
    estate.apply(batch([lives('10.0.0.1', 110_000)]))
    expect(states(estate)).toMatchObject({ up2: 'degraded' })
    expect(estate.takeAgain()).toContain(place('10.0.1.2'))
    estate.apply(batch([dies('10.0.1.2', 111_000)]))
    expect(states(estate)).toMatchObject({ up2: 'down' })
  })

  it('calls no child down that was unreachable before the start, until it was asked itself', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 90_000 })
    const known = (targetId: string, state: 'up' | 'unreachable') =>
      ({ targetId, state, reason: 'answers', since: 5000 }) as const
    expect(estate.restore([known('up1', 'up'), known('nvr1', 'unreachable')], 90_000)).toEqual([])
    estate.apply(batch([lives('10.0.0.1', 91_000), lives('10.0.1.1', 92_000)]))
    expect(estate.tick(900_000, false)).toEqual([])
    expect(estate.takeAgain()).toContain(place('10.0.2.1'))
    const [down] = estate.apply(batch([dies('10.0.2.1', 901_000)]))
    expect(down).toMatchObject({ targetId: 'nvr1', from: 'unreachable', to: 'down' })
  })

  it('takes over an unreachable child of a parent that is up, and asks before it calls it down', () => {
    const estate = createEstate({ fleet: FLEET, startedAt: 90_000 })
    const known = (targetId: string, state: 'up' | 'unreachable') =>
      ({ targetId, state, reason: 'answers', since: 5000 }) as const
    expect(estate.restore([known('up1', 'up'), known('nvr1', 'unreachable')], 90_000)).toEqual([])
    expect(states(estate)).toMatchObject({ nvr1: 'unreachable' })
    estate.apply(batch([lives('10.0.1.1', 95_000), lives('10.0.2.1', 95_500)]))
    expect(states(estate)).toMatchObject({ nvr1: 'up' })
  })

  it('dates what it finds by the clock as it is, also after that was set back by hours', () => {
    const estate = allUp()
    const later = 7 * 3_600_000
    estate.apply(batch(ADDRESSES.map((address) => lives(address, later))))
    estate.apply(batch([dies('10.0.0.1', later + 10_000)]))
    estate.apply(batch([lives('10.0.0.1', 20_000)]))
    const [down] = estate.apply(batch([dies('10.0.0.1', 40_000)]))
    expect(down).toMatchObject({ targetId: 'core', to: 'down', at: 40_000, decidedAt: 44_000 })
  })
})

const rows = fc.array(
  fc.record({
    index: fc.nat(ADDRESSES.length - 1),
    at: fc.integer({ min: 1000, max: 9000 }),
    sent: fc.constant(7),
    lost: fc.integer({ min: 0, max: 7 }),
    flags: fc.constantFrom(0, CONFIRMED, INCONCLUSIVE, CONFIRMED | INCONCLUSIVE),
  }),
  { maxLength: 40 },
)

describe('properties', () => {
  it('the order of different targets in a batch does not change the states after it', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const forward = allUp()
        const byTarget = allUp()
        forward.apply(batch(list))
        byTarget.apply(batch([...list].sort((a, b) => b.index - a.index)))
        expect(states(byTarget)).toEqual(states(forward))
      }),
    )
  })

  it('nothing is down below what is down', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 5 }), (batches) => {
        const estate = allUp()
        for (const list of batches) {
          estate.apply(batch(list))
          const now = states(estate)
          const above: Record<string, string> = {
            up1: 'core',
            up2: 'core',
            nvr1: 'up1',
            nvr2: 'up2',
          }
          for (let [child, parent] of Object.entries(above)) {
            for (; parent; parent = above[parent] as string) {
              expect([now[child], now[parent]]).not.toEqual(['down', 'down'])
            }
          }
        }
      }),
    )
  })

  it('each target’s transitions join up and never run backwards', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 5 }), (batches) => {
        const estate = allUp()
        const state = states(estate)
        const last: Record<string, number> = {}
        for (const transition of batches.flatMap((list) => estate.apply(batch(list)))) {
          expect(transition.from).toBe(state[transition.targetId])
          expect(transition.at).toBeGreaterThanOrEqual(last[transition.targetId] ?? 0)
          expect(transition.decidedAt).toBeGreaterThanOrEqual(transition.at)
          state[transition.targetId] = transition.to
          last[transition.targetId] = transition.at
        }
        expect(state).toEqual(states(estate))
      }),
    )
  })

  it('inconclusive rows change nothing', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const estate = allUp()
        const before = states(estate)
        const blind = list.map((row) => ({ ...row, flags: row.flags | INCONCLUSIVE }))
        expect(estate.apply(batch(blind))).toEqual([])
        expect(states(estate)).toEqual(before)
      }),
    )
  })
})
