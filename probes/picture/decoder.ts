// Decodes keyframes by ffmpeg, a short-lived child for each batch, every camera's in a decoder of its own.

import { decodeBatch } from './decoder-batch.ts'
import { childrenCpuMs } from './decoder-cpu.ts'
import { DecoderQueue } from './decoder-queue.ts'
import { type FoundProgram, findFfmpeg } from './ffmpeg-program.ts'
import type { PictureDecoder } from './picture.ts'

export interface DecoderOptions {
  /** Name or path of ffmpeg; undefined: `ffmpeg`, found in PATH. */
  readonly program: string | undefined
  /** Most keyframes for one child, 1 to 64. Default 32: starting ffmpeg costs as much as decoding twenty. */
  readonly batch?: number
  /** Milliseconds that a keyframe waits for others at most. Default 2000. */
  readonly waitMs?: number
  /** Most children at the same time. Default 2. */
  readonly atOnce?: number
  /** Milliseconds that a child may take besides 50 for each keyframe. Default 3000. */
  readonly baseMs?: number
}

/** Looks for ffmpeg once, now; what is handed in meanwhile waits. Where there is none, `health` says so and all is undefined. */
export function createDecoder(options: DecoderOptions): PictureDecoder {
  const { program, batch = 32, waitMs = 2000, atOnce = 2, baseMs = 3000 } = options
  const closing = new AbortController()
  const { signal } = closing
  const cpuBefore = childrenCpuMs()
  let decoded = 0
  let failed = 0
  let children = 0
  let cpuMs = 0
  let found: FoundProgram | undefined
  const finding = findFfmpeg(program, signal).then((it) => {
    // What was cut off by closing is no lack of the machine's.
    if (!signal.aborted) found = it
  })
  const started = () => {
    children++
  }
  const queue = new DecoderQueue({
    batch,
    waitMs,
    atOnce,
    async decode(keyframes, jpegSide) {
      await finding
      if (found === undefined || found.lack !== undefined) return []
      const { program, passEach } = found
      const pictures = await decodeBatch(
        { program, passEach, jpegSide, baseMs, signal, started },
        keyframes,
      )
      // Here, and not in `health`: that is asked for with each look, and /proc takes its time.
      cpuMs = childrenCpuMs() - cpuBefore
      if (signal.aborted) return []
      const whole = pictures.filter((picture) => picture !== undefined).length
      decoded += whole
      failed += pictures.length - whole
      return pictures
    },
  })
  return {
    async decode(keyframe, { jpegSide }) {
      return found?.lack === undefined ? await queue.add(keyframe, jpegSide) : undefined
    },
    health: () => ({
      name: found?.lack === undefined ? found?.name : undefined,
      lack: found?.lack,
      decoded,
      failed,
      children,
      cpuMs,
      waiting: queue.waiting,
    }),
    async close() {
      closing.abort()
      await Promise.all([finding, queue.close()])
    },
  }
}
