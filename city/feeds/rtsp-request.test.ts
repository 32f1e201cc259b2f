// Requests are found however the bytes are cut, and what is no RTSP ends the connection.
import { expect, test } from 'vitest'
import { RtspRequests } from './rtsp-request.ts'
import { readStreamPath } from './stream-path.ts'

const SETUP = 'SETUP rtsp://127.18.0.1/a RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP\r\n\r\n'
const WITH_BODY =
  'GET_PARAMETER rtsp://127.18.0.1/a RTSP/1.0\r\nCSeq: 4\r\nContent-Length: 3\r\n\r\nabc'

test('requests, bodies and RTCP between them, an octet at a time', () => {
  const rtcp = Buffer.from([0x24, 1, 0, 2, 0x80, 0xc9])
  const bytes = Buffer.concat([Buffer.from(SETUP), rtcp, Buffer.from(WITH_BODY)])
  const reader = new RtspRequests()
  const found = [...bytes].flatMap((octet) => reader.push(Buffer.from([octet])) ?? [])
  expect(found.map(({ method }) => method)).toEqual(['SETUP', 'GET_PARAMETER'])
  expect(found[0]?.headers.get('cseq')).toBe('3')
  expect(new RtspRequests().push(bytes)).toHaveLength(2)
})

test('other protocols, endless headers and large bodies are refused', () => {
  const push = (text: string) => new RtspRequests().push(Buffer.from(text))
  expect(push('HELO there\r\n\r\n')).toBeUndefined()
  expect(push(`OPTIONS * RTSP/1.0\r\nX: ${'x'.repeat(20_000)}`)).toBeUndefined()
  expect(push('PLAY a RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n')).toBeUndefined()
  expect(push('PLAY a RTSP/1.0\r\nContent-Length: -1\r\n\r\n')).toBeUndefined()
})

test('paths of each vendor name their slot, with or without the track behind', () => {
  const slot = (path: string) => readStreamPath(`rtsp://127.18.0.1:8554${path}`)
  expect(slot('/Streaming/Channels/102')).toEqual({ kind: 'slot', slot: 1 })
  expect(slot('/Streaming/Channels/1601/trackID=1')).toEqual({ kind: 'slot', slot: 16 })
  expect(slot('/cam/realmonitor?channel=3&subtype=1/trackID=1')).toEqual({ kind: 'slot', slot: 3 })
  expect(slot('/profile2/sub')).toEqual({ kind: 'slot', slot: 2 })
  expect(slot('/ch4/1')).toEqual({ kind: 'slot', slot: 4 })
  expect(slot('/feed/no-signal-blue/trackID=1')).toEqual({ kind: 'clip', name: 'no-signal-blue' })
  expect(slot('/Streaming/Channels/1')).toBeUndefined()
  expect(slot('/../../etc')).toBeUndefined()
})
