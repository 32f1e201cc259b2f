// Servers that answer wrongly, slowly, endlessly or not at all: what a look says of them, and that it costs no more than its limits.
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { lookAtStream } from '../../probes/rtsp/rtsp.ts'
import {
  STREAM_LIMITS,
  type StreamFault,
  type StreamLimits,
  type StreamLook,
  type StreamTarget,
} from '../../probes/rtsp/stream-look.ts'
import { type RtspDouble, reply, type Script, startRtspDouble, usual, VIDEO } from './double.ts'
import { framed, rtp } from './packetise.ts'

const LIMITS: StreamLimits = {
  ...STREAM_LIMITS,
  connectMs: 500,
  replyMs: 300,
  firstDataMs: 300,
  keyframeMs: 400,
  totalMs: 900,
  teardownMs: 200,
  framesAfter: 5,
  mostBytes: 3_000_000,
}
const CREDENTIALS = { user: 'admin', password: new Secret('hunter2') }
/** Room for a machine that is busy with something else. */
const SLACK_MS = 1500

let doubles: RtspDouble[] = []
afterEach(async () => {
  await Promise.all(doubles.map((double) => double.close()))
  doubles = []
})

async function serve(...args: Parameters<typeof startRtspDouble>): Promise<RtspDouble> {
  const double = await startRtspDouble(...args)
  doubles.push(double)
  return double
}

async function look(
  { port }: { readonly port: number },
  target: Partial<StreamTarget> = {},
  limits: Partial<StreamLimits> = {},
  signal = new AbortController().signal,
): Promise<StreamLook> {
  const whole: StreamTarget = {
    host: '127.0.0.1',
    port,
    tls: false,
    verifyTls: false,
    path: '/cam?channel=1',
    credentials: undefined,
    ...target,
  }
  const begun = performance.now()
  const result = await lookAtStream(whole, { ...LIMITS, ...limits }, signal)
  expect(performance.now() - begun).toBeLessThan(LIMITS.totalMs + LIMITS.teardownMs + SLACK_MS)
  expect(JSON.stringify(result.rungs)).not.toContain('hunter2')
  for (const { says } of result.rungs) expect(says.length).toBeLessThanOrEqual(200)
  return result
}

const methods = ({ asked }: RtspDouble): string[] => asked.map(({ method }) => method)
const on =
  (method: string, answer: Script): Script =>
  (asked, socket) =>
    asked.method === method ? answer(asked, socket) : undefined

test('a good look climbs all rungs, asks in order and says goodbye', async () => {
  const double = await serve()
  const result = await look(double)
  expect(result).toMatchObject({ fault: undefined, server: 'Double/1', codec: 'h264', lost: 0 })
  expect(result.keyframe).toMatchObject({ width: 64, height: 64 })
  expect(result.frames).toHaveLength(6)
  expect(result.rungs.map(({ rung, result }) => `${rung} ${result}`)).toEqual(
    ['connect', 'options', 'describe', 'setup', 'play', 'data', 'keyframe'].map((r) => `${r} ok`),
  )
  expect(methods(double)).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN'])
  const base = `rtsp://127.0.0.1:${double.port}/cam?channel=1`
  expect(double.asked.map(({ url }) => url)).toEqual([base, base, `${base}/track1`, base, base])
  expect(double.asked[4]?.headers.get('session')).toBe('12345')
  await wait(20)
  expect(double.open()).toBe(0)
})

test.each<[string, string, string, StreamFault, number]>([
  ['no right', 'DESCRIBE', '403 Forbidden', 'auth', 403],
  ['no channel', 'DESCRIBE', '404 Not Found', 'no_channel', 404],
  ['no bandwidth', 'SETUP', '453 Not Enough Bandwidth', 'busy', 453],
  ['no service', 'DESCRIBE', '503 Service Unavailable', 'busy', 503],
  ['no session', 'SETUP', '500 Internal Server Error', 'busy', 500],
  ['a fault of its own', 'DESCRIBE', '500 Internal Server Error', 'status', 500],
  ['no TCP', 'SETUP', '461 Unsupported Transport', 'status', 461],
  ['no play', 'PLAY', '455 Method Not Valid', 'status', 455],
])('%s: %s %s', async (_, method, line, fault, status) => {
  const double = await serve(on(method, (asked) => reply(asked, line)))
  expect(await look(double)).toMatchObject({ fault, status })
  expect(methods(double).includes('TEARDOWN')).toBe(method === 'PLAY')
})

test('OPTIONS that is not known stops nothing; without H.264 or H.265 there is no video', async () => {
  const old = await serve(on('OPTIONS', (asked) => reply(asked, '501 Not Implemented')))
  expect((await look(old)).fault).toBeUndefined()
  const sdp = 'v=0\r\nm=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\n'
  const jpeg = await serve(on('DESCRIBE', (asked) => reply(asked, '200 OK', [], sdp)))
  const result = await look(jpeg)
  expect(result.fault).toBe('no_video')
  expect(result.rungs.at(-1)?.says).toContain('JPEG')
})

