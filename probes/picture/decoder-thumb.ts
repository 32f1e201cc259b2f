// A thumb out of the bytes that ffmpeg made of it, unless the picture has a hole.
import { THUMB_HEIGHT, THUMB_WIDTH, type Thumb } from './picture.ts'

const LUMA = THUMB_WIDTH * THUMB_HEIGHT
const CHROMA = LUMA / 4

/**
 * Both chroma values below this belong to no colour: the greenest green of BT.601 has 54 and 34, that of BT.709 42 and
 * 26. Memory that a decoder never wrote to is 0, or 16 after a change of range.
 */
const NO_COLOUR = 20

/** `bytes`: yuv420p. Undefined where it has another size, or a part that was never decoded. */
export function thumbOf(bytes: Uint8Array): Thumb | undefined {
  if (bytes.length !== LUMA + 2 * CHROMA) return undefined
  // Copies: what is kept of a picture must not keep the whole batch in memory.
  const luma = new Uint8Array(bytes.subarray(0, LUMA))
  const u = new Uint8Array(bytes.subarray(LUMA, LUMA + CHROMA))
  const v = new Uint8Array(bytes.subarray(LUMA + CHROMA))
  return u.some((value, i) => value < NO_COLOUR && (v[i] ?? 0) < NO_COLOUR)
    ? undefined
    : { luma, u, v }
}
