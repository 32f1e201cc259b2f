// What suspensions and windows tell the time series: each beginning and each end, once, over restarts too.
import { expect, test } from 'vitest'
import type { Maintenance, PlannedOutage, Suspension } from '../../fleet/planned/planned.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import { type ListMoves, PlannedList } from './planning-list.ts'
import { release } from './planning-resume.ts'

const FLEET = synthesizeFleet({ seed: 3, scale: 0.002 })
const TOPOLOGY = buildTopology(FLEET)
const NVR = FLEET.nvrs[0]?.id ?? ''
const COVERED = TOPOLOGY.subtree(NVR).length + 1
const HOUR = 3_600_000
const START = Date.parse('2026-11-23T00:00:00Z')

const ABOUT = { scope: { targets: [NVR] }, reason: 'works', owner: 'dinas' } as const

function suspension(from: number, until: number): Suspension {
  return { ...ABOUT, kind: 'suspension', id: 'sus-1', source: 'program', from, until }
}

function opened(
  documents: ListMoves['documents'],
  at: number,
  files: readonly PlannedOutage[] = [],
) {
  const list = new PlannedList(TOPOLOGY)
  const kept = documents.flatMap(({ key, body }) => (body === undefined ? [] : [{ key, body }]))
  list.restore(kept, files, at)
  return list
}

const said = ({ steps }: ListMoves) =>
  steps.map(({ id, what, at }) => `${id} ${what} ${(at - START) / HOUR}`)

test('a suspension begins at its time and ends at its time, however late the tick', () => {
  const list = opened([], START)
  list.put(suspension(START + HOUR, START + 2 * HOUR), START)
  expect(said(list.tick(START, true))).toEqual([])
  const begun = list.tick(START + HOUR + 900, true)
  expect(begun.steps).toEqual([
    {
      kind: 'suspension',
      id: 'sus-1',
      owner: 'dinas',
      why: 'works',
      targets: COVERED,
      what: 'begun',
      at: START + HOUR,
    },
  ])
  expect(said(list.tick(START + 1.5 * HOUR, true))).toEqual([])
  expect(said(list.tick(START + 3 * HOUR, false))).toEqual([])
  expect(said(list.tick(START + 3 * HOUR, true))).toEqual(['sus-1 ended 2'])
  expect(said(list.tick(START + 4 * HOUR, true))).toEqual([])
})

test('one that somebody ends is lifted then; one that had not begun says nothing', () => {
  const list = opened([], START)
  const { entry } = list.put(suspension(START, START + 2 * HOUR), START)
  list.tick(START, true)
  release(entry, undefined, START + HOUR, TOPOLOGY)
  list.touch(entry)
  expect(said(list.tick(START + HOUR + 500, true))).toEqual(['sus-1 lifted 1'])
  const coming = list.put(suspension(START + 5 * HOUR, START + 6 * HOUR), START + 2 * HOUR)
  list.tick(START + 2 * HOUR, true)
  release(coming.entry, undefined, START + 3 * HOUR, TOPOLOGY)
  list.touch(coming.entry)
  expect(said(list.tick(START + 6 * HOUR, true))).toEqual([])
})

test('a window that comes each week begins and ends each time', () => {
  const days = [1] as const
  const time = { type: 'weekly', days, fromMinute: 60, toMinute: 120, timezone: 'UTC' } as const
  const window: Maintenance = {
    ...ABOUT,
    kind: 'maintenance',
    id: 'mnt-1',
    source: 'file',
    time,
  }
  const list = opened([], START, [window])
  const week = 7 * 24
  const ticks = [0, 1.5, 2.5, week + 1.5, week + 2.5]
  expect(ticks.flatMap((hour) => said(list.tick(START + hour * HOUR, true)))).toEqual([
    'mnt-1 begun 1',
    'mnt-1 ended 2',
    `mnt-1 begun ${week + 1}`,
    `mnt-1 ended ${week + 2}`,
  ])
})

test('after a restart what holds is said to begin at the same time once more, and what ended meanwhile has ended', () => {
  const first = opened([], START)
  const { document } = first.put(suspension(START, START + 2 * HOUR), START)
  first.tick(START, true)
  const second = opened([document], START + HOUR)
  expect(said(second.tick(START + HOUR, true))).toEqual(['sus-1 begun 0'])
  const third = opened([document], START + 5 * HOUR)
  expect(said(third.tick(START + 5 * HOUR, true))).toEqual(['sus-1 begun 0', 'sus-1 ended 2'])
})

test('what was taken out of the files is lifted when the program sees that', () => {
  const file: Suspension = { ...suspension(START, START + 9 * HOUR), source: 'file' }
  const first = opened([], START, [file])
  const { documents } = first.tick(START, true)
  const second = opened(documents, START + HOUR)
  expect(said(second.tick(START + HOUR, true))).toEqual(['sus-1 begun 0', 'sus-1 lifted 1'])
})
