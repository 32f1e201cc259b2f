// What ffmpeg wrote, taken apart: Matroska again, so that each picture comes with the number of the track it was made from.

/** Elements that hold others: their contents are read in line, so that a size that is not known does not matter. */
const HOLDERS: ReadonlySet<number> = new Set([0x18538067, 0x1f43b675, 0xa0])
const SIMPLE_BLOCK = 0xa3
const BLOCK = 0xa1
/** Time and flags, after the number of the track. */
const BLOCK_HEADER_BYTES = 3

/**
 * Position (from 0) of the keyframe -> its picture; undefined in place of the picture where its track had more than one.
 * Bytes that are cut off or no Matroska: what was read up to there.
 */
export function picturesOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array | undefined> {
  const pictures = new Map<number, Uint8Array | undefined>()
  let at = 0
  while (at < bytes.length) {
    const id = variableInt(bytes, at, 'with marker')
    const size = id && variableInt(bytes, at + id.length, 'value')
    if (id === undefined || size === undefined) break
    at += id.length + size.length
    if (HOLDERS.has(id.value)) continue
    const end = at + size.value
    if (end > bytes.length) break
    if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
      const track = variableInt(bytes, at, 'value')
      if (track === undefined) break
      const position = track.value - 1
      const picture = bytes.subarray(at + track.length + BLOCK_HEADER_BYTES, end)
      pictures.set(position, pictures.has(position) ? undefined : picture)
    }
    at = end
  }
  return pictures
}

interface VariableInt {
  readonly value: number
  /** Bytes it takes, 1 to 8. */
  readonly length: number
}

/** RFC 8794, 4: as many bytes as zeros lead, and one more. */
function variableInt(
  bytes: Uint8Array,
  at: number,
  marker: 'with marker' | 'value',
): VariableInt | undefined {
  const first = bytes[at] ?? 0
  const length = Math.clz32(first) - 23
  if (length > 8 || at + length > bytes.length) return undefined
  let value = marker === 'value' ? first & (0xff >> length) : first
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return { value, length }
}
