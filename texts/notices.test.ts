import { expect, test } from 'vitest'
import { noticeText, plannedHoldText } from './notices.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const CLOCK = { now: NOW, timezone: 'Asia/Jakarta' }

test('a notice has its values in its places, and a plain sentence stays as it is', () => {
  const values = { receiver: 'ops', since: NOW - 120_000 }
  expect(noticeText('en', 'receiver-fails', values, CLOCK)).toBe(
    'Messages to ops have not got through since 10:58:00 WIB; they wait, and are tried again.',
  )
  expect(noticeText('id', 'receiver-fails', values, CLOCK)).toBe(
    'Pesan kepada ops tidak terkirim sejak 10:58:00 WIB; pesan menunggu dan dicoba lagi.',
  )
  expect(noticeText('en', 'messages-refused', { count: 1234 })).toMatch(
    /not delivered: 1,234\. Copies went to the fallback\.$/,
  )
  expect(noticeText('id', 'messages-refused', { count: 1234 })).toMatch(
    /tersampaikan: 1\.234\. Salinannya/,
  )
  expect(noticeText('en', 'the sun is too bright')).toBe('the sun is too bright')
})

test('what holds up the time series is told with its reason', () => {
  const values = {
    code: 'no-database',
    name: 'main',
    url: 'http://10.0.0.5:8086',
    database: 'ronda',
    since: NOW - 120_000,
  }
  expect(noticeText('en', 'series-held', values, CLOCK)).toBe(
    'Since 10:58:00 WIB: InfluxDB main at http://10.0.0.5:8086 has no database ronda; what is measured waits in the spool. To mend it: make it with ronda store init, or mend its name in ronda.yaml.',
  )
  expect(noticeText('id', 'series-waiting', { ...values, code: 'timeout' }, CLOCK)).toBe(
    'Sejak 10:58:00 WIB: InfluxDB main di http://10.0.0.5:8086 tidak menjawab pada waktunya; hasil ukur menunggu di spool.',
  )
  expect(noticeText('id', 'series-dropping', { name: 'main', count: 12_000 }, CLOCK)).toContain(
    'untuk main sejauh ini kehilangan 12.000 data',
  )
  expect(noticeText('en', 'spool-cannot-write', { since: NOW - 120_000 }, CLOCK)).toContain(
    'cannot be written since 10:58:00 WIB',
  )
})

test('what is planned is told with how many are off and when the next ends', () => {
  const at = Date.UTC(2026, 11, 22, 17)
  const nextEnd = { id: 'sus-1', kind: 'suspension', at }
  const one = { active: 1, targets: 4471, nextEnd }
  expect(plannedHoldText('en', one, CLOCK)).toBe(
    '1 suspension holds: 4,471 targets until 23 Dec 00:00:00 WIB (sus-1)',
  )
  expect(plannedHoldText('id', one, CLOCK)).toBe(
    '1 penonaktifan berlaku: 4.471 sasaran sampai 23 Des 00:00:00 WIB (sus-1)',
  )
  const window = { ...one, targets: 1, nextEnd: { ...nextEnd, kind: 'maintenance' } }
  expect(plannedHoldText('en', window, CLOCK)).toMatch(
    /^1 maintenance window holds: 1 target until/,
  )
  expect(plannedHoldText('en', { ...one, active: 3 }, CLOCK)).toBe(
    '3 planned outages hold: 4,471 targets, the next ends 23 Dec 00:00:00 WIB (sus-1)',
  )
})
