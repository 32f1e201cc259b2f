// The command line of ffmpeg for one batch; docs/decisions/0013-decoder.md says what each word is for.
import { THUMB_HEIGHT, THUMB_WIDTH } from './picture.ts'

export interface BatchLimits {
  /** Longest side in pixels of a JPEG; undefined: none is made. */
  readonly jpegSide: number | undefined
  /**
   * Most pixels of each keyframe of the batch: a picture that is larger than it was said to be is refused, before memory
   * is taken for it.
   */
  readonly mostPixels: readonly number[]
  /** ffmpeg before 5.1 has another word for it. */
  readonly passEach: PassEach
}

/** `-fps_mode` since 5.1, `-vsync` before. */
export type PassEach = 'fps_mode' | 'vsync'

/** mjpeg's quantiser, 2 (best) to 31: 5 to 10 kB for a street at 320x180. */
const JPEG_QUANTISER = 4

/** Thumbs go to standard output, JPEGs to file descriptor 3, both as Matroska. */
export function ffmpegArguments({ jpegSide, mostPixels, passEach }: BatchLimits): string[] {
  const all = ['-map', '0', `-${passEach}`, 'passthrough']
  const alone = ['-threads', '1', '-f', 'matroska']
  const thumb = `scale=${THUMB_WIDTH}:${THUMB_HEIGHT}:flags=area:out_range=tv,format=yuv420p`
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'warning', '-filter_threads', '1'],
    // Of the decoders: any error ends the picture, and nothing is guessed ahead of decoding.
    ...['-threads', '1', '-err_detect', 'explode'],
    ...mostPixels.flatMap((pixels, track) => [`-max_pixels:${track}`, String(pixels)]),
    ...['-nofind_stream_info', '-f', 'matroska', '-i', 'pipe:0'],
    ...[...all, '-vf', thumb, '-c:v', 'rawvideo', '-allow_raw_vfw', '1', ...alone, 'pipe:1'],
    ...(jpegSide === undefined ? [] : [...all, ...jpeg(jpegSide), ...alone, 'pipe:3']),
  ]
}

/** -2: as the other side wants it, and even. */
function jpeg(side: number): string[] {
  const width = `if(gte(iw,ih),min(iw,${side}),-2)`
  const height = `if(gte(iw,ih),-2,min(ih,${side}))`
  const filter = `scale=w='${width}':h='${height}':flags=area:out_range=pc,format=yuvj420p`
  return ['-vf', filter, '-c:v', 'mjpeg', '-q:v', String(JPEG_QUANTISER)]
}
