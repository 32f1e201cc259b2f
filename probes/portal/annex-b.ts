// Splits bytes with start codes into NAL units (ITU-T H.264 and H.265, annex B).
import { MOST_NALS } from './samples.ts'

const START = Buffer.of(0, 0, 1)

/** Views into `bytes`, without start codes and the zeros around them. */
export function annexBNals(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const nals: Uint8Array[] = []
  let from = buffer.indexOf(START)
  while (from >= 0 && nals.length < MOST_NALS) {
    const begin = from + START.length
    const next = buffer.indexOf(START, begin)
    let end = next < 0 ? buffer.length : next
    while (end > begin && buffer[end - 1] === 0) end--
    if (end > begin) nals.push(buffer.subarray(begin, end))
    from = next
  }
  return nals
}
