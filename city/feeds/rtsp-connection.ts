// One RTSP connection to one NVR of the synthetic city: RTSP 1.0 over TCP, interleaved, as NVRs serve it.
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { hash32 } from '../../fleet/random.ts'
import { type Clip, clipOf } from './clips.ts'
import type { Login } from './login.ts'
import { type OnAir, Playing } from './playing.ts'
import { describeClip } from './rtsp-describe.ts'
import { type RtspRequest, RtspRequests } from './rtsp-request.ts'
import { readStreamPath } from './stream-path.ts'
import type { Site, World } from './world.ts'

const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER'
/** A connection that neither asks nor plays for so long is closed. */
const IDLE_MS = 65_000

interface Reply {
  readonly status: string
  readonly lines?: readonly string[]
  readonly body?: string
}

const NOT_FOUND: Reply = { status: '404 Not Found' }
const NO_SESSION: Reply = { status: '454 Session Not Found' }

interface Session {
  readonly id: string
  readonly channel: number
  readonly onAir: () => OnAir | undefined
  playing: Playing | undefined
}

export class RtspConnection {
  readonly #world: World
  readonly #site: Site
  readonly #socket: Socket
  readonly #requests = new RtspRequests()
  #session: Session | undefined

  constructor(world: World, site: Site, socket: Socket) {
    this.#world = world
    this.#site = site
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.on('close', () => {
      if (!this.#session) return
      world.counts.teardownsMissed++
      this.#end()
    })
  }

  /** Takes the bytes of the client in. */
  read(chunk: Buffer): void {
    const requests = this.#requests.push(chunk)
    if (!requests) this.#socket.destroy()
    for (const request of requests ?? []) {
      const reply = this.#answer(request)
      if (reply) this.#write(request, reply)
    }
  }

  /** Undefined: it never answers. */
  #answer(request: RtspRequest): Reply | undefined {
    const { method, uri, headers } = request
    const now = this.#world.now(this.#site)
    if (now.hang) return undefined
    if (method === 'OPTIONS') return { status: '200 OK', lines: [`Public: ${METHODS}`] }
    const given = headers.get('authorization')
    const at = Date.now()
    const login = now.unauthorized
      ? given === undefined
        ? 'none'
        : 'wrong'
      : this.#world.logins.check(given, method, uri, this.#site.id, at)
    if (login !== 'right') return this.#refuse(login, at)
    switch (method) {
      case 'DESCRIBE':
        return this.#describe(uri)
      case 'SETUP':
        return this.#setup(request, now.busy)
      case 'PLAY':
        return this.#play(request)
      case 'TEARDOWN':
        return this.#teardown(request)
      case 'GET_PARAMETER':
        return { status: '200 OK' }
      default:
        return { status: '501 Not Implemented' }
    }
  }

  #refuse(login: Login, at: number): Reply {
    if (login === 'wrong') this.#world.wrongLogin(this.#site)
    const how = {
      strong: this.#site.nvr?.vendor === 'hikvision',
      qop: false,
      stale: login === 'stale',
    }
    const asked = this.#world.logins.challenges(this.#site.id, at, how)
    return { status: '401 Unauthorized', lines: asked.map((one) => `WWW-Authenticate: ${one}`) }
  }

  #describe(uri: string): Reply {
    const clip = this.#onAir(uri)?.()?.clip
    if (!clip) return NOT_FOUND
    return {
      status: '200 OK',
      lines: [`Content-Base: ${uri}/`, 'Content-Type: application/sdp'],
      body: describeClip(clip, this.#site.address),
    }
  }

  #setup({ uri, headers }: RtspRequest, busy: boolean): Reply {
    const onAir = this.#onAir(uri)
    if (!onAir?.()) return NOT_FOUND
    const transport = headers.get('transport') ?? ''
    if (!/RTP\/AVP\/TCP/i.test(transport)) return { status: '461 Unsupported Transport' }
    if (this.#session) return { status: '455 Method Not Valid in This State' }
    if (busy || !this.#world.openSession(this.#site)) {
      this.#world.counts.busyReplies++
      return { status: '453 Not Enough Bandwidth' }
    }
    const channel = Number(/interleaved=(\d{1,3})/.exec(transport)?.[1] ?? 0) & 0xfe
    const id = randomBytes(4).toString('hex')
    this.#session = { id, channel, onAir, playing: undefined }
    return {
      status: '200 OK',
      lines: [
        `Session: ${id};timeout=60`,
        `Transport: RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
      ],
    }
  }

  /** The first picture goes out at the next tick, behind the reply. */
  #play({ headers }: RtspRequest): Reply {
    const session = this.#sessionOf(headers)
    if (!session) return NO_SESSION
    if (!session.playing) {
      const { channel, onAir, id } = session
      this.#world.counts.looks++
      session.playing = new Playing(this.#world, this.#socket, onAir, channel, hash32(id))
      this.#world.ticker.add(session.playing)
    }
    return { status: '200 OK', lines: [`Session: ${session.id}`, 'Range: npt=now-'] }
  }

  #teardown({ headers }: RtspRequest): Reply {
    const session = this.#sessionOf(headers)
    if (!session) return NO_SESSION
    this.#end()
    return { status: '200 OK', lines: [`Session: ${session.id}`] }
  }

  #sessionOf(headers: RtspRequest['headers']): Session | undefined {
    const asked = headers.get('session')?.split(';')[0]
    return asked === this.#session?.id ? this.#session : undefined
  }

  #end(): void {
    if (!this.#session) return
    if (this.#session.playing) this.#world.ticker.remove(this.#session.playing)
    this.#session = undefined
    this.#world.closeSession(this.#site)
  }

  /** Undefined: no such path. What it gives is undefined while there is no such stream. */
  #onAir(uri: string): (() => OnAir | undefined) | undefined {
    const path = readStreamPath(uri)
    const { clips } = this.#world
    if (path?.kind === 'clip') {
      const clip = clips.get(path.name) ?? clips.get(`${path.name}.h264`)
      return () => clip && { clip, stream: 'plays', phase: hash32(this.#site.id) }
    }
    if (!path) return undefined
    const camera = this.#world.camera(this.#site, path.slot)
    const phase = hash32(camera?.id ?? '')
    return () => {
      const { stream, clip: name, codec } = this.#world.now(this.#site, path.slot)
      const clip: Clip | undefined = clipOf(clips, name, codec)
      return clip && stream !== 'missing' ? { clip, stream, phase } : undefined
    }
  }

  #write({ headers }: RtspRequest, { status, lines = [], body }: Reply): void {
    const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
    const head = [`RTSP/1.0 ${status}`, `CSeq: ${headers.get('cseq') ?? 0}`, 'Server: ronda-city']
    this.#socket.write(`${[...head, ...lines, ...length].join('\r\n')}\r\n\r\n${body ?? ''}`)
  }
}
