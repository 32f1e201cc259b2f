// Chooses whole things that add up to a wanted total.

/** Taken one by one while more than this is missing; the last ones are chosen to fit. */
const FIT = 64

/** Positions whose sizes add up to `total`, or to the most below it that can be had. */
export function takeExactly(sizes: readonly number[], total: number): Set<number> {
  const taken = new Set<number>()
  let missing = total
  let position = 0
  for (; position < sizes.length && missing > FIT; position++) {
    const size = sizes[position] ?? 0
    if (size > missing) continue
    taken.add(position)
    missing -= size
  }
  // Which item reached a sum first, and from which sum: walked back to find the set.
  const reached = new Map<number, { readonly item: number; readonly from: number }>()
  for (; position < sizes.length && !reached.has(missing) && missing > 0; position++) {
    const size = sizes[position] ?? 0
    for (const sum of [0, ...reached.keys()].sort((a, b) => b - a)) {
      const next = sum + size
      if (next <= missing && !reached.has(next)) reached.set(next, { item: position, from: sum })
    }
  }
  for (let sum = Math.max(0, ...reached.keys()); sum > 0; ) {
    const step = reached.get(sum)
    if (!step) break
    taken.add(step.item)
    sum = step.from
  }
  return taken
}
