// Random numbers that repeat: the same seed gives the same estate and the same day, on every machine.

export interface Random {
  /** 0 (inclusive) to 1 (exclusive). */
  next(): number
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number
  /** Normally distributed, mean 0, deviation 1. */
  normal(): number
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T
  /** The position of one of `weights`, as likely as its share of their sum. */
  weighted(weights: readonly number[]): number
  /** A copy in random order. */
  shuffled<T>(items: readonly T[]): T[]
}

/** `stream` separates sequences of one seed, so that one part's draws do not move another's. */
export function seededRandom(seed: number, stream = ''): Random {
  const next = mulberry32(hash32(`${seed}/${stream}`))
  const below = (count: number): number => Math.floor(next() * count)
  return {
    next,
    below,
    // Box and Muller's method; 1 - next() keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
    weighted(weights) {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0)
      for (const [position, weight] of weights.entries()) {
        left -= weight
        if (left < 0) return position
      }
      return weights.length - 1
    },
    shuffled<T>(items: readonly T[]): T[] {
      const copy = items.slice()
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1)
        const held = copy[i] as T
        copy[i] = copy[j] as T
        copy[j] = held
      }
      return copy
    },
  }
}

/** FNV-1a, 32 bits. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

/** A 32-bit generator by Tommy Ettinger: small, fast, and good enough to draw a city. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
