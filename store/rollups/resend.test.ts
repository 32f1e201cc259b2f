// What a start sends again: everything since the mark, once, in pages, however much there is of it.
import { expect, it } from 'vitest'
import { incident, NOON, step, transition } from '../../test/contracts/kept.ts'
import { openMemoryStore } from '../memory.ts'
import { type EventPage, eventsSince } from './resend.ts'

const MINUTE = 60_000

async function pagesOf(pages: AsyncIterable<EventPage>): Promise<EventPage[]> {
  const all: EventPage[] = []
  for await (const page of pages) all.push(page)
  return all
}

it('gives what was decided since a minute before the mark, also what is dated further back', async () => {
  const store = openMemoryStore()
  const decided = (targetId: string, at: number, decidedAt: number) => ({
    ...transition(targetId, at, 'up', 'down', 'all-lost'),
    decidedAt,
  })
  const old = decided('a', NOON - 2 * MINUTE, NOON - MINUTE - 1)
  const again = decided('b', NOON - MINUTE, NOON - MINUTE)
  const late = decided('c', NOON - 900 * MINUTE, NOON + 5)
  const future = decided('d', NOON, NOON + 60 * MINUTE)
  const opened = step('opened', incident('i', {}), 7)
  await store.commit({ transitions: [late, future, again, old], incidents: [opened] })
  const [page, ...more] = await pagesOf(eventsSince(store, NOON, NOON + 9))
  expect(more).toEqual([])
  expect(page).toMatchObject({ from: NOON - MINUTE, to: NOON + 9, transitions: [again, late] })
  expect(page?.steps).toMatchObject([{ at: NOON + 7, what: 'opened', incident: { id: 'i' } }])
  const ends = (await pagesOf(eventsSince(store, NOON, NOON + 60 * MINUTE + 1))).map(({ to }) => to)
  expect(ends).toEqual([NOON + 9 * MINUTE, NOON + 60 * MINUTE + 1])
})

it('counts a mark that lies ahead as now', async () => {
  const pages = await pagesOf(eventsSince(openMemoryStore(), NOON + 1_000 * MINUTE, NOON))
  expect(pages).toEqual([{ from: NOON - MINUTE, to: NOON, transitions: [], steps: [] }])
})

it('halves its pages until nothing is cut off, down to one millisecond', async () => {
  const store = openMemoryStore()
  const transitions = Array.from({ length: 25_000 }, (_, i) =>
    transition(`t-${i}`, NOON + (i < 11_000 ? 0 : i % 1_000), 'up', 'down', 'all-lost'),
  )
  await store.commit({ transitions })
  const pages = await pagesOf(eventsSince(store, NOON, NOON + MINUTE))
  expect(pages.length).toBeGreaterThan(2)
  const ids = pages.flatMap((page) => page.transitions.map(({ targetId }) => targetId))
  expect(ids).toHaveLength(25_000)
  expect(new Set(ids).size).toBe(25_000)
  for (const [i, page] of pages.entries()) {
    if (i > 0) expect(page.from).toBeGreaterThanOrEqual(pages[i - 1]?.to as number)
  }
})
