import { expect, test } from 'vitest'
import type { NvrFacts } from '../../../probes/feeds/plan.ts'
import { RecorderFaults } from './recorder-faults.ts'

const MINUTE = 60_000
const OFTEN = { nvrEveryMs: 5 * MINUTE, storageEveryMs: 5 * MINUTE }
const storage = (state: 'ok' | 'degraded' | 'failed' | 'unknown') => ({ state, disks: [] })
const facts = (at: number, more: Partial<NvrFacts> = {}): NvrFacts => ({
  nvr: 1,
  at,
  slots: [],
  ...more,
})

function known(every = OFTEN) {
  const faults = new RecorderFaults(every, ['n0', 'n1'])
  return { faults, words: (now: number) => faults.now(now).map(({ what, since }) => [what, since]) }
}

test('disks and clock count since they were first heard of, until they are well', () => {
  const { faults, words } = known()
  faults.take(facts(0, { storage: storage('degraded'), clockSkewS: -29.9 }))
  faults.take(facts(MINUTE, { storage: storage('unknown'), clockSkewS: -95 }))
  faults.take(facts(2 * MINUTE, { storage: storage('degraded'), clockSkewS: 120 }))
  expect(faults.now(2 * MINUTE)).toMatchObject([
    { nvrId: 'n1', what: 'disk_degraded', since: 0 },
    { nvrId: 'n1', what: 'clock_skewed', since: MINUTE, skewS: 120 },
  ])
  faults.take(facts(3 * MINUTE, { storage: storage('failed'), clockSkewS: 1 }))
  expect(words(3 * MINUTE)).toEqual([['disk_failed', 3 * MINUTE]])
  faults.take(facts(4 * MINUTE, { storage: storage('ok') }))
  expect(words(4 * MINUTE)).toEqual([])
})

test('a recorder that does not answer counts no more after 30 minutes, and goes on where it was when it does', () => {
  const { faults, words } = known()
  faults.take(facts(0, { storage: storage('failed') }))
  faults.take(facts(29 * MINUTE, { fault: 'no-answer' }))
  expect(words(30 * MINUTE)).toEqual([['disk_failed', 0]])
  expect(words(30 * MINUTE + 1)).toEqual([])
  faults.take(facts(40 * MINUTE, { storage: storage('failed') }))
  expect(words(41 * MINUTE)).toEqual([['disk_failed', 0]])
})

test('what is asked once an hour counts until it should have been heard twice', () => {
  const { faults, words } = known({ nvrEveryMs: 5 * MINUTE, storageEveryMs: 60 * MINUTE })
  faults.take(facts(0, { storage: storage('failed') }))
  for (let m = 5; m <= 180; m += 5) faults.take(facts(m * MINUTE))
  expect(words(120 * MINUTE)).toEqual([['disk_failed', 0]])
  expect(words(121 * MINUTE)).toEqual([])
})
