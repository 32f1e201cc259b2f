// What the relay serves: the public page, a live HLS playlist whose segments move with the clock, and the metrics page of MediaMTX.
import { type Clip, clipOf, frameOnAir, GOP_FRAMES, GOP_S } from './clips.ts'
import { muxSegment } from './mpeg-ts.ts'
import { NOT_FOUND, type WebAnswer } from './web-answer.ts'
import type { Site, World } from './world.ts'

/** Segments in the playlist. */
const WINDOW = 6
const STREAM = 'live'
const TEXT = 'text/plain; version=0.0.4'
/** What residents would see; there is no player in it. */
const PAGE =
  '<!doctype html><title>CCTV</title><p><a href="/hls/master.m3u8">Siaran langsung</a></p>\n'
const PLAYLIST = 'application/vnd.apple.mpegurl'
/** So many paths of the relay are shown beside the one that HLS is made of. */
const PATHS = 12
/** What a camera's sub-stream brings, bytes a second. */
const INBOUND_BYTES = 30_000

export function relayAnswer(world: World, site: Site, target: string): WebAnswer {
  const path = target.replace(/\?.*$/, '')
  if (path === '/hls/master.m3u8') return { type: PLAYLIST, body: master() }
  if (path === `/hls/${STREAM}.m3u8`) return { type: PLAYLIST, body: media(world, site) }
  if (path === '/') return { type: 'text/html; charset=utf-8', body: PAGE }
  if (path === '/metrics') return { type: TEXT, body: metrics(world, site) }
  const number = new RegExp(`^/hls/${STREAM}-(\\d{1,12})\\.ts$`).exec(path)?.[1]
  return number === undefined ? NOT_FOUND : segment(world, site, Number(number))
}

function master(): string {
  const stream = '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x360,CODECS="avc1.4d401e"'
  return lines('#EXTM3U', '#EXT-X-VERSION:3', stream, `${STREAM}.m3u8`)
}

function media(world: World, site: Site): string {
  const last = newest(world, site)
  const first = last - WINDOW + 1
  return lines(
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${GOP_S}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...Array.from({ length: WINDOW }, (_, n) => [
      `#EXTINF:${GOP_S.toFixed(3)},`,
      `${STREAM}-${first + n}.ts`,
    ]).flat(),
  )
}

/** Number of the last whole segment. A playlist that stands still does so from the beginning of its fault on. */
function newest(world: World, site: Site): number {
  const now = Date.now()
  const at = world.relayNow(site).stream === 'stall' ? world.stillSince(site.id, now) : now
  return Math.floor(at / (GOP_S * 1000)) - 1
}

function segment(world: World, site: Site, number: number): WebAnswer {
  const last = newest(world, site)
  const { stream, clip: name } = world.relayNow(site)
  const clip = clipOf(world.clips, name, 'h264')
  // Players lag behind: what just left the playlist is still there.
  const kept = number <= last && number > last - 3 * WINDOW
  if (!clip || !kept || stream === 'missing') return NOT_FOUND
  return { type: 'video/mp2t', body: muxGop(clip, number, world.changeS) }
}

function muxGop(clip: Clip, number: number, changeS: number): Uint8Array {
  const from = frameOnAir(clip.units.length, number * GOP_FRAMES, changeS)
  return muxSegment(clip.units.slice(from, from + GOP_FRAMES), number, GOP_S)
}

/** Names and labels as MediaMTX writes them (docs/2-features/22-metrics.md of bluenviron/mediamtx). */
function metrics(world: World, site: Site): string {
  const { stream } = world.relayNow(site)
  const seconds = Math.max(0, Math.floor((Date.now() - world.plan.startedAt) / 1000))
  const cameras = world.plan.nvrs.flatMap(({ cameras }) => cameras).slice(0, PATHS)
  const out: string[] = []
  for (const [n, name] of [STREAM, ...cameras.map(({ id }) => id)].entries()) {
    const ready = n > 0 || stream !== 'stall'
    const labels = `name="${name}",state="${ready ? 'ready' : 'notReady'}"`
    const inbound = ready ? seconds * INBOUND_BYTES : 0
    const readers = ready ? 1 + (n % 3) : 0
    const inError = stream === 'loss' ? seconds : 0
    out.push(
      `paths{${labels}} 1`,
      `paths_readers{${labels},readerType="hlsMuxer"} ${readers}`,
      `paths_inbound_bytes{${labels}} ${inbound}`,
      `paths_outbound_bytes{${labels}} ${inbound * readers}`,
      `paths_inbound_frames_in_error{${labels}} ${inError}`,
    )
  }
  const sent = seconds * INBOUND_BYTES
  out.push(`hls_muxers{name="${STREAM}"} 1`, `hls_muxers_outbound_bytes{name="${STREAM}"} ${sent}`)
  return lines(...out)
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
