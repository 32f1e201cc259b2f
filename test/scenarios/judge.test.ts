// What counts as what was wanted, and what is said where it did not come.
import { expect, test } from 'vitest'
import type { MessageType } from '../../alerts/notification.ts'
import type { Received } from '../rigs/scenario-sink.ts'
import { type Delivered, judge } from './judge.ts'
import type { WantedMessages } from './scenario.ts'

const ONE_PAGE: WantedMessages = {
  want: 'messages',
  span: { from: 5_000, until: 35_000 },
  counts: { page: [1, 1] },
  whole: false,
  to: ['noc'],
}

function delivered(
  at: number,
  type: MessageType = 'page',
  listed: readonly string[] = ['node-1', 'ul-1'],
  receiver = 'noc',
): Delivered {
  const message: Received = {
    key: `${at}`,
    at: new Date(at).toISOString(),
    type,
    title: 'Node 1 down',
    lines: [],
    severity: 'warning',
    incidents: [{ id: 'inc-1', cause: { kind: 'target', targetId: 'node-1' }, affected: 2 }],
    list: listed.map((id) => ({ id, kind: 'x', name: id, kecamatan: '', owner: '' })),
  }
  return { at, receiver, message }
}

test('one page in time is as wanted, also with the cause, list and severity asked for', () => {
  const affected = { ids: ['node-1', 'ul-1'], anchors: false }
  const want: WantedMessages = { ...ONE_PAGE, cause: 'node-1', affected, severity: 'warning' }
  expect(judge(want, [delivered(20_000)])).toBeUndefined()
  // Another type and another receiver are not counted.
  const others = [delivered(8_000, 'recovered'), delivered(9_000, 'page', [], 'chief')]
  expect(judge(want, [...others, delivered(20_000)])).toBeUndefined()
})

test('none, one too many or one too late: what came instead is said', () => {
  expect(judge(ONE_PAGE, [])).toBe(
    'from 5.0s to 35.0s, to noc: wanted page 1, came 0. What came to them in all:\n  nothing came',
  )
  expect(judge(ONE_PAGE, [delivered(40_000)])).toBe(
    'from 5.0s to 35.0s, to noc: wanted page 1, came 0. What came to them in all:\n  +40.0s noc page "Node 1 down" (2 on its list)',
  )
  expect(judge(ONE_PAGE, [delivered(6_000), delivered(7_000)])).toContain('wanted page 1, came 2')
})

test('a list that is not the wanted one names what is missing and what is too many', () => {
  const want = { ...ONE_PAGE, affected: { ids: ['node-1', 'ul-2'], anchors: false } }
  const said = judge(want, [delivered(20_000)])
  expect(said).toContain('the page of +20.0s lacks ul-2 on its list')
  expect(said).toContain('has ul-1 on its list that do not belong there')
  expect(judge({ ...ONE_PAGE, cause: 'ul-9' }, [delivered(20_000)])).toContain(
    'is about node-1, not ul-9',
  )
  expect(judge(ONE_PAGE, [delivered(20_000, 'page', ['a', 'a'])])).toBeUndefined()
})

test('as a whole, a type that is not named must not have come, and incidents count once', () => {
  const want: WantedMessages = { ...ONE_PAGE, span: { from: 0, until: 60_000 }, whole: true }
  expect(judge(want, [delivered(20_000)])).toBeUndefined()
  expect(judge(want, [delivered(20_000), delivered(30_000, 'recovered')])).toContain(
    'wanted recovered 0, came 1',
  )
  const both = { ...want, counts: { page: [2, 2] as const }, incidents: [2, 2] as const }
  expect(judge(both, [delivered(20_000), delivered(21_000)])).toContain(
    'wanted 2 incidents in them, came 1',
  )
})
