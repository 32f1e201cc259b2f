// Opens the best echo socket that this machine and this user allow, or says exactly what is missing.
import { endianness } from 'node:os'
import { RondaError } from '../../fleet/error.ts'
import { AddressList } from './address-list.ts'
import type { EchoSocket } from './echo-socket.ts'
import { errnoName } from './errno.ts'
import { notAllowed } from './privilege.ts'
import type { KernelKind, SocketRefused } from './socket-options.ts'

export const OPEN_KINDS = ['auto', 'raw', 'dgram', 'net-ping'] as const
export type OpenKind = (typeof OPEN_KINDS)[number]

export interface OpenOptions {
  /** `auto`: raw, else dgram; net-ping where the kernel sockets cannot be (not 64-bit Linux). Default `auto`. */
  readonly kind?: OpenKind
  /** Receive buffer in bytes; default: the system's, which is enough for a paced sweep. */
  readonly receiveBufferBytes?: number
}

/**
 * A socket for these addresses; positions in the list are its indexes. Throws `RondaError`: `RND_ICMP_PRIVILEGE` when
 * the right is missing, `RND_ADDRESS_INVALID`, `RND_ICMP_UNSUPPORTED`, `RND_ICMP_SOCKET` for any other refusal.
 */
export async function openEchoSocket(
  addresses: readonly string[] | AddressList,
  options: OpenOptions = {},
): Promise<EchoSocket> {
  const list = addresses instanceof AddressList ? addresses : AddressList.fromStrings(addresses)
  if (list.v4.count > 0) list.table(4)
  if (list.v6.count > 0) list.table(6)
  const kind = options.kind ?? 'auto'
  if (kind === 'net-ping' || (kind === 'auto' && !kernelServes())) return await openNetPing(list)
  if (!kernelServes()) {
    throw new RondaError(
      'RND_ICMP_UNSUPPORTED',
      `${kind} sockets need 64-bit little-endian Linux; this is ${process.platform} on ${process.arch}`,
      { remedy: 'use --kind net-ping here' },
    )
  }
  return await openKernel(list, kind === 'auto' ? ['raw', 'dgram'] : [kind], options)
}

/** The layouts that the engine writes are those of 64-bit little-endian Linux. */
export function kernelServes(): boolean {
  return (
    process.platform === 'linux' &&
    (process.arch === 'x64' || process.arch === 'arm64') &&
    endianness() === 'LE'
  )
}

async function openKernel(
  list: AddressList,
  kinds: readonly KernelKind[],
  options: OpenOptions,
): Promise<EchoSocket> {
  const [{ KernelSocket }, { makeReporters }, { SocketRefused }] = await Promise.all([
    import('./kernel-socket.ts'),
    import('./reporters.ts'),
    import('./socket-options.ts'),
  ])
  const reporters = makeReporters()
  const refusals: SocketRefused[] = []
  for (const kind of kinds) {
    const opened: EchoSocket[] = []
    try {
      for (const family of [4, 6] as const) {
        if (family === 6 ? list.v6.count === 0 : list.v4.count === 0 && list.v6.count > 0) continue
        const { receiveBufferBytes } = options
        opened.push(new KernelSocket(list, { family, kind, receiveBufferBytes, reporters }))
      }
      const [first, second] = opened
      if (first && second && list.rows) {
        const { joinSockets } = await import('./dual-socket.ts')
        return joinSockets(first, second, list.rows)
      }
      if (first) return first
    } catch (error) {
      for (const socket of opened) socket.close()
      if (!(error instanceof SocketRefused)) throw error
      refusals.push(error)
      // A right that was missing first is the cause; what the second try said is told with it.
      if (!error.forPermission && refusals.length === 1) throw refused(error)
    }
  }
  throw notAllowed(refusals.map(named))
}

async function openNetPing(list: AddressList): Promise<EchoSocket> {
  const { openNetPingSocket } = await import('./net-ping-socket.ts')
  return await openNetPingSocket(list)
}

function refused(error: SocketRefused): RondaError {
  return new RondaError('RND_ICMP_SOCKET', `no ICMP socket: ${named(error)}`, {
    remedy:
      errnoName(error.errno) === 'EAFNOSUPPORT'
        ? 'this system has IPv6 switched off: leave the IPv6 addresses out, or switch it on'
        : 'see what the error says of memory, open files or security policy (seccomp, AppArmor)',
    cause: error,
  })
}

function named(error: SocketRefused): string {
  return `${error.call}: ${errnoName(error.errno)}`
}
