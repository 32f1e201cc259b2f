import { expect, test } from 'vitest'
import { parseTime } from './times.ts'

const JAKARTA = 'Asia/Jakarta'
/** Sunday 22 November 2026, 20:15 in Jakarta. */
const NOW = Date.parse('2026-11-22T20:15:00+07:00')

const told = (text: string, edge: 'start' | 'end' = 'end', timezone = JAKARTA) => {
  const at = parseTime(text, { timezone, now: NOW, edge })
  return at === undefined ? undefined : new Date(at).toISOString()
}

test.each([
  ['2026-12-31T18:00:00+07:00', '2026-12-31T11:00:00.000Z'],
  ['2026-12-31T18:00Z', '2026-12-31T18:00:00.000Z'],
  ['2026-12-31 18:00', '2026-12-31T11:00:00.000Z'],
  ['2026-12-31', '2026-12-31T17:00:00.000Z'],
  ['20:16', '2026-11-22T13:16:00.000Z'],
  ['20:15', '2026-11-23T13:15:00.000Z'],
  ['6:00', '2026-11-22T23:00:00.000Z'],
  ['+3d', '2026-11-25T13:15:00.000Z'],
  ['+1w2d', '2026-12-01T13:15:00.000Z'],
  ['+90m', '2026-11-22T14:45:00.000Z'],
])('%s by the clock of the city', (text, at) => {
  expect(told(text)).toBe(at)
})

test('a date is its first moment as a begin, and its last as an end', () => {
  expect(told('2026-12-31', 'start')).toBe('2026-12-30T17:00:00.000Z')
  expect(told('2026-12-31', 'end')).toBe('2026-12-31T17:00:00.000Z')
})

test('a clock that is set forward or back makes no hour too much or too little', () => {
  expect(told('2027-03-28', 'end', 'Europe/Berlin')).toBe('2027-03-28T22:00:00.000Z')
  expect(told('2027-03-28 02:30', 'end', 'Europe/Berlin')).toBe('2027-03-28T01:00:00.000Z')
})

test.each([
  '',
  'tomorrow',
  '+3',
  '3d',
  '+3y',
  '+9999w',
  '24:00',
  '18:60',
  '2026-02-30',
  '31-12-2026',
  '2026-12-31T18:00+25:00',
  '1999-01-01',
  '2199-01-01',
])('%j is no time', (text) => {
  expect(told(text)).toBeUndefined()
})
