// Looks at what residents see: the address answers, its playlist moves, its newest segment comes and holds a picture.
import { setTimeout as wait } from 'node:timers/promises'
import type { Rung, RungName } from '../feeds/rung.ts'
import { type Got, type GotOrNot, getPage } from './page.ts'
import { isPlaylist, type MediaList, readPlaylist } from './playlist.ts'
import type { PlaylistMark, PortalFault, PortalLimits, PortalLook } from './portal-look.ts'
import { lookAtTrack, readSegment } from './segment.ts'

/** A playlist may stand still for so many segments: servers write some of them together. */
const PATIENCE = 3
const LEAST_PATIENCE_MS = 10_000
const LONGEST_WAIT_MS = 10_000

export interface PortalQuestion {
  readonly url: string
  /** Where its playlist stood at the look before; undefined: the look itself waits until it must have moved. */
  readonly before: PlaylistMark | undefined
  readonly limits: PortalLimits
}

/** Never rejects. */
export async function lookAtPortal(
  question: PortalQuestion,
  signal: AbortSignal,
): Promise<PortalLook> {
  return await new PortalClimb(question, signal).look()
}

class PortalClimb {
  readonly #question: PortalQuestion
  readonly #signal: AbortSignal
  readonly #rungs: Rung[] = []
  readonly #at = Date.now()
  readonly #begin = performance.now()

  constructor(question: PortalQuestion, signal: AbortSignal) {
    this.#question = question
    this.#signal = signal
  }

  async look(): Promise<PortalLook> {
    const url = URL.parse(this.#question.url)
    if (url === null) return this.#failed('page', 'protocol', 'Its address is no URL.')
    const page = await this.#get('page', url, this.#question.limits.mostTextBytes)
    if (page.fault !== undefined) return this.#failedWith(page)
    const text = page.body.toString('utf8')
    if (!isPlaylist(text) && this.#mustBePlaylist(url, page)) {
      const type = page.contentType.split(';', 1)[0] || 'no type'
      return this.#failed('page', 'protocol', `No playlist came, but something else (${type}).`)
    }
    if (!isPlaylist(text)) {
      const type = page.contentType.split(';', 1)[0] || 'no type'
      this.#say('page', `A page came (${type}, ${sizeText(page.body.length)}).`)
      return this.#done({ kind: 'page' })
    }
    const list = await this.#media(page, text)
    if ('fault' in list) return list
    return await this.#judgeList(list.url, list.media)
  }

  /** Its address or what it says of itself names one, or it was one before: a page instead is how a portal dies. */
  #mustBePlaylist(asked: URL, { url, contentType }: Got): boolean {
    const named = [asked, url].some(({ pathname }) => /\.m3u8?$/i.test(pathname))
    return named || /mpegurl/i.test(contentType) || this.#question.before !== undefined
  }

