// Networks as pairs of first address and length: whether they overlap, and parts of them.

export interface Block {
  /** First address, as a number. */
  readonly first: number
  /** Length of the prefix, 0 to 32. */
  readonly bits: number
}

/** `10.64.0.0/16`; what is no network throws a RangeError. Bits behind the prefix are taken as 0. */
export function parseCidr(cidr: string): Block {
  const [address = '', length = ''] = cidr.split('/')
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 33
  const value = addressValue(address)
  if (value === undefined || bits > 32) throw new RangeError(`no network: ${cidr}`)
  return { first: value - (value % sizeOf(bits)), bits }
}

export function formatCidr({ first, bits }: Block): string {
  return `${formatAddress(first)}/${bits}`
}

/** `10.64.0.2` for the network `10.64.0.0/16` and 2. */
export function addressIn(cidr: string, n: number): string {
  const block = parseCidr(cidr)
  if (n >= sizeOf(block.bits)) throw new RangeError(`${cidr} has no address ${n}`)
  return formatAddress(block.first + n)
}

/** Addresses of a network of this length. */
export function sizeOf(bits: number): number {
  return 2 ** (32 - bits)
}

export function overlap(a: Block, b: Block): boolean {
  return a.first < b.first + sizeOf(b.bits) && b.first < a.first + sizeOf(a.bits)
}

/** True where all of `inner` is in `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.bits >= outer.bits && overlap(outer, inner)
}

/** The `n`th part, from 0, of those that are `more` bits longer. */
export function partOf(block: Block, more: number, n: number): Block {
  const bits = block.bits + more
  return { first: block.first + n * sizeOf(bits), bits }
}

/** Addresses that the internet does not route: RFC 1918, 6598 (carriers), 3927 (link-local), 1122 (loopback). */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
].map(parseCidr)

/** False for IPv6 and names too: only an IPv4 address that the internet does not route. */
export function isPrivateAddress(address: string): boolean {
  const first = addressValue(address)
  return first !== undefined && PRIVATE.some((block) => contains(block, { first, bits: 32 }))
}

/** Whether an IPv4 address lies in one of the networks. */
export function isWithin(address: string, cidrs: readonly string[]): boolean {
  const first = addressValue(address)
  if (first === undefined) return false
  return cidrs.some((cidr) => contains(parseCidr(cidr), { first, bits: 32 }))
}

function addressValue(address: string): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}
