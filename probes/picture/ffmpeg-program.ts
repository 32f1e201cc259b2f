// Is there an ffmpeg, how does it call itself, and does it decode both codecs with the very words that batches use.
import { decodeBatch } from './decoder-batch.ts'
import type { PassEach } from './ffmpeg-arguments.ts'
import { runChild } from './ffmpeg-child.ts'
import { SAMPLES } from './ffmpeg-samples.ts'
import type { DecoderLack } from './picture.ts'

export interface FoundProgram {
  readonly program: string
  /** `ffmpeg 5.1.9-0+deb12u1`; undefined where it is not there, or is something else. */
  readonly name: string | undefined
  readonly lack: DecoderLack | undefined
  readonly passEach: PassEach
}

/** Found in PATH. */
const DEFAULT_PROGRAM = 'ffmpeg'
/** Asked once, and then the machine may be busy starting everything else. */
const LIMIT_MS = 20_000
const MOST_BYTES = 1_000_000

/** `program`: name or path; undefined: `ffmpeg`. Never rejects. */
export async function findFfmpeg(
  program: string | undefined,
  signal: AbortSignal,
): Promise<FoundProgram> {
  const tried = program ?? DEFAULT_PROGRAM
  const nothing = { program: tried, name: undefined, passEach: 'fps_mode' } as const
  const { how, stdout } = await runChild(tried, {
    args: ['-hide_banner', '-version'],
    input: [],
    limitMs: LIMIT_MS,
    mostBytes: MOST_BYTES,
    signal,
  })
  if (how === 'not-started') return { ...nothing, lack: 'not-found' }
  const version = versionIn(Buffer.from(stdout).toString())
  if (how !== 'done' || version === undefined) return { ...nothing, lack: 'cannot-decode' }
  const passEach = passEachOf(version)
  const decoded = await decodeBatch(
    {
      program: tried,
      passEach,
      jpegSide: SAMPLES[0].width,
      baseMs: LIMIT_MS,
      signal,
      started: () => undefined,
    },
    SAMPLES,
  )
  const lack = decoded.includes(undefined) ? 'cannot-decode' : undefined
  return { program: tried, name: `ffmpeg ${version}`, lack, passEach }
}

/** The first line is `ffmpeg version 5.1.9-0+deb12u1 Copyright ...`, `n6.1` or `N-109542-g...` where somebody built it. */
function versionIn(text: string): string | undefined {
  return /^ffmpeg version (\S{1,60})/.exec(text)?.[1]
}

/** A build without a number is newer than 5.1. */
export function passEachOf(version: string): PassEach {
  const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined) return 'fps_mode'
  return Number(major) * 100 + Number(minor) < 501 ? 'vsync' : 'fps_mode'
}
