// What the TUN estate does to whom: the words that cross between a test and the emulator's process.

/** Percentages are 0..100 with one decimal; what a host is (foreign, late, refused) is fixed by its address. */
export interface EstateFaults {
  /** From reading a request to writing its answer. Default 20. */
  readonly delayMs: number
  /** Uniform, added to `delayMs`. Default 0. */
  readonly jitterMs: number
  /** Share of echo exchanges lost, each independently. Default 0. */
  readonly lossPercent: number
  /** Each host loses everything for `lengthMs` of every `everyMs`, at a time of its own; 0 is off. Default 0. */
  readonly burstEveryMs: number
  readonly burstLengthMs: number
  /** Share of answers that come twice. Default 0. */
  readonly duplicatePercent: number
  /** Share of hosts whose answers come from another address (second byte 254). Default 0. */
  readonly foreignPercent: number
  /** Share of hosts that answer after `lateMs` instead. Default 0, 1,300. */
  readonly latePercent: number
  readonly lateMs: number
  /** Share of the dead that a router (`ROUTER4`, `ROUTER6`) reports unreachable, code host or prohibited. Default 0. */
  readonly refusedPercent: number
  /** The last mile of the probe itself: nothing is answered at all. Default false. */
  readonly cut: boolean
  /** Every index with remainder 7 by 20 is dead besides those named (see addresses.ts). Default false. */
  readonly deadEvery20: boolean
}

export const NO_FAULTS: EstateFaults = {
  delayMs: 20,
  jitterMs: 0,
  lossPercent: 0,
  burstEveryMs: 0,
  burstLengthMs: 0,
  duplicatePercent: 0,
  foreignPercent: 0,
  latePercent: 0,
  lateMs: 1300,
  refusedPercent: 0,
  cut: false,
  deadEvery20: false,
}

export const ROUTER4 = '10.255.255.254'
export const ROUTER6 = 'fd00:10::ffff:fffe'

/** One line on the emulator's stdin; each is answered by one line on its stdout. */
export type EstateOrder =
  | { readonly set: Partial<EstateFaults> }
  /** Addresses of 10.0.0.0/8 or fd00:10::/96 (last three bytes count), or prefixes such as `10.3.0.0/16`. */
  | { readonly dead: readonly string[] }
  | { readonly alive: readonly string[] }
  | { readonly stats: true }

/** What the emulator counted since it started. */
export interface EstateStats {
  readonly requests: number
  readonly answered: number
  readonly lost: number
  readonly dead: number
  readonly refused: number
  /** Requests for which no memory was left: the emulator was too slow, the run is worth nothing. */
  readonly overrun: number
}

/** One host in `fate` thousandths: foreign below, late from 500, refused below. */
export function fate(host: number): number {
  return (Math.imul(host, 0x9e37_79b1) >>> 12) % 1000
}

/** Hosts (low 24 bits) from `first` to `last` that an address or prefix names. */
export function hostsOf(text: string): readonly [number, number] {
  const [address = '', length] = text.split('/')
  if (address.includes(':')) {
    const groups = address.split(':')
    const low = Number.parseInt(groups.at(-1) || '0', 16)
    const high = Number.parseInt(groups.at(-2) || '0', 16)
    const host = ((high & 255) << 16) | low
    return [host, host]
  }
  const [, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const host = (b << 16) | (c << 8) | d
  const size = length === undefined ? 1 : 2 ** Math.min(24, 32 - Number(length))
  const first = host - (host % size)
  return [first, first + size - 1]
}
