// A token bucket: how many packets may leave now.

/** No sweep sends more a second: beyond this, home routers and our own queues drop. */
export const PACKETS_PER_SECOND_MAX = 50_000
/** Packets a second where nothing else is asked for. */
export const PACKETS_PER_SECOND_DEFAULT = 20_000

export interface Pacer {
  /** Whole packets that may leave now. `nowUs` is on a clock that never steps. */
  allowance(nowUs: number): number
  /** Says that `n` of them left. */
  spend(n: number): void
}

/**
 * `packetsPerSecond` of 0 is unpaced: each turn may send `burstWhenUnpaced`. Else at most two `tickUs` worth leave at
 * once, however long nobody asked: a sleeping caller does not come back with a burst.
 */
export function makePacer(
  packetsPerSecond: number,
  tickUs: number,
  burstWhenUnpaced: number,
): Pacer {
  if (packetsPerSecond === 0) return { allowance: () => burstWhenUnpaced, spend: () => {} }
  const burst = Math.max(1, Math.ceil((packetsPerSecond * 2 * tickUs) / 1e6))
  let tokens = 1
  let last = Number.NaN
  return {
    allowance: (nowUs) => {
      if (!Number.isNaN(last)) {
        tokens = Math.min(burst, tokens + ((nowUs - last) * packetsPerSecond) / 1e6)
      }
      last = nowUs
      return Math.floor(tokens)
    },
    spend: (n) => {
      tokens -= n
    },
  }
}
