// A small site with live video made by ffmpeg: a playlist that moves with the clock, and ways in which it fails.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SEGMENTS = 6
const SEGMENT_S = 1

export interface LiveSite {
  readonly url: string
  /** `null`: as it should be. */
  fault: 'stuck' | 'no-segment' | 'ended' | null
  close(): Promise<void>
}

/** `packing`: as `-hls_segment_type` of ffmpeg has it. */
export async function openLiveSite(
  packing: 'mpegts' | 'fmp4',
  codec: 'libx264' | 'libx265',
): Promise<LiveSite> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-hls-'))
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=640x360:r=15:d=${SEGMENTS * SEGMENT_S}`],
    ...['-f', 'lavfi', '-i', `sine=d=${SEGMENTS * SEGMENT_S}`, '-c:a', 'aac'],
    ...['-pix_fmt', 'yuv420p', '-c:v', codec, '-preset', 'ultrafast', '-g', '15', '-bf', '0'],
    ...(codec === 'libx265'
      ? ['-x265-params', 'log-level=error:keyint=15:min-keyint=15', '-tag:v', 'hvc1']
      : []),
    ...[
      '-f',
      'hls',
      '-hls_time',
      String(SEGMENT_S),
      '-hls_list_size',
      '0',
      '-hls_segment_type',
      packing,
    ],
    ...['-hls_segment_filename', join(folder, `s%d.${packing === 'fmp4' ? 'm4s' : 'ts'}`)],
    join(folder, 'all.m3u8'),
  ])
  const site: { fault: LiveSite['fault'] } = { fault: null }
  const end = packing === 'fmp4' ? 'm4s' : 'ts'
  const started = Date.now()
  const list = (): string => {
    const moved = site.fault === 'stuck' ? 0 : Math.floor((Date.now() - started) / 1000 / SEGMENT_S)
    const lines = [0, 1, 2].map((i) => `#EXTINF:${SEGMENT_S},\n${moved + i}.${end}`)
    return [
      '#EXTM3U',
      `#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:${SEGMENT_S}\n#EXT-X-MEDIA-SEQUENCE:${moved}`,
      ...(packing === 'fmp4' ? ['#EXT-X-MAP:URI="init.mp4"'] : []),
      ...lines,
      ...(site.fault === 'ended' ? ['#EXT-X-ENDLIST'] : []),
      '',
    ].join('\n')
  }
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const number = /^\/live\/(\d+)\./.exec(path)?.[1]
    if (path === '/') response.writeHead(302, { location: '/live/master.m3u8' }).end()
    else if (path === '/loop') response.writeHead(302, { location: '/loop' }).end()
    else if (path === '/page' || path === '/page.m3u8')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>CCTV')
    else if (path === '/live/master.m3u8') {
      response.end(
        '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=99\nhigh.m3u8\n',
      )
    } else if (path === '/live/low.m3u8') response.end(list())
    else if (path === '/live/init.mp4') response.end(readFileSync(join(folder, 'init.mp4')))
    else if (number !== undefined && site.fault !== 'no-segment') {
      response.end(readFileSync(join(folder, `s${Number(number) % SEGMENTS}.${end}`)))
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(site, {
    url: `http://127.0.0.1:${port}`,
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  })
}
