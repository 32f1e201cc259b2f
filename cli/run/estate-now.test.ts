// From the estate to what people read: what is switched off, or gone, while it is dead is not told as back.
import { expect, test } from 'vitest'
import { createDesk } from '../../alerts/desk/create-desk.ts'
import { createComposer } from '../../alerts/message/create-composer.ts'
import type { Notification } from '../../alerts/notification.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { Suspension } from '../../fleet/planned/planned.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { CurrentState } from '../../store/store.ts'
import { policyOf, smallFleet } from '../../test/rigs/told-city.ts'
import { estateNow } from './estate-now.ts'
import type { Moved } from './watch.ts'
import { Watch } from './watch.ts'

const START = Date.parse('2026-11-23T03:00:00Z')
const whole = smallFleet()
const FLEET: Fleet = { ...whole, uplinks: whole.uplinks.slice(0, 4) }
const HOUR = 3_600_000

const OPEN: Incident = {
  ...{ id: 'inc-1-u1', cause: { kind: 'target', targetId: 'u1' }, reason: 'topmost-failed' },
  ...{ state: 'open', flapping: false, settled: true, openedAt: START, decidedAt: START },
  ...{ affected: ['u1'], peak: 1, byKecamatan: { tugu: 1 }, byKind: { uplink: 1 } },
  ...{ byOwner: { diskominfo: 1 }, evidence: {} },
}

/** A program that starts an hour later with the states of before, and tells of what moves then. */
function later(fleet: Fleet, move: (watch: Watch) => Moved): string[] {
  const topology = buildTopology(fleet)
  const watch = new Watch(fleet, topology, START + HOUR)
  const desk = createDesk({
    ...{ policy: policyOf(), topology, composer: createComposer({ fleet, topology }) },
    ...estateNow(topology, watch.estate),
  })
  const settled = { incidentId: OPEN.id, at: START, what: 'settled', incident: OPEN } as const
  desk.take([settled], START)
  const down = { targetId: 'u1', state: 'down', reason: 'all-lost', since: START } as const
  watch.restore([down] satisfies CurrentState[], [OPEN], START + HOUR)
  const { incidents } = move(watch)
  const { rows } = desk.take(incidents, START + HOUR)
  return rows.flatMap(({ body }) => {
    const { type, title, lines } = JSON.parse(body) as Notification
    return [type, title, ...lines]
  })
}

test('what is suspended while it is dead is said to be no longer watched, and by whom', () => {
  const lines = later(FLEET, (watch) => {
    const topology = buildTopology(FLEET)
    const planned: Suspension = {
      ...{ kind: 'suspension', id: 's1', scope: { targets: ['u1'] }, reason: 'letter 12' },
      ...{ owner: 'diskominfo', source: 'program', from: START, until: START + 24 * HOUR },
    }
    const coverage = new Map([[topology.indexOf('u1'), { planned, until: planned.until }]])
    return watch.plan({ coverage, over: [] }, START + HOUR)
  })
  expect(lines.slice(0, 2)).toEqual([
    'withdrawn',
    'No longer watched: Uplink 1 down: 1 were affected, tugu, from 10:00:00 WIB; suspended since 11:00:00 WIB and not known to be back',
  ])
  expect(lines[3]).toMatch(/^Decided by diskominfo, until .*24.*10:00:00 WIB: letter 12$/)
})

test('what is no longer in the estate after a start is not told as back', () => {
  const without = { ...FLEET, uplinks: FLEET.uplinks.filter(({ id }) => id !== 'u1') }
  const lines = later(without, (watch) => watch.tick(START + HOUR, undefined))
  expect(lines.slice(0, 2)).toEqual([
    'withdrawn',
    'No longer watched: u1 down: 1 were affected, tugu, from 10:00:00 WIB; no longer in the estate (11:00:00 WIB) and not known to be back',
  ])
})
