// Shares whole things out by weight, so that they add up.

/**
 * Largest remainder method (Hamilton's): whole numbers in proportion to `weights` that add up to `total`. Each gets at
 * least `least` first, where the total is enough for that.
 */
export function apportion(total: number, weights: readonly number[], least = 0): number[] {
  const floor = total >= least * weights.length ? least : 0
  const rest = total - floor * weights.length
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const exact = weights.map((weight) => (sum === 0 ? 0 : (rest * weight) / sum))
  const shares = exact.map((share) => floor + Math.floor(share))
  const byRemainder = exact
    .map((share, position) => ({ position, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.position - b.position)
  let left = total - shares.reduce((all, share) => all + share, 0)
  for (const { position } of byRemainder) {
    if (left-- <= 0) break
    shares[position] = (shares[position] ?? 0) + 1
  }
  return shares
}
