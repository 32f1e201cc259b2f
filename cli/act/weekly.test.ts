import { expect, test } from 'vitest'
import { parseWeekly } from './weekly.ts'

test.each([
  ['sun 01:00-05:00', { days: ['sun'], from: '01:00', to: '05:00' }],
  ['Mon,THU 23:00 - 1:30', { days: ['mon', 'thu'], from: '23:00', to: '01:30' }],
  ['mon-fri 2:00-3:00', { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '02:00', to: '03:00' }],
  ['sat-sun,sun 02:00-03:00', { days: ['sun', 'sat'], from: '02:00', to: '03:00' }],
])('%s', (text, window) => {
  expect(parseWeekly(text)).toEqual(window)
})

test.each([
  '',
  'sun',
  '01:00-05:00',
  'sunday 01:00-05:00',
  'sun 1-5',
  'sun 01:00',
  'sun 25:00-26:00',
  'sun 01:60-02:00',
  'sun, 01:00-02:00',
  'mon-tue-wed 01:00-02:00',
])('%j is no window', (text) => {
  expect(parseWeekly(text)).toBeUndefined()
})
