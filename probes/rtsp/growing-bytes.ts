// Bytes that come in pieces, kept in one piece: room doubles, so that a million small pieces cost no more than one large one.

const LEAST = 4096
const NOTHING = Buffer.alloc(0)
/** Of buffers that are kept for the next stream: their size, and how many of each size. 4 MB in all. */
const LARGEST_SPARE = 65_536
const MOST_SPARE = 32

/** By size. Hundreds of streams a second that each take and drop some leave a thread's memory in shreds. */
const spares = new Map<number, Buffer[]>()

export class GrowingBytes {
  #bytes: Buffer = NOTHING
  #length = 0

  get length(): number {
    return this.#length
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > this.#bytes.length) {
      const larger = roomFor(length)
      this.#bytes.copy(larger, 0, 0, this.#length)
      spare(this.#bytes)
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

  /** Lets go of all, and of the room for it: others may write there from now on. */
  release(): void {
    spare(this.#bytes)
    this.#bytes = NOTHING
    this.#length = 0
  }
}

function roomFor(length: number): Buffer {
  const size = Math.max(LEAST, 2 ** Math.ceil(Math.log2(length)))
  return spares.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size)
}

function spare(bytes: Buffer): void {
  if (bytes.length === 0 || bytes.length > LARGEST_SPARE) return
  const alike = spares.get(bytes.length) ?? []
  spares.set(bytes.length, alike)
  if (alike.length < MOST_SPARE) alike.push(bytes)
}