  /** The media playlist: what came, or what its master names. */
  async #media(
    got: Got,
    text: string,
  ): Promise<{ readonly url: URL; readonly media: MediaList } | PortalLook> {
    const first = readPlaylist(text)
    if (typeof first === 'string')
      return this.#failed('playlist', 'protocol', `The playlist cannot be used: ${first}.`)
    if (first.kind === 'media') {
      this.#say('page', 'A playlist came.')
      return { url: got.url, media: first }
    }
    this.#say('page', `A list of ${first.variants} variants came.`)
    const url = URL.parse(first.variant, got.url.href)
    if (url === null)
      return this.#failed('playlist', 'protocol', 'A variant has no address that can be read.')
    const media = await this.#list(url)
    return 'fault' in media ? media : { url, media }
  }

  async #list(url: URL): Promise<MediaList | PortalLook> {
    const got = await this.#get('playlist', url, this.#question.limits.mostTextBytes)
    if (got.fault !== undefined) return this.#failedWith(got)
    const list = readPlaylist(got.body.toString('utf8'))
    if (typeof list === 'string')
      return this.#failed('playlist', 'protocol', `The playlist cannot be used: ${list}.`)
    if (list.kind === 'media') return list
    return this.#failed('playlist', 'protocol', 'A variant is a list of variants itself.')
  }

  async #judgeList(url: URL, first: MediaList): Promise<PortalLook> {
    if (first.ended) {
      return this.#failed(
        'playlist',
        'no_segments',
        'The playlist has ended: it is not live any more.',
      )
    }
    const before = this.#question.before?.url === url.href ? this.#question.before : undefined
    const media = before ? first : await this.#later(url, first)
    if ('fault' in media) return media
    const mark = { at: this.#at, url: url.href, sequence: media.sequence, segment: media.segment }
    const known = before ?? { ...mark, sequence: first.sequence, segment: first.segment }
    const hasMoved = media.sequence !== known.sequence || media.segment !== known.segment
    const stoodMs = before ? this.#at - known.at : performance.now() - this.#begin
    const patienceMs = before
      ? Math.max(PATIENCE * media.targetS * 1000, LEAST_PATIENCE_MS)
      : Math.min(2 * media.targetS * 1000, LONGEST_WAIT_MS)
    if (!hasMoved && stoodMs >= patienceMs) {
      const seconds = Math.round(stoodMs / 1000)
      const says = `The playlist stands still at segment ${media.sequence} for ${seconds} s.`
      // Since when it stands is what counts at the next look too.
      return { ...this.#failed('playlist', 'stuck', says), mark: known, targetS: media.targetS }
    }
    this.#say(
      'playlist',
      hasMoved
        ? `It moves: segment ${media.sequence}, ${media.segments} in the list, ${media.targetS} s each at most.`
        : `Segment ${media.sequence}; it need not have moved on yet.`,
    )
    const look = await this.#segment(url, media)
    return { ...look, mark: hasMoved ? mark : known, targetS: media.targetS }
  }

  /** Looks at the list again when it must have moved. */
  async #later(url: URL, first: MediaList): Promise<MediaList | PortalLook> {
    const pauseMs = Math.min(2 * first.targetS * 1000 + 200, LONGEST_WAIT_MS, this.#leftMs() / 2)
    try {
      await wait(pauseMs, undefined, { signal: this.#signal })
    } catch {
      return this.#failed('playlist', 'aborted', 'Interrupted.')
    }
    return await this.#list(url)
  }

  async #segment(list: URL, media: MediaList): Promise<PortalLook> {
    const { mostSegmentBytes } = this.#question.limits
    const address = URL.parse(media.segment, list.href)
    const initAddress = media.init === undefined ? null : URL.parse(media.init, list.href)
    if (address === null)
      return this.#failed('segment', 'protocol', 'A segment has no address that can be read.')
    const init = initAddress ? await this.#get('segment', initAddress, mostSegmentBytes) : undefined
    if (init?.fault !== undefined) return this.#missing(init)
    const got = await this.#get('segment', address, mostSegmentBytes)
    if (got.fault !== undefined) return this.#missing(got)
    const track = readSegment(got.body, init?.body)
    if (track === undefined) {
      const says =
        'The segment came, but holds no video that Ronda reads (H.264 or H.265 in MPEG-TS or MP4).'
      return this.#failed('segment', 'protocol', says)
    }
    this.#say(
      'segment',
      `${sizeText(got.body.length)} came, ${track.samples.length} frames of ${track.codec === 'h264' ? 'H.264' : 'H.265'}.`,
    )
    const stream = lookAtTrack(track, this.#at)
    const { keyframe } = stream
    this.#rungs.push(
      keyframe
        ? {
            rung: 'keyframe',
            result: 'ok',
            says: `${keyframe.width}x${keyframe.height}, ${sizeText(keyframe.data.length)}.`,
          }
        : { rung: 'keyframe', result: 'failed', says: 'No whole keyframe is in the segment.' },
    )
    return this.#done({ kind: 'hls', stream })
  }

  async #get(
    rung: RungName,
    url: URL,
    mostBytes: number,
  ): Promise<GotOrNot & { readonly rung: RungName }> {
    const got = await getPage(url, this.#question.limits, this.#leftMs(), mostBytes, this.#signal)
    return { ...got, rung }
  }

  #leftMs(): number {
    return this.#question.limits.totalMs - (performance.now() - this.#begin)
  }

  #say(rung: RungName, says: string): void {
    this.#rungs.push({ rung, result: 'ok', ms: Math.round(performance.now() - this.#begin), says })
  }

  #missing(got: Exclude<GotOrNot, Got> & { readonly rung: RungName }): PortalLook {
    const look = this.#failedWith(got)
    return got.fault === 'status' ? { ...look, fault: 'segment_missing' } : look
  }

  #failedWith({
    fault,
    status,
    rung,
  }: Exclude<GotOrNot, Got> & { readonly rung: RungName }): PortalLook {
    const look = this.#failed(rung, fault, SAYS[fault] ?? `It answers with status ${status}.`)
    return status === undefined ? look : { ...look, status }
  }

  #failed(rung: RungName, fault: PortalFault, says: string): PortalLook {
    const ms = Math.round(performance.now() - this.#begin)
    this.#rungs.push({ rung, result: 'failed', ms, says })
    return { at: this.#at, fault, rungs: this.#rungs }
  }

  #done(more: Pick<PortalLook, 'kind' | 'stream'>): PortalLook {
    return { at: this.#at, fault: undefined, rungs: this.#rungs, ...more }
  }
}

const SAYS: Readonly<Partial<Record<PortalFault, string>>> = {
  refused: 'Nothing listens at its address.',
  unreachable: 'There is no way there from this machine, or its name is not known.',
  timeout: 'No answer in time.',
  tls: 'Its certificate is refused, or it speaks no TLS there: browsers refuse it too.',
  protocol: 'What answers there breaks the rules of HTTP.',
  too_much: 'More came than a page or a segment has.',
  redirects: 'It sends one on and on, or to an address that is none.',
  aborted: 'Interrupted.',
}

function sizeText(bytes: number): string {
  return bytes < 10_000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} kB`
}
