// The way from silence to messages, over a part of the reference city: what its people read, and how often.
import { expect, test } from 'vitest'
import type { Fleet } from '../../fleet/model.ts'
import { seededRandom } from '../../fleet/random.ts'
import { LARGEST_NODE } from '../../fleet/synthetic/nodes.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { pureCity, type Silence, wholeSubtree } from '../../test/rigs/pure-city.ts'
import { policyOf, receiverOf } from '../../test/rigs/told-city.ts'
import { createComposer } from '../message/create-composer.ts'
import type { Notification } from '../notification.ts'
import { createDesk } from './create-desk.ts'
import type { DeskRow } from './desk.ts'

const CITY = synthesizeFleet({ seed: 1, scale: 0.05 })
const NODE: string = LARGEST_NODE
const M = 60_000

const policy = policyOf({
  receivers: [receiverOf('noc'), receiverOf('nusa', { owners: ['isp-nusa'] })],
  routes: [{ match: { kind: ['node'] }, to: ['@owner'], goOn: false, escalate: [] }],
})

/** Lines of the largest node, at most so many, and what hangs on them. */
function branch(lines: number): Fleet {
  const uplinks = CITY.uplinks.filter(({ parent }) => parent === NODE).slice(0, lines)
  const ids = new Set<string>(uplinks.map(({ id }) => id))
  const nvrs = CITY.nvrs.filter(({ uplink }) => ids.has(uplink))
  const recorders = new Set<string>(nvrs.map(({ id }) => id))
  const cameras = CITY.cameras.filter(({ nvr }) => recorders.has(nvr))
  return { ...CITY, uplinks, nvrs, cameras, portals: [] }
}

/** Rows in the order of making, with a second between two ticks. */
function rowsOf(fleet: Fleet, untilMs: number, ...silences: readonly Silence[]): DeskRow[] {
  const city = pureCity(fleet, seededRandom(1, 'order'))
  const { topology } = city
  const desk = createDesk({
    policy,
    topology,
    composer: createComposer({ fleet, topology }),
    stateOf: (id) => city.estate.verdict(topology.indexOf(id)).state,
  })
  city.silence(...silences)
  const rows: DeskRow[] = []
  let seen = 0
  for (let now = 1000; now <= untilMs; now += 1000) {
    city.until(now)
    rows.push(...desk.take(city.events.slice(seen), now).rows, ...desk.tick(now).rows)
    seen = city.events.length
  }
  return rows
}

const messageOf = ({ body }: DeskRow) => JSON.parse(body) as Notification

test('one cut is one page with the whole list, one recovery, and one page for what is left', () => {
  const fleet = branch(20)
  const whole = wholeSubtree(pureCity(fleet, seededRandom(1, 'order')).topology, NODE)
  const [left] = fleet.nvrs
  const from = 20_000
  const back = 2 * M
  const rows = rowsOf(
    fleet,
    4 * M,
    ...whole.map((targetId) => ({
      targetId,
      from,
      ...(targetId === left?.id ? {} : { to: back }),
    })),
  )
  expect(rows.map(({ key }) => key.replace(/^inc-[\w.]+-/, ''))).toEqual([
    `${NODE}/nusa/page/1`,
    `${left?.id}/noc/page/1`,
    `${NODE}/nusa/recovered/1`,
  ])
  const [page, , recovery] = rows.map(messageOf)
  expect(page?.list.map(({ id }) => id)).toEqual(whole)
  expect(recovery?.list.map(({ id }) => id)).toEqual(whole)
  expect((rows[0]?.at ?? 0) - from).toBeLessThan(30_000)
  expect((rows[2]?.at ?? 0) - back).toBeLessThan(30_000)
})

test('a line that comes and goes for half an hour is told when it falls, when it flaps, and when it is still', () => {
  const fleet = branch(3)
  const [line] = fleet.uplinks
  const targetId = line?.id ?? ''
  const toggles = Array.from({ length: 45 }, (_, i) => ({
    targetId,
    from: M + i * 40_000,
    to: M + i * 40_000 + 20_000,
  }))
  const types = rowsOf(fleet, 40 * M, ...toggles).map((row) => messageOf(row).type)
  expect(types).toEqual(['page', 'recovered', 'flapping', 'recovered'])
})
