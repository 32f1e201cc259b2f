// "Did you mean": the nearest of some known words to a mistyped one.

/** Longer words than this are not compared: the cost grows with the square of the length. */
const LONGEST = 64

/**
 * The candidate that `word` most likely stands for: at most a third of its letters off (3 at most), regardless of case;
 * absent when none is near.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined
  const wanted = word.toLowerCase()
  let nearest: string | undefined
  let reach = Math.min(3, Math.max(1, Math.floor(word.length / 3))) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= reach) continue
    const distance = distanceBelow(wanted, candidate.toLowerCase(), reach)
    if (distance < reach) {
      nearest = candidate
      reach = distance
      if (distance === 0) break
    }
  }
  return nearest
}

/**
 * Edits from `a` to `b` (insert, remove, replace, swap of two neighbours: the optimal string alignment distance), or
 * `limit` where there are at least that many.
 */
function distanceBelow(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1)
      }
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least >= limit) return limit
    beforeLast = last
    last = row
  }
  return Math.min(limit, at(last, b.length))
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
