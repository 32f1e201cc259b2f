import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitReader } from './bit-reader.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { cleanNal } from './keyframe.ts'
import { MessageReader } from './message-reader.ts'
import { readDescription } from './sdp.ts'
import { controlUrl, streamUrl } from './stream-url.ts'

const LIMITS = { mostHeaderBytes: 200, mostBodyBytes: 100 }

function read(bytes: Buffer, cuts: readonly number[] = []) {
  const seen: string[] = []
  const reader = new MessageReader(LIMITS, {
    message: (message) =>
      seen.push(message.type === 'reply' ? `${message.status} ${message.body}` : message.method),
    packet: (channel, packet) => seen.push(`${channel}:${packet.toString('hex')}`),
  })
  let failure: ReturnType<MessageReader['push']>
  let from = 0
  for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    failure = reader.push(bytes.subarray(from, to))
    from = to
  }
  return { seen, fault: failure?.fault }
}

const TALK = Buffer.concat([
  Buffer.from('\r\nRTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 3\r\n\r\nabc'),
  Buffer.from([0x24, 4, 0, 2, 0x0d, 0x0a, 0x24, 5, 0, 0]),
  Buffer.from('OPTIONS * RTSP/1.0\nCSeq: 3\n\nRTSP/1.0 454\r\nX: a\r\n b\r\n\r\n'),
])
const HEARD = ['200 abc', '4:0d0a', '5:', 'OPTIONS', '454 ']

test('messages and packets come out the same wherever the network cuts them', () => {
  expect(read(TALK)).toEqual({ seen: HEARD, fault: undefined })
  fc.assert(
    fc.property(fc.array(fc.nat({ max: TALK.length })), (cuts) => {
      expect(read(TALK, cuts).seen).toEqual(HEARD)
    }),
  )
})

test.each([
  ['HTTP/1.1 200 OK\r\n\r\n', 'protocol'],
  ['\x16\x03\x01', 'protocol'],
  [`RTSP/1.0 200 OK\r\nX: ${'y'.repeat(300)}`, 'too_much'],
  ['RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n', 'too_much'],
  ['RTSP/1.0 200 OK\r\nContent-Length: 1e1\r\n\r\n', 'protocol'],
  ['RTSP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n', undefined],
])('%j is %s', (text, fault) => {
  expect(read(Buffer.from(text)).fault).toBe(fault)
})

test('bytes that come in pieces stay together, dropped in front and cut behind', () => {
  const bytes = new GrowingBytes()
  for (let i = 0; i < 10_000; i++) bytes.add(Uint8Array.of(i & 255))
  bytes.dropFirst(9990)
  expect([...bytes.view()]).toEqual(Array.from({ length: 10 }, (_, i) => (9990 + i) & 255))
  bytes.cut(1)
  expect(bytes.length).toBe(1)
})

test('room that was let go of serves others, and nothing of it is seen again', () => {
  const [one, other] = [new GrowingBytes(), new GrowingBytes()]
  one.add(Uint8Array.of(1, 2, 3))
  one.release()
  other.add(Uint8Array.of(9))
  one.add(Uint8Array.of(4))
  expect([[...one.view()], [...other.view()]]).toEqual([[4], [9]])
})

test('numbers of the bit stream are read back, and its end is told', () => {
  // 1 | 010 | 00101 | 00111 | 1 1: ue 0, ue 1, ue 4, ue 6.
  const bits = new BitReader(Uint8Array.of(0, 0b1010_0010, 0b1001_1100), 1)
  expect([bits.ue(), bits.ue(), bits.ue(), bits.ue()]).toEqual([0, 1, 4, 6])
  expect(bits.over).toBe(false)
  expect(bits.bits(32)).toBe(0)
  expect(bits.over).toBe(true)
  const escaped = new BitReader(Uint8Array.of(0x67, 0, 0, 3, 1), 1)
  expect(escaped.bits(24)).toBe(1)
})

test('a NAL unit is handed out only without start codes', () => {
  const clean = (...bytes: number[]): number[] | undefined => {
    const nal = cleanNal(Uint8Array.from(bytes), 1)
    return nal && [...nal]
  }
  expect(clean(0x65, 1, 0, 0)).toEqual([0x65, 1])
  expect(clean(0x65, 0, 0, 3, 0, 0, 3)).toEqual([0x65, 0, 0, 3, 0, 0, 3])
  for (const forbidden of [0, 1, 2]) expect(clean(0x65, 0, 0, forbidden, 7)).toBeUndefined()
  expect(clean(0x65, 0, 0)).toBeUndefined()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40, max: 4 }), (bytes) => {
      const nal = cleanNal(bytes, 1)
      if (nal) expect(nal.toString('hex').match(/^(..)*0000(00|01|02)/)).toBeNull()
    }),
  )
})

test('URLs: IPv6, usual ports, signs that cannot stand in a request line', () => {
  const url = (host: string, port: number, path: string, tls = false): string =>
    streamUrl({ host, port, path, tls, verifyTls: false, credentials: undefined })
  expect(url('10.0.0.1', 554, '/a?b=1')).toBe('rtsp://10.0.0.1/a?b=1')
  expect(url('fe80::1%eth0', 8554, 'a', true)).toBe('rtsps://[fe80::1]:8554/a')
  expect(url('nvr', 322, '/a b\r\nX: y/é', true)).toBe('rtsps://nvr/a%20b%0D%0AX:%20y/%C3%A9')
})

test('control URLs: full, from the root, behind the base and its query, or none', () => {
  const base = 'rtsp://h/cam?channel=1&subtype=1/'
  expect(controlUrl(base, 'trackID=0')).toBe(`${base}trackID=0`)
  expect(controlUrl('rtsp://h/a', 'trackID=0')).toBe('rtsp://h/a/trackID=0')
  expect(controlUrl(base, 'RTSP://x/y')).toBe('RTSP://x/y')
  expect(controlUrl(base, '/y')).toBe('rtsp://h/y')
  expect(controlUrl(base, '*')).toBe(base)
  expect(controlUrl(base, undefined)).toBe(base)
})

test('a description gives the first video that can be read, and names the others', () => {
  const text = [
    'v=0',
    'a=control:rtsp://h/all',
    'm=audio 0 RTP/AVP 8',
    'a=control:1',
    'm=video 0 RTP/AVP 26',
    'm=video 0 RTP/AVP 97 98',
    'a=rtpmap:97 MP4V-ES/90000',
    'a=rtpmap:98 hevc/48000',
    'a=fmtp:98 sprop-vps=QAE=; sprop-sps=QgE=; sprop-pps=RAE=; sprop-max-don-diff=2',
    'a=control:trackID=3',
  ]
  for (const end of ['\r\n', '\n']) {
    const { video, others, control } = readDescription(text.join(end))
    expect(control).toBe('rtsp://h/all')
    expect(others).toEqual(['payload type 26', 'MP4V-ES', 'HEVC'])
    expect(video).toMatchObject({
      codec: 'h265',
      payloadType: 98,
      clockRate: 48_000,
      control: 'trackID=3',
      numbered: true,
    })
    expect(video?.parameterSets.map(([first]) => first)).toEqual([0x40, 0x42, 0x44])
  }
})
