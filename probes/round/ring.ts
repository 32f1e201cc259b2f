// A first-in first-out line of (position, time): with one constant delay per line, its order is the order of deadlines.

export interface Ring {
  readonly size: number
  /** `at` must not be smaller than that of the one before. */
  push(value: number, at: number): void
  /** The time of the foremost; Infinity when empty. */
  frontAt(): number
  /** The foremost, left in its place; only when not empty. */
  front(): number
  /** Takes the foremost away; only when not empty. */
  shift(): number
}

/** Grows by doubling when `capacity` (rounded up to a power of two) does not do. */
export function createRing(capacity: number): Ring {
  let mask = 2 ** Math.ceil(Math.log2(Math.max(2, capacity))) - 1
  let values = new Int32Array(mask + 1)
  let times = new Float64Array(mask + 1)
  let head = 0
  let size = 0

  function grow(): void {
    const moreValues = new Int32Array(values.length * 2)
    const moreTimes = new Float64Array(values.length * 2)
    for (let i = 0; i < size; i++) {
      moreValues[i] = values[(head + i) & mask] as number
      moreTimes[i] = times[(head + i) & mask] as number
    }
    values = moreValues
    times = moreTimes
    mask = values.length - 1
    head = 0
  }

  return {
    get size() {
      return size
    },
    push(value, at) {
      if (size === values.length) grow()
      const place = (head + size++) & mask
      values[place] = value
      times[place] = at
    },
    frontAt: () => (size === 0 ? Number.POSITIVE_INFINITY : (times[head] as number)),
    front: () => values[head] as number,
    shift() {
      const value = values[head] as number
      head = (head + 1) & mask
      size--
      return value
    },
  }
}
