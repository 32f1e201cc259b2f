// The peer: one ffmpeg for each camera opens the stream itself and gives one small picture of its first keyframe.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FeedPlan } from '../../probes/feeds/plan.ts'

/** Each is tried; the best counts. More than this only wait for the two cores. */
const AT_ONCE = [16, 32, 64] as const
const THUMB_BYTES = 64 * 36

export interface FfmpegRate {
  readonly perMinute: number
  /** Children at one time that did best. */
  readonly atOnce: number
  readonly failed: number
}

/** `seconds`: for each number of children. */
export async function ffmpegRate(plan: FeedPlan, seconds: number): Promise<FfmpegRate> {
  const urls = plan.cameras.map(({ nvr, slot }) => {
    const { host, rtspPort, credentials } = plan.nvrs[nvr] as FeedPlan['nvrs'][number]
    const login = `${credentials?.user}:${credentials?.password}`
    return `rtsp://${login}@${host}:${rtspPort}/Streaming/Channels/${slot}02`
  })
  let best: FfmpegRate = { perMinute: 0, atOnce: 0, failed: 0 }
  for (const atOnce of AT_ONCE) {
    const rate = await rateOf(urls, atOnce, seconds)
    if (rate.perMinute > best.perMinute) best = rate
  }
  return best
}

async function rateOf(
  urls: readonly string[],
  atOnce: number,
  seconds: number,
): Promise<FfmpegRate> {
  const began = performance.now()
  const end = began + seconds * 1000
  let next = 0
  let whole = 0
  let failed = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      // One camera of each NVR after the other, so that no NVR has two sessions.
      const url = urls[(next++ * 4) % urls.length] as string
      if (await picture(url)) whole++
      else failed++
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const minutes = (performance.now() - began) / 60_000
  return { perMinute: whole / minutes, atOnce, failed }
}

/** True: one whole picture came. */
async function picture(url: string): Promise<boolean> {
  // The leanest that gives a keyframe: no probing beyond the description, one thread, nothing but keyframes decoded.
  const child = spawn(
    'ffmpeg',
    [
      ...['-v', 'quiet', '-nostdin', '-threads', '1', '-rtsp_transport', 'tcp'],
      ...['-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0'],
      ...['-skip_frame', 'nokey', '-timeout', '10000000', '-i', url, '-an', '-frames:v', '1'],
      ...['-vf', 'scale=64:36:flags=area', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await once(child, 'close')
  return bytes >= THUMB_BYTES
}
