// The text of a message or document as a column: short ones as they are, long ones packed. Fixed by the file format.
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Below this length, in characters, packing saves less than a page of the file and costs more than the writing. */
const PACKED_FROM = 1_000
/**
 * A message that lists 4,470 targets, 550 KB, becomes 51 KB in 1 to 2 ms; the standard level makes it 39 KB in three times
 * the time.
 */
const LEVEL = 3
/** Three bytes for each character of the longest body that a store takes: a damaged row must not take the memory. */
const MOST_UNPACKED_BYTES = 75_000_000

export function packBody(body: string): string | Uint8Array {
  return body.length < PACKED_FROM ? body : deflateRawSync(body, { level: LEVEL })
}

/** Throws where `column` is nothing that `packBody` made. */
export function unpackBody(column: unknown): string {
  if (typeof column === 'string') return column
  return inflateRawSync(column as Uint8Array, { maxOutputLength: MOST_UNPACKED_BYTES }).toString()
}
