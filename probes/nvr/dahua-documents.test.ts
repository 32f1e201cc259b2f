import { expect, test } from 'vitest'
import { readCameraStates, readClock, readDisks, readValue } from './dahua-documents.ts'
import { readKeyValues } from './key-values.ts'

const lines = (...all: readonly string[]): Buffer => Buffer.from(`${all.join('\r\n')}\r\n`)

test('channels count from 0, slots from 1, and only clear words are taken', () => {
  const words = readCameraStates(
    lines(
      'states[0].channel=0',
      'states[0].connectionState=Connected',
      'states[1].connectionState=Unconnect',
      'states[1].channel=1',
      'states[2].channel=2',
      'states[2].connectionState=Connecting',
      'states[3].channel=3',
      'states[4].connectionState=Unconnect',
    ),
  )
  expect([...(words ?? [])]).toEqual([
    [1, { connected: 'yes', said: 'Connected' }],
    [2, { connected: 'no', said: 'Unconnect' }],
    [3, { connected: 'unknown', said: 'Connecting' }],
    [4, { connected: 'unknown' }],
  ])
})

test('what is no state is no answer', () => {
  expect(readCameraStates(lines('Error', 'Bad Request!'))).toBeUndefined()
  expect(readCameraStates(lines('result=true'))).toBeUndefined()
  expect(readCameraStates(Buffer.from('<html>states[0].channel=0</html>'))).toBeUndefined()
})

test('a slot said twice is not believed, and one beyond all slots is left out', () => {
  const words = readCameraStates(
    lines(
      'states[0].channel=0',
      'states[0].connectionState=Connected',
      'states[1].channel=0',
      'states[1].connectionState=Unconnect',
      'states[2].channel=4000000000',
      'states[2].connectionState=Unconnect',
      'states[3].channel=-1',
    ),
  )
  expect([...(words ?? [])]).toEqual([[1, { connected: 'unknown' }]])
})

const disk = (prefix: string, i: number, state: string, isError: string): string[] => [
  `${prefix}[${i}].Detail[0].IsError=${isError}`,
  `${prefix}[${i}].Detail[0].TotalBytes=1048576000.000000`,
  `${prefix}[${i}].Detail[0].UsedBytes=524288000.000000`,
  `${prefix}[${i}].Name=/dev/sd${'ab'[i]}`,
  ...(state === '' ? [] : [`${prefix}[${i}].State=${state}`]),
]

test.each(['list.info', 'list', 'info'])('disks that begin with %s', (prefix) => {
  expect(
    readDisks(lines(...disk(prefix, 0, 'Success', 'false'), ...disk(prefix, 1, 'Success', 'true'))),
  ).toEqual({
    state: 'degraded',
    disks: [
      { id: '/dev/sda', said: 'Success', ok: true },
      { id: '/dev/sdb', said: 'Success IsError', ok: false },
    ],
    capacityMb: 2000,
    freeMb: 1000,
  })
})

test.each([
  ['Success', 'false', 'ok'],
  ['', 'false', 'ok'],
  ['Error', 'false', 'failed'],
  ['Success', 'true', 'failed'],
  ['Polishing', 'false', 'unknown'],
])('one disk, state "%s" and error %s', (state, isError, expected) => {
  expect(readDisks(lines(...disk('list.info', 0, state, isError)))?.state).toBe(expected)
})

test('the clock tells no offset: that of the place is needed', () => {
  const at = Date.UTC(2026, 6, 3, 14, 2, 32)
  const body = lines('result=2026-7-3 21:02:30')
  expect(readClock(body, at, 25_200)).toBe(-1)
  expect(readClock(body, at, undefined)).toBeUndefined()
  expect(readClock(lines('result=2026-13-3 21:02:30'), at, 0)).toBeUndefined()
})

test('values of magicBox', () => {
  expect(readValue(lines('version=4.001,build:2023-01-02'), 'version')).toBe(
    '4.001,build:2023-01-02',
  )
  expect(readValue(lines('type='), 'type')).toBeUndefined()
})

test('keys and values are bounded', () => {
  const many = readKeyValues(Buffer.from('a[1].b=1\n'.repeat(40_000)))
  expect(many?.size).toBe(1)
  expect(
    readKeyValues(Buffer.from(Array.from({ length: 40_000 }, (_, i) => `k${i}=1`).join('\n')))
      ?.size,
  ).toBe(5000)
  expect(readKeyValues(Buffer.from(`${'k'.repeat(1000)}=1`))).toBeUndefined()
  expect(readKeyValues(Buffer.from(`k=${'v'.repeat(1000)}`))?.get('k')).toHaveLength(500)
  expect(readKeyValues(Buffer.from('x'.repeat(500_000)))).toBeUndefined()
})
