// One look at one stream over RTSP: connect, describe, set up, play, watch until a keyframe and some frames came, tear down.
import type { Socket } from 'node:net'
import { Connection } from './connection.ts'
import { type Failure, failed } from './failure.ts'
import { openTcp, openTls } from './open-socket.ts'
import { RungBook } from './rung-book.ts'
import type { VideoMedia } from './sdp.ts'
import { Session } from './session.ts'
import type { LookAtStream, StreamLimits, StreamLook, StreamTarget } from './stream-look.ts'
import { streamUrl } from './stream-url.ts'
import type { StreamWatch } from './stream-watch.ts'
import { watchStream } from './watch-stream.ts'

/** What came of a look so far. */
interface Course {
  readonly book: RungBook
  /** Time is up, or the look was called off. */
  stopped?: Failure
  connectMs?: number
  connection?: Connection
  session?: Session
  media?: VideoMedia
  watch?: StreamWatch
  keyframeMs?: number | undefined
}

const CALLED_OFF: Failure = { fault: 'aborted', says: 'the look was called off' }

export const lookAtStream: LookAtStream = async (target, limits, signal) => {
  const at = Date.now()
  const course: Course = { book: new RungBook() }
  const stop = (failure: Failure): void => {
    course.stopped = failure
    course.connection?.stop(failure)
  }
  const over: Failure = {
    fault: 'reply_timeout',
    says: `the look took longer than ${limits.totalMs} ms`,
  }
  const timer = setTimeout(() => stop(over), limits.totalMs)
  const abort = (): void => stop(CALLED_OFF)
  signal.addEventListener('abort', abort, { once: true })
  try {
    const failure = await climb(target, limits, signal, course)
    // Who called it off does not wait until the server has said goodbye.
    const goodbye = course.session?.close() ?? course.connection?.close(undefined)
    if (!signal.aborted) await goodbye
    return lookOf(at, course, signal.aborted ? CALLED_OFF : failure)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** Rung by rung until one fails. */
async function climb(
  target: StreamTarget,
  limits: StreamLimits,
  signal: AbortSignal,
  course: Course,
): Promise<Failure | undefined> {
  const { book } = course
  const socket = await connect(target, limits, signal, course)
  if (failed(socket)) return socket
  const connection = new Connection(socket, limits)
  const session = new Session(connection, streamUrl(target), target.credentials, limits)
  course.connection = connection
  course.session = session
  if (course.stopped) return course.stopped

  const options = await session.options()
  const seen = session.server === undefined ? undefined : { server: session.server }
  if (!failed(options)) book.ok('options', 'the server speaks RTSP', { status: 200, ...seen })
  else if (options.status === undefined || options.fault === 'auth') {
    book.failed('options', options, seen)
    return options
  } else book.skipped('options', `${options.says}; it is not needed`, { status: options.status })

  const media = await describe(session, course)
  if (failed(media)) return media
  const channel = await session.setup(media)
  if (failed(channel)) {
    book.failed('setup', channel)
    return channel
  }
  book.ok('setup', 'the server has a session for us', { channel })
  return await watchStream(connection, session, channel, media, limits, course)
}

async function connect(
  target: StreamTarget,
  limits: StreamLimits,
  signal: AbortSignal,
  course: Course,
): Promise<Socket | Failure> {
  const { book } = course
  const begun = performance.now()
  const connectMs = Math.min(limits.connectMs, limits.totalMs / 2)
  const take = (bytes: Buffer): void => course.connection?.take(bytes)
  const plain = await openTcp(target, connectMs, signal, target.tls ? undefined : take)
  if (failed(plain)) {
    book.failed('connect', plain)
    return plain
  }
  course.connectMs = performance.now() - begun
  book.ok('connect', 'the port is open')
  if (!target.tls) return plain
  const secure = await openTls(plain, target, connectMs, signal)
  if (failed(secure)) book.failed('tls', secure)
  else book.ok('tls', 'the connection is encrypted')
  return secure
}

async function describe(session: Session, course: Course): Promise<VideoMedia | Failure> {
  const { book } = course
  const description = await session.describe()
  if (failed(description)) {
    book.failed('describe', description)
    return description
  }
  const { video, others } = description
  if (video === undefined) {
    const what = others.length === 0 ? 'no video' : `video only as ${others.slice(0, 4).join(', ')}`
    const says = `the description has ${what}; H.264 or H.265 is needed`
    const failure: Failure = { fault: 'no_video', says }
    book.failed('describe', failure)
    return failure
  }
  course.media = video
  const name = video.codec === 'h264' ? 'H.264' : 'H.265'
  book.ok('describe', `the server describes ${name} video`, { status: 200, codec: video.codec })
  return video
}

function lookOf(at: number, course: Course, failure: Failure | undefined): StreamLook {
  const { book, connectMs, connection, session, media, watch, keyframeMs } = course
  const server = session?.server
  return {
    fault: failure?.fault,
    ...(failure?.status === undefined ? {} : { status: failure.status }),
    rungs: book.rungs,
    ...(server === undefined ? {} : { server }),
    ...(media === undefined ? {} : { codec: media.codec }),
    at,
    ...(connectMs === undefined ? {} : { connectMs }),
    ...(keyframeMs === undefined ? {} : { keyframeMs }),
    frames: watch?.frames ?? [],
    ...(watch?.keyframe === undefined ? {} : { keyframe: watch.keyframe }),
    packets: watch?.packets ?? 0,
    lost: watch?.lost ?? 0,
    receivedBytes: connection?.receivedBytes ?? 0,
    clockRate: media?.clockRate ?? 90_000,
  }
}