test('a password is tried once; once more where the nonce was stale; a right one is renewed', async () => {
  const challenge = (stale: string) =>
    `WWW-Authenticate: Digest realm="r", nonce="${stale}"${stale}`
  const refuse: Script = (asked) => reply(asked, '401 No', [challenge('')])
  const wrong = await serve(on('DESCRIBE', refuse))
  expect(await look(wrong, { credentials: CREDENTIALS })).toMatchObject({ fault: 'auth' })
  expect(methods(wrong)).toEqual(['OPTIONS', 'DESCRIBE', 'DESCRIBE'])

  const none = await serve(on('DESCRIBE', refuse))
  expect(await look(none)).toMatchObject({ fault: 'auth', status: 401 })
  expect(methods(none)).toEqual(['OPTIONS', 'DESCRIBE'])

  const stale = await serve(
    on('DESCRIBE', (asked) => reply(asked, '401 No', [challenge(', stale=true')])),
  )
  expect(await look(stale, { credentials: CREDENTIALS })).toMatchObject({ fault: 'auth' })
  expect(methods(stale).length).toBeLessThanOrEqual(6)

  const nonces = new Set<string>()
  const renewing = await serve((asked) => {
    const nonce = /nonce="(\w*)"/.exec(asked.headers.get('authorization') ?? '')?.[1]
    if (asked.method === 'OPTIONS' || nonce === asked.method) {
      if (nonce) nonces.add(nonce)
      return undefined
    }
    return reply(asked, '401 No', [`WWW-Authenticate: Digest realm="r", nonce="${asked.method}"`])
  })
  expect((await look(renewing, { credentials: CREDENTIALS })).fault).toBeUndefined()
  expect([...nonces].slice(0, 3)).toEqual(['DESCRIBE', 'SETUP', 'PLAY'])
})

test('base, full control URLs and requests of the server are taken as they come', async () => {
  const sdp =
    'v=0\r\na=control:rtsp://10.0.0.9/all\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:rtsp://10.0.0.9/all/1\r\n'
  const double = await serve((asked) => {
    if (asked.method === 'DESCRIBE')
      return reply(asked, '200 OK', ['Content-Base: rtsp://a/b/'], sdp)
    if (asked.method !== 'SETUP') return undefined
    return `OPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\nREDIRECT * RTSP/1.0\r\nCSeq: 10\r\n\r\n${usual(asked)}`
  })
  expect((await look(double)).fault).toBeUndefined()
  const urls = double.asked.slice(2).map(({ url }) => url)
  expect(urls).toEqual(['rtsp://10.0.0.9/all/1', 'rtsp://10.0.0.9/all', 'rtsp://10.0.0.9/all'])
})

test('packets before the reply to PLAY, and other replies in between, are in their place', async () => {
  const double = await serve(
    on('PLAY', (asked) => {
      const stranger = 'RTSP/1.0 454 Session Not Found\r\nCSeq: 77\r\n\r\n'
      return Buffer.concat([VIDEO, Buffer.from(stranger), Buffer.from(reply(asked, '200 OK'))])
    }),
  )
  const result = await look(double)
  expect(result.fault).toBeUndefined()
  expect(result.frames).toHaveLength(6)
})

const NEVER: Script = () => ''
const CLOSE: Script = (_, socket) => {
  socket.destroy()
  return ''
}
const flood =
  (piece: string | Buffer): Script =>
  (_, socket) => {
    const bytes = Buffer.concat(Array(Math.ceil(65_536 / piece.length)).fill(Buffer.from(piece)))
    const pour = (): void => {
      while (!socket.destroyed && socket.write(bytes));
      if (!socket.destroyed) socket.once('drain', pour)
    }
    pour()
    return ''
  }
const drip =
  (text: (asked: Parameters<Script>[0]) => Buffer | string): Script =>
  (asked, socket) => {
    const bytes = Buffer.from(text(asked))
    let at = 0
    const timer = setInterval(() => {
      if (socket.destroyed || at >= bytes.length) clearInterval(timer)
      else socket.write(bytes.subarray(at, ++at))
    }, 20)
    return ''
  }
const junk = Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919 + (n >> 3)) & 255))
const flooding = (packet: Buffer): Script =>
  on('PLAY', (asked, socket) => {
    socket.write(reply(asked, '200 OK'))
    return flood(framed(packet, 6))(asked, socket)
  })

