// A set of numbers of targets in few bytes: rising, as differences, packed. Fixed by the file format.
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Seven bits of a difference go in one byte; its eighth says that more follow. */
const MORE = 0x80
/** Longest form of a number below 2^35. */
const MOST_BYTES = 5
/** Room for more targets than a city will have: a damaged row must not take the memory. */
const MOST_UNPACKED_BYTES = 100_000_000

/** Packs whole numbers from 0 to 2^32 - 1, in any order; each is kept once. 4,470 neighbours take some 30 bytes. */
export function encodeNumbers(numbers: readonly number[]): Uint8Array {
  const sorted = Uint32Array.from(numbers).sort()
  const bytes = new Uint8Array(sorted.length * MOST_BYTES)
  let length = 0
  let last = -1
  for (const number of sorted) {
    if (number === last) continue
    let rest = number - last
    last = number
    for (; rest >= MORE; rest = Math.floor(rest / MORE)) bytes[length++] = (rest % MORE) | MORE
    bytes[length++] = rest
  }
  return deflateRawSync(bytes.subarray(0, length))
}

/** The numbers, rising. Throws where `packed` is nothing that `encodeNumbers` made. */
export function decodeNumbers(packed: Uint8Array): number[] {
  const bytes = inflateRawSync(packed, { maxOutputLength: MOST_UNPACKED_BYTES })
  const numbers: number[] = []
  let last = -1
  let difference = 0
  let worth = 1
  for (const byte of bytes) {
    difference += (byte % MORE) * worth
    worth *= MORE
    if (byte >= MORE) continue
    last += difference
    numbers.push(last)
    difference = 0
    worth = 1
  }
  return numbers
}
