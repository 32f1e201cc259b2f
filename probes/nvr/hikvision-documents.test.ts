import { expect, test } from 'vitest'
import {
  readClock,
  readDevice,
  readDisks,
  readProxyChannels,
  readVideoInputs,
} from './hikvision-documents.ts'

const NAMESPACES = [
  'xmlns="http://www.hikvision.com/ver20/XMLSchema"',
  'version="1.0" xmlns="http://www.std-cgi.com/ver20/XMLSchema"',
  'xmlns="urn:selfextension:psiaext-ver10-xsd"',
]
const AT = Date.UTC(2026, 10, 22, 3, 0, 0)

function channels(inner: string, namespace = NAMESPACES[0]): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<InputProxyChannelStatusList ${namespace}>${inner}</InputProxyChannelStatusList>\n`,
  )
}

function channel(id: number | string, inner: string): string {
  return `<InputProxyChannelStatus><id>${id}</id><sourceInputPortDescriptor><ipAddress>192.0.2.${id}</ipAddress></sourceInputPortDescriptor>${inner}</InputProxyChannelStatus>`
}

test.each(NAMESPACES)('slots in the namespace %s', (namespace) => {
  const body = channels(
    channel(1, '<online>true</online><chanDetectResult>connect</chanDetectResult>') +
      channel(2, '<online>false</online><chanDetectResult>netUnreachable</chanDetectResult>'),
    namespace,
  )
  expect([...(readProxyChannels(body) ?? [])]).toEqual([
    [1, { connected: 'yes', said: 'connect' }],
    [2, { connected: 'no', reason: 'net_unreachable', said: 'netUnreachable' }],
  ])
})

test('a prefix on every tag makes no difference', () => {
  const body = Buffer.from(
    '<h:InputProxyChannelStatusList xmlns:h="urn:x"><h:InputProxyChannelStatus><h:id>4</h:id><h:online>false</h:online></h:InputProxyChannelStatus></h:InputProxyChannelStatusList>',
  )
  expect(readProxyChannels(body)?.get(4)).toEqual({ connected: 'no' })
})

test.each([
  ['overSysBandwidth', 'bandwidth'],
  ['domainError', 'net_unreachable'],
  ['ipcStreamFail', 'stream_fail'],
  ['cipAddrConflictWithDev', 'ip_conflict'],
  ['ipAddrConflicWithIpc', 'ip_conflict'],
  ['errorUserNameOrPasswd', 'camera_auth'],
  ['notExist', 'not_configured'],
  ['ipcStreamTypeNotSupport', 'unsupported'],
  ['ipcResolutionNotSupport', 'unsupported'],
  ['unknownError', undefined],
  ['connecting', undefined],
  ['somethingNew', undefined],
])('offline for %s has the reason %s', (word, reason) => {
  const body = channels(
    channel(1, `<online>false</online><chanDetectResult>${word}</chanDetectResult>`),
  )
  expect(readProxyChannels(body)?.get(1)).toEqual({
    connected: 'no',
    said: word,
    ...(reason === undefined ? {} : { reason }),
  })
})

test.each([
  ['online is missing', '<chanDetectResult>netUnreachable</chanDetectResult>'],
  ['online is empty', '<online/>'],
  ['online is another word', '<online>maybe</online>'],
])('where %s nothing is known, and nothing lost', (_, inner) => {
  expect(readProxyChannels(channels(channel(1, inner)))?.get(1)?.connected).toBe('unknown')
})

test('impossible slots are left out, and of two for one slot neither is believed', () => {
  const inner = ['0', '-1', '257', '1.5', 'x', '']
    .map((id) => channel(id, '<online>false</online>'))
    .concat(channel(2, '<online>true</online>'), channel(2, '<online>false</online>'))
    .join('')
  expect([...(readProxyChannels(channels(inner)) ?? [])]).toEqual([[2, { connected: 'unknown' }]])
})

test('an empty list is an answer, another document is none', () => {
  expect(readProxyChannels(channels(''))?.size).toBe(0)
  const status = '<ResponseStatus><statusCode>4</statusCode></ResponseStatus>'
  expect(readProxyChannels(Buffer.from(status))).toBeUndefined()
  expect(readProxyChannels(Buffer.from('<!DOCTYPE html><html></html>'))).toBeUndefined()
})

test('analogue inputs: NO VIDEO is a loss, an input that is off says nothing', () => {
  const input = (id: number, inner: string): string =>
    `<VideoInputChannel><id>${id}</id><inputPort>${id}</inputPort>${inner}</VideoInputChannel>`
  const body = Buffer.from(
    `<VideoInputChannelList ${NAMESPACES[1]}>${[
      input(1, '<resDesc>1080P25</resDesc>'),
      input(2, '<resDesc>NO VIDEO</resDesc>'),
      input(3, '<videoInputEnabled>false</videoInputEnabled><resDesc>NO VIDEO</resDesc>'),
      input(4, ''),
    ].join('')}</VideoInputChannelList>`,
  )
  expect([...(readVideoInputs(body) ?? [])].map(([, word]) => word)).toEqual([
    { connected: 'yes', said: '1080P25' },
    { connected: 'no', reason: 'no_video', said: 'NO VIDEO' },
    { connected: 'unknown', said: 'disabled' },
    { connected: 'unknown' },
  ])
})

function disks(...list: readonly string[]): Buffer {
  const inner = list.map((word, i) => {
    const [status, property = 'RW'] = word.split(' ')
    return `<hdd><id>${i + 1}</id><hddName>hdd${i + 1}</hddName><capacity>1000</capacity><freeSpace>10</freeSpace><status>${status}</status><property>${property}</property></hdd>`
  })
  return Buffer.from(
    `<storage ${NAMESPACES[0]}><hddList size="8">${inner.join('')}</hddList><nasList/></storage>`,
  )
}

test.each([
  ['one good disk', ['ok'], 'ok'],
  ['a disk asleep', ['sleep'], 'ok'],
  ['one of two is ill', ['ok', 'error'], 'degraded'],
  ['the only one is ill', ['error'], 'failed'],
  ['none is set up', ['unformatted', 'uninitialized'], 'failed'],
  ['no disk at all', [], 'failed'],
  ['a word that is new', ['polishing'], 'unknown'],
  ['a new word beside a good one', ['ok', 'polishing'], 'ok'],
  ['only one that cannot be written', ['ok RO'], 'failed'],
])('disks: %s', (_, list, state) => {
  expect(readDisks(disks(...list))?.state).toBe(state)
})

test('disks have their words and sizes, with or without the outer list', () => {
  expect(readDisks(disks('ok', 'error'))).toEqual({
    state: 'degraded',
    disks: [
      { id: '1', said: 'ok', ok: true },
      { id: '2', said: 'error', ok: false },
    ],
    capacityMb: 2000,
    freeMb: 20,
  })
  const bare = '<hddList><hdd><id>1</id><status>normal</status></hdd></hddList>'
  expect(readDisks(Buffer.from(bare))).toEqual({
    state: 'ok',
    disks: [{ id: '1', said: 'normal', ok: true }],
  })
  expect(readDisks(Buffer.from('<storage><other/></storage>'))).toBeUndefined()
})

test.each([
  ['its own offset', '<localTime>2026-11-22T10:00:05+07:00</localTime>', undefined, 6],
  ['UTC', '<localTime>2026-11-22T03:00:00Z</localTime>', undefined, 1],
  [
    'its zone',
    '<localTime>2026-11-22T10:00:00</localTime><timeZone>CST-7:00:00</timeZone>',
    undefined,
    1,
  ],
  ['the offset of the place', '<localTime>2026-11-22T09:00:00</localTime>', 25_200, -3599],
  ['no offset at all', '<localTime>2026-11-22T09:00:00</localTime>', undefined, undefined],
  ['no time', '<localTime>now</localTime>', 25_200, undefined],
])('the clock by %s', (_, inner, utcOffsetS, skew) => {
  const body = Buffer.from(`<Time ${NAMESPACES[0]}><timeMode>NTP</timeMode>${inner}</Time>`)
  expect(readClock(body, AT, utcOffsetS)).toBe(skew)
})

test('model, firmware and serial number', () => {
  const body = Buffer.from(
    `<DeviceInfo ${NAMESPACES[0]}><deviceName>RW 05</deviceName><model>N-4</model><serialNumber>S1</serialNumber><firmwareVersion>V4.1</firmwareVersion><firmwareReleasedDate>build 2101</firmwareReleasedDate></DeviceInfo>`,
  )
  expect(readDevice(body)).toEqual({ model: 'N-4', firmware: 'V4.1 build 2101', serial: 'S1' })
  expect(readDevice(Buffer.from('<DeviceInfo><other>1</other></DeviceInfo>'))).toBeUndefined()
})
