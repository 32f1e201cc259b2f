// Addresses of the synthetic city: all on the loopback, where the kernel answers every echo.

/** Second octets in 127.0.0.0/8, away from 127.0.0.1 and what else may live in its first /12. */
export const BLOCKS = { uplinks: 16, nvrs: 18, nodes: 30, anchors: 31 } as const

/** Where the NVRs serve video and their API, both: a port that needs no right. */
export const FEED_PORT = 8554

/** The n-th (from 0) address of a block; hosts .0 and .255 are left out, as networks would. At most 65,024 in a block. */
export function addressIn(block: keyof typeof BLOCKS, n: number): string {
  return `127.${BLOCKS[block]}.${Math.floor(n / 254)}.${(n % 254) + 1}`
}
