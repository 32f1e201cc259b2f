// Trees as three flat arrays: parents, children in rows, and a walk in which everything below a place stands together.

export interface Forest {
  /** -1 at a root. */
  readonly parents: Int32Array
  /** In rising order; empty for -1. */
  children(place: number): Int32Array
  /** Nearest first; empty for -1. */
  ancestors(place: number): number[]
  /** Everything below, parents before children; empty for -1. */
  below(place: number): Int32Array
}

const NONE = new Int32Array(0)

/** `parents[i]` is the place of i's parent, -1 for none. There must be no cycle: one would never be walked. */
export function buildForest(parents: readonly number[]): Forest {
  const count = parents.length
  const parent = Int32Array.from(parents)
  const { rows, starts } = childRows(parent)
  const { walk, at, size } = walkTrees(parent, rows, starts)
  return {
    parents: parent,
    children(place) {
      // Most places of a city are leaves: they need no view of their own.
      const isLeaf = place < 0 || place >= count || size[place] === 1
      return isLeaf ? NONE : rows.subarray(starts[place], starts[place + 1])
    },
    ancestors(place) {
      const found: number[] = []
      for (let up = parent[place] ?? -1; up >= 0; up = parent[up] ?? -1) found.push(up)
      return found
    },
    below(place) {
      if (place < 0 || place >= count || size[place] === 1) return NONE
      const from = (at[place] ?? 0) + 1
      return walk.subarray(from, from + (size[place] ?? 1) - 1)
    },
  }
}

/** Children of place i are `rows[starts[i]..starts[i + 1])`. */
function childRows(parent: Int32Array): { rows: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(parent.length + 1)
  for (const up of parent) if (up >= 0) starts[up + 1] = (starts[up + 1] ?? 0) + 1
  for (let i = 0; i < parent.length; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0)
  const rows = new Int32Array(starts[parent.length] ?? 0)
  const next = starts.slice()
  for (const [place, up] of parent.entries()) {
    if (up < 0) continue
    const slot = next[up] ?? 0
    rows[slot] = place
    next[up] = slot + 1
  }
  return { rows, starts }
}

/** Depth first from every root. `at[i]` is i's position in `walk`, `size[i]` counts i and everything below it. */
function walkTrees(
  parent: Int32Array,
  rows: Int32Array,
  starts: Int32Array,
): { walk: Int32Array; at: Int32Array; size: Int32Array } {
  const count = parent.length
  const walk = new Int32Array(count)
  const at = new Int32Array(count)
  const size = new Int32Array(count).fill(1)
  let walked = 0
  const open: number[] = []
  for (let i = count - 1; i >= 0; i--) if ((parent[i] ?? -1) < 0) open.push(i)
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    at[place] = walked
    walk[walked++] = place
    // Backwards, so that the first child comes off the stack first.
    for (let row = (starts[place + 1] ?? 0) - 1; row >= (starts[place] ?? 0); row--) {
      open.push(rows[row] ?? 0)
    }
  }
  for (let i = walked - 1; i >= 0; i--) {
    const place = walk[i] ?? 0
    const up = parent[place] ?? -1
    if (up >= 0) size[up] = (size[up] ?? 0) + (size[place] ?? 0)
  }
  return { walk, at, size }
}
