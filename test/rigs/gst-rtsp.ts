// Debian's gst-rtsp-server on the loopback, an RTSP server that is not ours, with clips that ffmpeg makes at once.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

export interface GstRtsp {
  /** Without a password. */
  readonly port: number
  /** Wants GST_USER and GST_PASSWORD by digest. */
  readonly guardedPort: number
  /** RTSPS with a certificate that nobody vouches for. */
  readonly tlsPort: number
  /** Clips as elementary streams (Annex B), by path without its slash. */
  readonly clips: Readonly<Record<string, string>>
  close(): Promise<void>
}

export const GST_USER = 'admin'
export const GST_PASSWORD = 'se:cret ü'

/** Name, size and what the encoder is told. All have 15 frames a second and 6 s. */
const CLIPS = {
  'h264-slices': ['640x360', '-c:v libx264 -x264-params slices=4:keyint=15:bframes=0'],
  'h264-b': ['640x360', '-c:v libx264 -x264-params keyint=15:bframes=3:weightp=2:weightb=1'],
  'h264-odd': ['638x358', '-c:v libx264 -profile:v baseline -x264-params keyint=15'],
  'h264-mbaff': ['640x352', '-c:v libx264 -flags +ildct+ilme -x264-params keyint=15:interlaced=1'],
  'h265-idr': ['640x360', '-c:v libx265 -x265-params keyint=15:bframes=0:open-gop=0:slices=2'],
  'h265-b': ['640x360', '-c:v libx265 -x265-params keyint=15:bframes=3:weightp=1:weightb=1'],
} as const

const SERVER = fileURLToPath(new URL('./gst-rtsp.py', import.meta.url))

export async function startGstRtsp(): Promise<GstRtsp> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-gst-rtsp-'))
  const clips = Object.fromEntries(
    Object.entries(CLIPS).map(([name, [size, codec]]) => [name, clip(folder, name, size, codec)]),
  )
  const pem = join(folder, 'server.pem')
  const subject = '-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=nvr.invalid'
  run('openssl', `req ${subject} -keyout ${pem}.key -out ${pem}.crt`)
  run('sh', ['-c', `cat ${pem}.crt ${pem}.key > ${pem}`])
  const [port, guardedPort, tlsPort] = [await freePort(), await freePort(), await freePort()]
  const ports = [port, guardedPort, tlsPort].map(String)
  const child = spawn('/usr/bin/python3', [SERVER, folder, ...ports, pem], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  if (String(said).trim() !== 'up') throw new Error(`gst-rtsp-server did not start: ${said}`)
  return {
    port,
    guardedPort,
    tlsPort,
    clips,
    async close() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function clip(folder: string, name: string, size: string, codec: string): string {
  const source = `testsrc2=size=${size}:rate=15:duration=6,noise=alls=6:allf=t`
  const file = join(folder, name)
  const quiet = '-hide_banner -loglevel error -y'
  run(
    'ffmpeg',
    `${quiet} -f lavfi -i ${source} -pix_fmt yuv420p -preset ultrafast ${codec} -b:v 400k ${file}.mp4`,
  )
  const format = name.startsWith('h264') ? 'h264' : 'hevc'
  run('ffmpeg', `${quiet} -i ${file}.mp4 -c copy -f ${format} ${file}.${format}`)
  return `${file}.${format}`
}

function run(command: string, args: string | readonly string[]): void {
  const list = typeof args === 'string' ? args.split(' ') : args
  const done = spawnSync(command, list, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr}`)
}
