// PLAY and what follows: packets are watched from the request on, because they may come before its reply.
import type { Connection } from './connection.ts'
import type { Failure } from './failure.ts'
import type { RungBook } from './rung-book.ts'
import type { VideoMedia } from './sdp.ts'
import type { Session } from './session.ts'
import type { StreamLimits } from './stream-look.ts'
import { StreamWatch } from './stream-watch.ts'

/** What a watch leaves behind; `keyframeMs` counts from PLAY. */
interface WatchCourse {
  readonly book: RungBook
  watch?: StreamWatch
  keyframeMs?: number | undefined
}

interface Times {
  readonly playAt: number
  firstAt?: number
  lastAt: number
  keyAt?: number | undefined
}

const NO_DATA: Failure = { fault: 'no_data', says: 'no picture data came' }
const NO_KEYFRAME: Failure = { fault: 'no_keyframe', says: 'no whole keyframe came' }

interface Watching {
  /** Undefined: there is enough. */
  readonly ended: Promise<Failure | undefined>
  end(failure: Failure): void
}

/** Undefined: a whole keyframe came. */
export async function watchStream(
  connection: Connection,
  session: Session,
  channel: number,
  media: VideoMedia,
  limits: StreamLimits,
  course: WatchCourse,
): Promise<Failure | undefined> {
  const { book } = course
  const watch = new StreamWatch(media, limits)
  course.watch = watch
  const now = performance.now()
  const times: Times = { playAt: now, lastAt: now }
  const watching = collect(connection, channel, watch, times, limits)
  let grantedAt: number | undefined
  void session.play().then((failure) => {
    if (failure === undefined) grantedAt = performance.now()
    // Data that comes all the same is worth more than what the server says of it.
    else if (watch.packets === 0) watching.end(failure)
  })
  const ended = await watching.ended
  watch.release()
  const { firstAt, playAt, keyAt } = times
  if (firstAt === undefined) return noData(ended ?? NO_DATA, grantedAt !== undefined, book)
  book.ok('play', 'the server plays', undefined, (grantedAt ?? firstAt) - playAt)
  book.ok('data', 'picture data comes', undefined, firstAt - playAt)
  const seen = { packets: watch.packets, lost: watch.lost, frames: watch.frames.length }
  const { keyframe } = watch
  if (keyframe === undefined) {
    const failure: Failure = noKeyframe(ended ?? NO_KEYFRAME, watch)
    book.failed('keyframe', failure, { ...seen, framesBefore: watch.before })
    return failure
  }
  const keyframeMs = (keyAt ?? times.lastAt) - playAt
  course.keyframeMs = keyframeMs
  const { width, height, data, codec } = keyframe
  const size = { codec, width, height, bytes: data.length }
  const short = ended === undefined ? '' : `; then ${ended.says}`
  book.ok(
    'keyframe',
    `a whole keyframe of ${width}x${height} came${short}`,
    { ...size, ...seen },
    keyframeMs,
  )
  return undefined
}

function noData(ended: Failure, granted: boolean, book: RungBook): Failure {
  if (granted) book.ok('play', 'the server grants to play')
  // Time was up for the whole look: what was waited for is what failed.
  const failure: Failure =
    granted && ended.fault === 'reply_timeout' ? { ...NO_DATA, says: ended.says } : ended
  book.failed(granted ? 'data' : 'play', failure)
  return failure
}

function noKeyframe(ended: Failure, { refused, before, lost }: StreamWatch): Failure {
  if (ended.fault !== 'reply_timeout' && ended.fault !== 'no_keyframe') return ended
  const loss = lost === 0 ? '' : `, ${lost} packets lost`
  const why = refused === undefined ? '' : `; the last one was left: ${refused}`
  return { ...NO_KEYFRAME, says: `${ended.says} (${before} other frames${loss})${why}` }
}

/** Feeds the watch until it has enough, time is up, or the connection ends. */
function collect(
  connection: Connection,
  channel: number,
  watch: StreamWatch,
  times: Times,
  limits: StreamLimits,
): Watching {
  let resolve: (failure: Failure | undefined) => void = () => undefined
  const ended = new Promise<Failure | undefined>((done) => {
    resolve = done
  })
  let timer: NodeJS.Timeout | undefined
  const settle = (failure: Failure | undefined): void => {
    clearTimeout(timer)
    connection.onPacket = undefined
    connection.onEnd = undefined
    resolve(failure)
  }
  const look = (): void => {
    const { due, failure } = deadline(watch, times, limits)
    const left = due - performance.now()
    if (left <= 0) settle(failure)
    else timer = setTimeout(look, Math.ceil(left))
  }
  connection.onEnd = settle
  connection.onPacket = (from, bytes) => {
    if (from !== channel) return
    watch.packet(bytes)
    if (watch.packets === 0) return
    note(watch, times)
    if (watch.tooMuch) {
      const says = `a frame is larger than ${limits.mostFrameBytes} bytes, or has too many parts`
      settle({ fault: 'too_much', says })
    } else if (watch.enough) settle(undefined)
  }
  look()
  return { ended, end: settle }
}

function note({ keyframe }: StreamWatch, times: Times): void {
  times.lastAt = performance.now()
  times.firstAt ??= times.lastAt
  if (keyframe === undefined) times.keyAt = undefined
  else times.keyAt ??= times.lastAt
}

/** Until when is waited for what comes next, and what it means that it did not come. */
function deadline(
  { keyframe }: StreamWatch,
  { playAt, firstAt, lastAt }: Times,
  { firstDataMs, keyframeMs }: StreamLimits,
): { readonly due: number; readonly failure: Failure } {
  if (firstAt === undefined) {
    const says = `everything is granted, and no picture data came within ${firstDataMs} ms`
    return { due: playAt + firstDataMs, failure: { fault: 'no_data', says } }
  }
  if (keyframe === undefined) {
    const says = `no whole keyframe came within ${keyframeMs} ms`
    return { due: playAt + keyframeMs, failure: { fault: 'no_keyframe', says } }
  }
  const says = `no more data came within ${firstDataMs} ms`
  return { due: lastAt + firstDataMs, failure: { fault: 'no_data', says } }
}
