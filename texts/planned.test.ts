import { expect, test } from 'vitest'
import { type PlannedFacts, plannedLines } from './planned.ts'

const NOW = Date.parse('2026-11-22T08:00:00+07:00')
const FACTS: PlannedFacts = {
  kind: 'suspension',
  id: 'sus-1',
  reason: 'Switched off by letter',
  owner: 'Diskominfo',
  reference: '445/2026',
  covered: 4470,
  total: 27_431,
  by: 'ana (cli)',
  time: { type: 'once', from: NOW, until: Date.parse('2026-12-31T18:00:00+07:00') },
}

test('the first line says how many, which share and until when', () => {
  expect(plannedLines('en', FACTS, 'Asia/Jakarta', NOW)).toEqual([
    '4,470 of 27,431 targets (16.30 %) suspended until 31 Dec 18:00:00 WIB',
    'Reason: Switched off by letter',
    'Reference: 445/2026',
    'Owner: Diskominfo',
    'By: ana (cli)',
    'Id: sus-1',
  ])
  expect(plannedLines('id', FACTS, 'Asia/Jakarta', NOW)[0]).toBe(
    '4.470 dari 27.431 sasaran (16,30 %) dinonaktifkan sampai 31 Des 18:00:00 WIB',
  )
})

test('what comes says from when, what comes again on which days; a file has no name', () => {
  const later = { ...FACTS, by: undefined, time: { ...FACTS.time, from: NOW + 3_600_000 } }
  const lines = plannedLines('en', later as PlannedFacts, 'Asia/Jakarta', NOW)
  expect(lines[0]).toContain('suspended from 09:00:00 WIB to 31 Dec 18:00:00 WIB')
  expect(lines).toContain('By: the files of the estate')
  const weekly: PlannedFacts = {
    ...FACTS,
    kind: 'maintenance',
    time: { type: 'weekly', days: [0, 6], fromMinute: 1380, toMinute: 65, timezone: 'Asia/Tokyo' },
  }
  expect(plannedLines('en', weekly, 'Asia/Jakarta', NOW)[0]).toContain(
    'in maintenance every Sun and Sat 23:00 to 01:05 (Asia/Tokyo)',
  )
  expect(plannedLines('id', weekly, 'Asia/Jakarta', NOW)[0]).toContain(
    'dalam pemeliharaan setiap Min dan Sab 23:00 sampai 01:05 (Asia/Tokyo)',
  )
})
