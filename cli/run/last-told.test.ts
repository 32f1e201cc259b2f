import { expect, test } from 'vitest'
import { openMemoryStore } from '../../store/memory.ts'
import { sampleMessage } from '../../test/rigs/sample-message.ts'
import { lastTold } from './last-told.ts'

const [incident] = sampleMessage('k').incidents

function message(key: string, ...ids: readonly string[]) {
  const incidents = ids.flatMap((id) => (incident ? [{ ...incident, id }] : []))
  return sampleMessage(key, 1, { incidents })
}

test('of each open incident the last message that this receiver took, also where that was a digest', async () => {
  const store = openMemoryStore()
  const made = [
    message('inc-1/am/page/1', 'inc-1'),
    message('inc-2/am/page/1', 'inc-2'),
    message('digest/am/1', 'inc-1', 'inc-3', 'inc-4'),
    message('inc-2/am/flapping/1', 'inc-2'),
    message('inc-5/noc/page/1', 'inc-5'),
    message('inc-3/am/escalated/1', 'inc-3'),
  ]
  await store.commit({
    outbox: made.map((one, i) => ({
      ...{ key: one.key, receiver: one.key.split('/')[1] ?? '', seq: i + 1, at: i },
      body: JSON.stringify(one),
    })),
    outboxMarks: made.map(({ key }, i) => ({
      ...{ key, attempts: 1, at: 9 },
      state: i === 3 ? 'waiting' : 'sent',
    })),
  })
  const told = await lastTold(store, 'am', new Set(['inc-1', 'inc-2', 'inc-3', 'inc-5', 'inc-6']))
  expect(told.map(({ key }) => key).sort()).toEqual([
    'digest/am/1',
    'inc-2/am/page/1',
    'inc-3/am/escalated/1',
  ])
})
