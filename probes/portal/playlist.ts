// The two lists of HLS (RFC 8216): which variants there are, and which segments are on now.
import { parse, setOptions, type types } from 'hls-parser'

export interface MasterList {
  readonly kind: 'master'
  /** Address of the variant with the fewest bits: it is what is looked at. */
  readonly variant: string
  readonly variants: number
}

export interface MediaList {
  readonly kind: 'media'
  readonly targetS: number
  /** Number of the newest segment. */
  readonly sequence: number
  /** Addresses as they stand in the list. */
  readonly segment: string
  readonly init: string | undefined
  readonly segments: number
  /** No segment will be added. */
  readonly ended: boolean
}

const MOST_LINES = 20_000

// It prints what it does not like otherwise; players take most of that too.
setOptions({ silent: true })

/** True for what begins as a playlist must. */
export function isPlaylist(text: string): boolean {
  return /^\uFEFF?\s*#EXTM3U/.test(text)
}

/** Says what is wrong in a few words where it cannot be read or names nothing. */
export function readPlaylist(text: string): MasterList | MediaList | string {
  if (text.split('\n', MOST_LINES + 1).length > MOST_LINES) return 'it has too many lines'
  let list: types.MasterPlaylist | types.MediaPlaylist
  try {
    list = parse(text)
  } catch (error) {
    return `it breaks the rules of HLS (${error instanceof Error ? error.message.slice(0, 100) : 'unreadable'})`
  }
  if ('variants' in list) return masterOf(list)
  return mediaOf(list)
}

function masterOf({ variants }: types.MasterPlaylist): MasterList | string {
  const shown = variants.filter(({ isIFrameOnly, uri }) => !isIFrameOnly && uri)
  const [smallest] = shown.sort((a, b) => a.bandwidth - b.bandwidth)
  if (smallest === undefined) return 'it names no variant'
  return { kind: 'master', variant: smallest.uri, variants: shown.length }
}

function mediaOf(list: types.MediaPlaylist): MediaList | string {
  const whole = list.segments.filter(({ uri }) => uri)
  const newest = whole.at(-1)
  if (newest === undefined) return 'it names no segment'
  if (!(list.targetDuration > 0)) return 'it does not say how long a segment may last'
  return {
    kind: 'media',
    targetS: list.targetDuration,
    sequence: newest.mediaSequenceNumber,
    segment: newest.uri,
    init: newest.map?.uri ?? undefined,
    segments: whole.length,
    ended: list.endlist,
  }
}
