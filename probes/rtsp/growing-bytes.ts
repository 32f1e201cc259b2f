// Bytes that come in pieces, kept in one piece: room doubles, so that a million small pieces cost no more than one large one.

const LEAST = 4096

export class GrowingBytes {
  #bytes: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(LEAST, 2 ** Math.ceil(Math.log2(length))))
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    this.#bytes.set(piece, this.#length)
    this.#length = length
  }

  /** Not a copy: good until the next change. */
  view(from = 0, to = this.#length): Buffer {
    return this.#bytes.subarray(from, to)
  }

  /** Lets go of the first `count` bytes. */
  dropFirst(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length)
    this.#length -= count
  }

  /** Lets go of all from `length` on. */
  cut(length: number): void {
    this.#length = length
  }
}
