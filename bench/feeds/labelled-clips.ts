// Makes the labelled clips with ffmpeg: of each kind a short segment as of each minute, in three encodings at one go.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kind } from './kinds.ts'
import { FPS, HEIGHT, WIDTH } from './scene.ts'

/** Frames between keyframes. */
export const GOP = 30
/** Rate control settles for two groups of pictures before the keyframe that is looked at, and 15 frames follow it. */
export const SETTLE = 2 * GOP
const FRAMES = SETTLE + 16
const FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf'
/** 24 November 2025, 09:00 at UTC+7. */
const CLOCK_S = 1_763_949_600

export const ENCODINGS = ['h264-vbr', 'h264-cbr', 'h265'] as const
export type Encoding = (typeof ENCODINGS)[number]

const X264 = 'keyint=30:min-keyint=30:scenecut=0:rc-lookahead=0:sync-lookahead=0:mbtree=0:threads=1'
const X265 =
  'log-level=error:qpmin=18:keyint=30:min-keyint=30:scenecut=0:bframes=0:vbv-maxrate=384:vbv-bufsize=768:rc-lookahead=0:pools=1:frame-threads=1'
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-bf', '0']
const OPTIONS: Readonly<Record<Encoding, readonly string[]>> = {
  'h264-vbr': [
    ...H264,
    '-crf',
    '26',
    '-qmin',
    '18',
    '-maxrate',
    '512k',
    '-bufsize',
    '1024k',
  ].concat(['-x264-params', X264, '-f', 'h264']),
  'h264-cbr': [
    ...H264,
    '-qmin',
    '18',
    '-b:v',
    '384k',
    '-maxrate',
    '384k',
    '-bufsize',
    '384k',
  ].concat(['-x264-params', X264, '-f', 'h264']),
  h265: [
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-crf',
    '28',
    '-x265-params',
    X265,
    '-f',
    'hevc',
  ],
}

/** Annex B of one segment, from the keyframe that is looked at on. Made at the first asking, then read from a temp folder. */
export async function segmentOf(
  kind: Kind,
  seed: number,
  minute: number,
): Promise<Readonly<Record<Encoding, Buffer>>> {
  const files = filesOf(kind, seed, minute)
  if (!ENCODINGS.every((encoding) => existsSync(files[encoding]))) {
    await encode(kind, seed, minute, files)
  }
  return {
    'h264-vbr': readFileSync(files['h264-vbr']),
    'h264-cbr': readFileSync(files['h264-cbr']),
    h265: readFileSync(files.h265),
  }
}

/** The source of the scenes is part of the name, so that a changed scene is made anew. */
const sources = ['scene.ts', 'kinds.ts', 'labelled-clips.ts']
  .map((file) => readFileSync(join(import.meta.dirname, file)))
  .reduce((hash, bytes) => hash.update(bytes), createHash('sha256'))
  .digest('hex')

function filesOf(kind: Kind, seed: number, minute: number): Record<Encoding, string> {
  const folder = join(tmpdir(), 'ronda-labelled-clips', sources.slice(0, 16))
  mkdirSync(folder, { recursive: true })
  const file = (encoding: Encoding): string =>
    join(folder, `${kind.name}-${seed}-${minute}-${encoding}`)
  return { 'h264-vbr': file('h264-vbr'), 'h264-cbr': file('h264-cbr'), h265: file('h265') }
}

async function encode(
  kind: Kind,
  seed: number,
  minute: number,
  files: Readonly<Record<Encoding, string>>,
): Promise<void> {
  const filters = [
    ...(kind.noise > 0
      ? [
          `noise=all_seed=${seed * 1000 + Math.round(minute * 2)}:c0s=${kind.noise}:c0f=t${
            kind.colourNoise ? `:c1s=${kind.noise}:c1f=t:c2s=${kind.noise}:c2f=t` : ''
          }`,
        ]
      : []),
    ...(kind.words === undefined ? [] : [text(kind.words, '(w-tw)/2', '(h-th)/2', 44)]),
    ...(kind.clock
      ? [
          text(`%{pts\\:gmtime\\:${CLOCK_S + minute * 60}}`, '12', '10', 18),
          text('KEL. TEMBALANG RW03', 'w-tw-12', 'h-28', 16),
        ]
      : []),
    'split=3[a][b][c]',
  ]
  const partial = (encoding: Encoding): string => `${files[encoding]}.${process.pid}.part`
  const output = (encoding: Encoding, pad: string): string[] => [
    '-map',
    `[${pad}]`,
    ...OPTIONS[encoding],
    '-y',
    partial(encoding),
  ]
  await ffmpeg(
    [
      ...['-v', 'error', '-threads', '1', '-f', 'rawvideo', '-pix_fmt', 'yuv420p'],
      ...['-s', `${WIDTH}x${HEIGHT}`, '-r', String(FPS), '-i', 'pipe:0'],
      ...['-filter_complex', `[0]${filters.join(',')}`],
      ...output('h264-vbr', 'a'),
      ...output('h264-cbr', 'b'),
      ...output('h265', 'c'),
    ],
    kind.frames(seed, minute, FRAMES),
  )
  for (const encoding of ENCODINGS) renameSync(partial(encoding), files[encoding])
}

function text(words: string, x: string, y: string, size: number): string {
  return `drawtext=fontfile=${FONT}:text='${words}':x=${x}:y=${y}:fontsize=${size}:fontcolor=white:borderw=1`
}

function ffmpeg(args: readonly string[], frames: Iterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe'] })
    const limit = setTimeout(() => child.kill('SIGKILL'), 60_000)
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-2000)
    })
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(limit)
      if (code === 0) resolve()
      else reject(new Error(`ffmpeg ended with ${code}: ${said}`))
    })
    // What it says when it ends early is in `said`.
    child.stdin.on('error', () => undefined)
    const iterator = frames[Symbol.iterator]()
    const more = (): void => {
      for (;;) {
        const next = iterator.next()
        if (next.done === true) {
          child.stdin.end()
          return
        }
        if (!child.stdin.write(next.value)) {
          child.stdin.once('drain', more)
          return
        }
      }
    }
    more()
  })
}
