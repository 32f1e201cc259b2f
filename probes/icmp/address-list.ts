// A fixed list of addresses in typed arrays: a million of them without a million strings.
import { RondaError } from '../../fleet/error.ts'
import { formatIPv4, formatIPv6, readAddressText } from './address.ts'
import { type AddressTable, makeAddressTable } from './address-table.ts'

/** The addresses of one family, in rows. */
export interface AddressRows {
  readonly count: number
  /** Words of 32 bits in a row: 1 for IPv4, 4 for IPv6, as they lie in memory (network order of bytes). */
  readonly stride: 1 | 4
  readonly words: Uint32Array
}

/** Told of an address that stands at two positions. */
export type Twice = (first: number, second: number) => void

const SHOWN = 20

/** IPv4 and IPv6 mixed, in the order given. A position in it is the `index` of echo sockets and sweeps. */
export class AddressList {
  readonly count: number
  readonly v4: AddressRows
  readonly v6: AddressRows
  /** Mixed lists only: the row of each position, `~row` where it is IPv6. Else position and row are the same. */
  readonly rows: Int32Array | undefined
  #tables: readonly [AddressTable, AddressTable] | undefined

  /** For `AddressListBuilder`; others use `fromStrings`. */
  constructor(v4: AddressRows, v6: AddressRows, rows: Int32Array | undefined) {
    this.count = v4.count + v6.count
    this.v4 = v4
    this.v6 = v6
    this.rows = v4.count > 0 && v6.count > 0 ? rows : undefined
  }

  /** Throws `RND_ADDRESS_INVALID`, naming all that are no address and all that stand twice. */
  static fromStrings(addresses: readonly string[]): AddressList {
    const builder = new AddressListBuilder(addresses.length)
    const problems: string[] = []
    for (const [i, address] of addresses.entries()) {
      if (!builder.addText(address)) problems.push(`position ${i}: "${address}" is no address`)
    }
    const list = builder.build()
    if (problems.length === 0) {
      list.findTwice((first, second) => {
        problems.push(`positions ${first} and ${second}: ${list.text(first)} stands twice`)
      })
    }
    if (problems.length > 0) throw invalid(problems)
    return list
  }

  isIPv6(index: number): boolean {
    return this.rows ? (this.rows[index] ?? 0) < 0 : this.v6.count > 0
  }

  /** The address as people write it. */
  text(index: number): string {
    const row = this.rows?.[index] ?? index
    if (!this.isIPv6(index)) return formatIPv4(this.v4.words[row] ?? 0)
    const { words } = this.v6
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
    return formatIPv6(bytes, (row < 0 ? ~row : row) * 16)
  }

  /** Tells of every address that stands at more than one position. */
  findTwice(twice: Twice): void {
    const positions = this.rows ? positionsOf(this.rows, this.v4.count, this.v6.count) : undefined
    let clean = true
    const told = (family: 0 | 1) => (first: number, second: number) => {
      clean = false
      twice(positions?.[family][first] ?? first, positions?.[family][second] ?? second)
    }
    const tables = [
      makeAddressTable(this.v4.words, 1, told(0)),
      makeAddressTable(this.v6.words, 4, told(1)),
    ] as const
    if (clean) this.#tables = tables
  }

  /** From address to row, made at the first use. Throws `RND_ADDRESS_INVALID` when an address stands twice. */
  table(family: 4 | 6): AddressTable {
    if (!this.#tables) {
      const problems: string[] = []
      this.findTwice((first, second) => {
        problems.push(`positions ${first} and ${second}: ${this.text(first)} stands twice`)
      })
      if (problems.length > 0) throw invalid(problems)
    }
    const [v4, v6] = this.#tables ?? []
    const table = family === 4 ? v4 : v6
    if (!table) throw new Error('unreachable: tables are made above')
    return table
  }
}

/** Positions of the IPv4 rows and of the IPv6 rows of a mixed list. */
export function positionsOf(
  rows: Int32Array,
  count4: number,
  count6: number,
): readonly [Int32Array, Int32Array] {
  const v4 = new Int32Array(count4)
  const v6 = new Int32Array(count6)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    if (row < 0) v6[~row] = i
    else v4[row] = i
  }
  return [v4, v6]
}

/** Collects addresses one by one; grows as needed. */
export class AddressListBuilder {
  #v4: Uint32Array
  #v6 = new Uint32Array(0)
  #rows: Int32Array
  #count4 = 0
  #count6 = 0
  readonly #bytes = new Uint8Array(16)
  readonly #words = new Uint32Array(this.#bytes.buffer)

  constructor(expected = 1024) {
    this.#v4 = new Uint32Array(expected)
    this.#rows = new Int32Array(expected)
  }

  get count(): number {
    return this.#count4 + this.#count6
  }

  /** False when the text is no address. */
  addText(text: string): boolean {
    return this.add(this.#bytes, readAddressText(text, this.#bytes))
  }

  /** Takes what `readAddress` gave; false when it gave 0. */
  add(bytes: Uint8Array, size: 0 | 4 | 16): boolean {
    if (size === 0) return false
    if (bytes !== this.#bytes) this.#bytes.set(bytes.subarray(0, size))
    if (this.count === this.#rows.length) this.#rows = grown(this.#rows, Int32Array)
    if (size === 4) {
      if (this.#count4 === this.#v4.length) this.#v4 = grown(this.#v4, Uint32Array)
      this.#rows[this.count] = this.#count4
      this.#v4[this.#count4++] = this.#words[0] ?? 0
      return true
    }
    if (this.#count6 * 4 === this.#v6.length) this.#v6 = grown(this.#v6, Uint32Array)
    this.#rows[this.count] = ~this.#count6
    this.#v6.set(this.#words, this.#count6++ * 4)
    return true
  }

  build(): AddressList {
    return new AddressList(
      { count: this.#count4, stride: 1, words: this.#v4.slice(0, this.#count4) },
      { count: this.#count6, stride: 4, words: this.#v6.slice(0, this.#count6 * 4) },
      this.#rows.slice(0, this.count),
    )
  }
}

function grown<T extends Uint32Array | Int32Array>(old: T, kind: new (length: number) => T): T {
  const larger = new kind(Math.max(64, old.length * 2))
  larger.set(old)
  return larger
}

function invalid(problems: readonly string[]): RondaError {
  const more = problems.length > SHOWN ? [`and ${problems.length - SHOWN} more`] : []
  return new RondaError('RND_ADDRESS_INVALID', [...problems.slice(0, SHOWN), ...more].join('\n'), {
    remedy: 'give each IPv4 or IPv6 address once, without a zone or a prefix length',
  })
}
