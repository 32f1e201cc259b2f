// Bits of a NAL unit, without the bytes that keep start codes out of it (H.264, 7.3.1 and 9.1).

/** Reading past the end gives zeros and sets `over`: who reads looks at it once, when done. */
export class BitReader {
  readonly #bytes: Uint8Array
  #at = 0
  over = false

  /** `from`: bytes of the NAL unit's header to pass over; at most `most` bytes of what follows are looked at. */
  constructor(nal: Uint8Array, from: number, most = 4096) {
    this.#bytes = unescaped(nal, from, most)
  }

  flag(): boolean {
    return this.bit() === 1
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3]
    if (byte === undefined) {
      this.over = true
      return 0
    }
    const bit = (byte >> (7 - (this.#at & 7))) & 1
    this.#at++
    return bit
  }

  /** An unsigned number of `count` bits, 0 to 32. */
  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) value = value * 2 + this.bit()
    return value
  }

  skip(count: number): void {
    this.#at += count
    if (this.#at > this.#bytes.length * 8) this.over = true
  }

  /** Unsigned Exp-Golomb, 0 to 2^32 - 2. */
  ue(): number {
    let zeros = 0
    while (this.bit() === 0) {
      if (++zeros > 31 || this.over) {
        this.over = true
        return 0
      }
    }
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  /** Signed Exp-Golomb. */
  se(): number {
    const code = this.ue()
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2
  }
}

function unescaped(nal: Uint8Array, from: number, most: number): Uint8Array {
  const to = Math.min(nal.length, from + most)
  const out = new Uint8Array(Math.max(0, to - from))
  let length = 0
  let zeros = 0
  for (let i = from; i < to; i++) {
    const byte = nal[i] as number
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    out[length++] = byte
  }
  return out.subarray(0, length)
}
