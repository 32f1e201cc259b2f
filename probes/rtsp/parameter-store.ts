// The parameter sets of a stream as they came and as they were read, by their numbers; what comes again unchanged costs nothing.

/** A camera sends three; no more than this are kept of any kind. */
const MOST_SETS = 16
const LONGEST_SET = 4096

export interface Stored<T> {
  readonly nal: Uint8Array
  readonly read: T
}

export class ParameterStore<T extends { readonly id: number }> {
  readonly #read: (nal: Uint8Array) => T | undefined
  readonly #sets = new Map<number, Stored<T>>()

  constructor(read: (nal: Uint8Array) => T | undefined) {
    this.#read = read
  }

  add(nal: Uint8Array): void {
    if (nal.length > LONGEST_SET) return
    // A copy of its own: no larger buffer is kept alive by it.
    const bytes = new Uint8Array(nal)
    const read = this.#read(bytes)
    if (read === undefined) return
    if (this.#sets.size >= MOST_SETS && !this.#sets.has(read.id)) return
    this.#sets.set(read.id, { nal: bytes, read })
  }

  knows(nal: Uint8Array): boolean {
    for (const known of this.#sets.values()) if (Buffer.compare(nal, known.nal) === 0) return true
    return false
  }

  get(id: number): Stored<T> | undefined {
    return this.#sets.get(id)
  }
}
