// From an address to its row, by open addressing: no allocation on lookup.

/** Looks up rows of `words`, `stride` words of 32 bits each (1 for IPv4, 4 for IPv6). */
export interface AddressTable {
  /** The row that equals the `stride` words at `from[at]`; -1 when there is none. */
  find(from: Uint32Array, at: number): number
}

/** Builds the table. `twice` is told of every row that an earlier row equals already. */
export function makeAddressTable(
  words: Uint32Array,
  stride: 1 | 4,
  twice: (first: number, second: number) => void,
): AddressTable {
  const count = words.length / stride
  let capacity = 16
  while (capacity < count * 2) capacity *= 2
  const mask = capacity - 1
  const slots = new Int32Array(capacity).fill(-1)

  const slotOf = (from: Uint32Array, at: number): number => {
    let slot = hash(from, at, stride) & mask
    for (;;) {
      const row = slots[slot] ?? -1
      if (row < 0 || same(words, row * stride, from, at, stride)) return slot
      slot = (slot + 1) & mask
    }
  }
  for (let row = 0; row < count; row++) {
    const slot = slotOf(words, row * stride)
    const first = slots[slot] ?? -1
    if (first >= 0) twice(first, row)
    else slots[slot] = row
  }
  return { find: (from, at) => slots[slotOf(from, at)] ?? -1 }
}

function same(a: Uint32Array, i: number, b: Uint32Array, j: number, stride: 1 | 4): boolean {
  for (let k = 0; k < stride; k++) if (a[i + k] !== b[j + k]) return false
  return true
}

// Two rounds of multiply and shift spread neighbouring addresses, which estates are full of.
function hash(words: Uint32Array, at: number, stride: 1 | 4): number {
  let h = 0
  for (let k = 0; k < stride; k++) {
    h ^= words[at + k] ?? 0
    h = Math.imul(h ^ (h >>> 16), 0x45d9_f3b)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b_3c6d)
  }
  return h ^ (h >>> 13)
}
