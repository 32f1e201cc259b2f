// Against an RTSP server that is not ours, and quantisers and kinds of frames against what ffmpeg reads.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../fleet/secret.ts'
import { lookAtStream } from '../../probes/rtsp/rtsp.ts'
import { STREAM_LIMITS, type StreamLook, type StreamTarget } from '../../probes/rtsp/stream-look.ts'
import { GST_PASSWORD, GST_USER, type GstRtsp, startGstRtsp } from '../rigs/gst-rtsp.ts'
import { describeWithRigs } from '../rigs/rig.ts'

interface Expected {
  readonly qp: number
  readonly kind: 'I' | 'P' | 'B'
}

/** Of each frame's first slice, by ffmpeg's own parser. */
function traced(file: string): Expected[] {
  const h264 = file.endsWith('h264')
  const args = [
    '-hide_banner',
    '-i',
    file,
    '-c',
    'copy',
    '-bsf:v',
    'trace_headers',
    '-f',
    'null',
    '-',
  ]
  const { stderr } = spawnSync('ffmpeg', args, { maxBuffer: 400_000_000 })
  const field =
    /(pic_init_qp_minus26|init_qp_minus26|first_mb_in_slice|first_slice_segment_in_pic_flag|slice_type|slice_qp_delta) +[01]+ = (-?\d+)/g
  const kinds = h264 ? 'PBIPI' : 'BPI'
  const frames: Expected[] = []
  let [base, first, kind] = [26, false, 'I']
  for (const [, name, text] of stderr.toString('latin1').matchAll(field)) {
    const value = Number(text)
    if (name?.endsWith('init_qp_minus26')) base = 26 + value
    else if (name === 'first_mb_in_slice') first = value === 0
    else if (name === 'first_slice_segment_in_pic_flag') first = value === 1
    else if (name === 'slice_type') kind = kinds[value % 5] as string
    else if (first) frames.push({ qp: base + value, kind: kind as Expected['kind'] })
  }
  return frames
}

function pictures(look: StreamLook): number {
  const { codec, data } = look.keyframe as NonNullable<StreamLook['keyframe']>
  const format = codec === 'h264' ? 'h264' : 'hevc'
  const args = `-hide_banner -loglevel error -f ${format} -i - -f rawvideo -pix_fmt gray -`
  const { stdout, stderr } = spawnSync('ffmpeg', args.split(' '), {
    input: data,
    maxBuffer: 10_000_000,
  })
  expect(stderr.toString()).toBe('')
  const { width, height } = look.keyframe as NonNullable<StreamLook['keyframe']>
  return stdout.length / (width * height)
}

describeWithRigs('gst-rtsp-server', ['gst-rtsp-server', 'ffmpeg', 'openssl'], () => {
  let gst: GstRtsp
  const look = (target: Partial<StreamTarget>): Promise<StreamLook> => {
    const usual = { host: '127.0.0.1', port: gst.port, tls: false, verifyTls: false, path: '/' }
    const off = new AbortController()
    return lookAtStream({ ...usual, credentials: undefined, ...target }, STREAM_LIMITS, off.signal)
  }
  const credentials = { user: GST_USER, password: new Secret(GST_PASSWORD) }

  beforeAll(async () => {
    gst = await startGstRtsp()
  })
  afterAll(async () => {
    await gst?.close()
  })

  test.each(['h264-slices', 'h264-b', 'h264-odd', 'h264-mbaff', 'h265-idr', 'h265-b'])(
    '%s: kinds and quantisers are those that ffmpeg reads, and the keyframe is one picture',
    async (name) => {
      const result = await look({ path: `/${name}` })
      expect(result.fault).toBeUndefined()
      expect(result.lost).toBe(0)
      expect(result.frames).toHaveLength(1 + STREAM_LIMITS.framesAfter)
      const expected = traced(gst.clips[name] as string)
      const seen = result.frames.map(({ qp, kind }) => ({ qp, kind }))
      expect(seen).toEqual(expected.slice(0, seen.length))
      expect(result.frames[0]).toMatchObject({ kind: 'I', idr: true, broken: false })
      expect(pictures(result)).toBe(1)
      // The slices arrive as the encoder wrote them.
      const file = readFileSync(gst.clips[name] as string)
      const last = Buffer.from(result.keyframe?.data as Uint8Array).subarray(-500)
      expect(file.includes(last)).toBe(true)
    },
  )

  test('a digest password opens; a wrong one, or none, is told as such', async () => {
    const path = '/h264-b'
    const port = gst.guardedPort
    expect((await look({ path, port, credentials })).fault).toBeUndefined()
    const wrong = { user: GST_USER, password: new Secret('another') }
    expect(await look({ path, port, credentials: wrong })).toMatchObject({
      fault: 'auth',
      status: 401,
    })
    expect(await look({ path, port })).toMatchObject({ fault: 'auth', status: 401 })
  })

  test('a path that is not there is no channel', async () => {
    expect(await look({ path: '/nothing' })).toMatchObject({ fault: 'no_channel', status: 404 })
  })

  test('RTSPS serves, and an unknown certificate is refused where it counts', async () => {
    const over = { path: '/h265-idr', port: gst.tlsPort, tls: true }
    const result = await look(over)
    expect(result.fault).toBeUndefined()
    expect(result.rungs.map(({ rung }) => rung)).toContain('tls')
    const strict = await look({ ...over, verifyTls: true })
    expect(strict.fault).toBe('tls')
    expect(strict.rungs.at(-1)?.says).toContain('certificate')
  })
})
