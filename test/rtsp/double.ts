// An RTSP server for tests that does as it is told, on the loopback: right by default, and wrong in any way that is wanted.
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { framed, packetise } from './packetise.ts'
import { sampleFrames } from './samples.ts'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
}

/** What is sent back; undefined: the usual. An empty one: nothing. */
export type Script = (asked: Asked, socket: Socket) => Buffer | string | undefined

export interface RtspDouble {
  readonly port: number
  readonly asked: readonly Asked[]
  /** Connections that are open. */
  open(): number
  close(): Promise<void>
}

export const SDP = `v=0\r\ns=x\r\na=control:*\r\nm=audio 0 RTP/AVP 0\r\na=control:track0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n`
const CHANNEL = 6

export const VIDEO = Buffer.concat(
  packetise([...sampleFrames('h264'), ...sampleFrames('h264')], 'h264').map((packet) =>
    framed(packet, CHANNEL),
  ),
)

export function reply(
  asked: Asked,
  status: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const lines = [`RTSP/1.0 ${status}`, `CSeq: ${asked.headers.get('cseq')}`, ...headers, ...length]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

export function usual(asked: Asked): Buffer | string {
  switch (asked.method) {
    case 'DESCRIBE':
      return reply(asked, '200 OK', ['Content-Type: application/sdp', 'Server: Double/1'], SDP)
    case 'SETUP':
      return reply(asked, '200 OK', [
        'Session: 12345;timeout=60',
        `Transport: RTP/AVP/TCP;unicast;interleaved=${CHANNEL}-${CHANNEL + 1}`,
      ])
    case 'PLAY':
      return Buffer.concat([Buffer.from(reply(asked, '200 OK')), VIDEO])
    default:
      return reply(asked, '200 OK', ['Public: DESCRIBE, SETUP, PLAY, TEARDOWN'])
  }
}

/** `greet` gets each connection before anything is asked. */
export async function startRtspDouble(
  script: Script = () => undefined,
  options: {
    readonly greet?: (socket: Socket) => void
    readonly tls?: { readonly key: string; readonly cert: string }
  } = {},
): Promise<RtspDouble> {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const serve = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    options.greet?.(socket)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = readRequest(text.slice(0, end))
        text = text.slice(end + 4)
        if (request === undefined) continue
        asked.push(request)
        const answer = script(request, socket) ?? usual(request)
        if (answer.length > 0) socket.write(answer)
      }
    })
  }
  const server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve)
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    asked,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function readRequest(text: string): Asked | undefined {
  const [first, ...lines] = text.split('\r\n')
  const match = /^([A-Z_]+) (\S+) RTSP\/1\.0$/.exec(first as string)
  if (!match) return undefined
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { method: match[1] as string, url: match[2] as string, headers }
}