test.each<[string, Script, readonly StreamFault[]]>([
  ['never answers', NEVER, ['reply_timeout']],
  ['never answers PLAY', on('PLAY', NEVER), ['reply_timeout', 'no_data']],
  ['closes at once', CLOSE, ['closed']],
  ['closes on PLAY', on('PLAY', CLOSE), ['closed']],
  [
    'sends a head of 1 GB',
    on('DESCRIBE', (asked, socket) => {
      socket.write('RTSP/1.0 200 OK\r\nX: ')
      return flood('x')(asked, socket)
    }),
    ['too_much'],
  ],
  [
    'names a body of 99999999999 bytes',
    on('DESCRIBE', (asked) => reply(asked, '200 OK', ['Content-Length: 99999999999'])),
    ['too_much'],
  ],
  [
    'names a body of -1 bytes',
    on('DESCRIBE', (asked) => reply(asked, '200 OK', ['Content-Length: -1'])),
    ['protocol'],
  ],
  [
    'begins a body and never ends it',
    on('DESCRIBE', (asked) => reply(asked, '200 OK', ['Content-Length: 60000', 'X: y'])),
    ['reply_timeout'],
  ],
  [
    'drips its reply',
    drip((asked) => reply(asked, '200 OK', ['X: a long header that takes its time'])),
    ['reply_timeout'],
  ],
  [
    'is a web page',
    () => 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>',
    ['protocol'],
  ],
  ['sends random bytes', () => junk, ['protocol']],
  [
    'sends random bytes after PLAY',
    on('PLAY', (asked) => Buffer.concat([Buffer.from(reply(asked, '200 OK')), junk])),
    ['protocol'],
  ],
  [
    'frames packets with wrong lengths',
    on('PLAY', (asked) =>
      Buffer.concat([
        Buffer.from(reply(asked, '200 OK')),
        Buffer.from([0x24, 6, 0, 3]),
        VIDEO.subarray(4),
      ]),
    ),
    ['protocol'],
  ],
  [
    'frames a packet that never ends',
    on('PLAY', (asked) =>
      Buffer.concat([Buffer.from(reply(asked, '200 OK')), Buffer.from([0x24, 6, 255, 255, 1])]),
    ),
    ['no_data'],
  ],
  ['grants all and sends nothing', on('PLAY', (asked) => reply(asked, '200 OK')), ['no_data']],
  [
    'sends on another channel',
    on('PLAY', (asked) =>
      Buffer.concat([
        Buffer.from(reply(asked, '200 OK')),
        framed(rtp(Buffer.of(1), 1, 1, true), 0),
      ]),
    ),
    ['no_data'],
  ],
  [
    'sends no keyframe',
    on('PLAY', (asked) =>
      Buffer.concat([
        Buffer.from(reply(asked, '200 OK')),
        framed(rtp(Buffer.from([0x41, 0x9a, 1, 2]), 1, 1, true), 6),
      ]),
    ),
    ['no_keyframe'],
  ],
  [
    'sends a frame without end',
    flooding(rtp(Buffer.concat([Buffer.from([0x7c, 0x85]), Buffer.alloc(900, 9)]), 1, 0, false)),
    ['too_much', 'no_keyframe'],
  ],
  [
    'sends packets of no type that is known',
    flooding(Buffer.alloc(300, 0x80)),
    ['too_much', 'no_data'],
  ],
  [
    'asks without end',
    flood('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n                             '),
    ['too_much', 'protocol'],
  ],
])('a server that %s costs its limit, and a look beside it is well', async (_, script, faults) => {
  const [bad, good] = [await serve(script), await serve()]
  const [result, beside] = await Promise.all([look(bad), look(good)])
  expect(faults).toContain(result.fault)
  expect(result.rungs.at(-1)?.result).toBe('failed')
  expect(result.receivedBytes).toBeLessThan(LIMITS.mostBytes + 70_000)
  expect(beside.fault).toBeUndefined()
  await wait(20)
  expect(bad.open()).toBe(0)
})

test('packets before anything was asked are passed over', async () => {
  const double = await serve(() => undefined, { greet: (socket) => socket.write(VIDEO) })
  expect((await look(double)).fault).toBeUndefined()
})

test('data that ends after the keyframe still is a keyframe', async () => {
  const half = VIDEO.subarray(0, VIDEO.length >> 1)
  const double = await serve(
    on('PLAY', (asked) => Buffer.concat([Buffer.from(reply(asked, '200 OK')), half])),
  )
  const result = await look(double)
  expect(result.fault).toBeUndefined()
  expect(result.frames.length).toBeGreaterThan(1)
  expect(result.rungs.at(-1)?.says).toContain('no more data')
})

test('called off it ends at once, and still says goodbye', async () => {
  const double = await serve(on('PLAY', (asked) => reply(asked, '200 OK')))
  const off = new AbortController()
  const begun = performance.now()
  setTimeout(() => off.abort(), 100)
  expect((await look(double, {}, {}, off.signal)).fault).toBe('aborted')
  expect(performance.now() - begun).toBeLessThan(300)
  await wait(50)
  expect(methods(double).at(-1)).toBe('TEARDOWN')
  expect((await look(double, {}, {}, AbortSignal.abort())).fault).toBe('aborted')
})

test('a TEARDOWN without an answer is waited for no longer than its time', async () => {
  const double = await serve(on('TEARDOWN', NEVER))
  const begun = performance.now()
  expect((await look(double)).fault).toBeUndefined()
  expect(performance.now() - begun).toBeLessThan(LIMITS.teardownMs + 400)
})

test('a closed port, a port beyond all ports, TLS where there is none', async () => {
  const double = await serve()
  const { port } = double
  await double.close()
  expect((await look({ port })).fault).toBe('refused')
  expect((await look({ port: 70_000 })).fault).toBe('unreachable')
  const plain = await serve()
  expect((await look(plain, { tls: true })).fault).toBe('tls')
})
