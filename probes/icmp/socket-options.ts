// Opens an ICMP socket in the kernel and sets what the engine needs on it: stamps, filters, the error queue.
import { ERRNO_PERMISSION } from './errno.ts'
import { type Arena, bind, close, getsockname, setsockopt, socket } from './libc.ts'

export type Family = 4 | 6
export type KernelKind = 'raw' | 'dgram'

/** Numbers of the Linux user interface, the same on every architecture that the engine serves. */
export const SOL_SOCKET = 1
export const SO_TIMESTAMPNS = 35
export const SO_MEMINFO = 55
export const SOL_IP = 0
export const IP_RECVERR = 11
export const SOL_IPV6 = 41
export const IPV6_RECVERR = 25

const AF_INET = 2
const AF_INET6 = 10
const SOCK_DGRAM = 2
const SOCK_RAW = 3
const NONBLOCK_CLOEXEC = 0x80800
const IPPROTO_ICMP = 1
const IPPROTO_ICMPV6 = 58
const SO_RCVBUF = 8
const SO_ATTACH_FILTER = 26
const SO_RCVBUFFORCE = 33
const SOL_RAW = 255
const ICMP_FILTER = 1
const ICMP6_FILTER = 1
/** Echo reply, unreachable, source quench, time exceeded, parameter problem: the rest never wakes us. */
const WANTED4 = [0, 3, 4, 11, 12]
/** Unreachable, too big, time exceeded, parameter problem, echo reply. */
const WANTED6 = [1, 2, 3, 4, 129]

/** The kernel said no: which call, and its errno. */
export class SocketRefused extends Error {
  readonly call: string
  readonly errno: number

  constructor(call: string, errno: number) {
    super(`${call}: errno ${errno}`)
    this.call = call
    this.errno = errno
  }

  /** Refused for want of a right, not for want of memory or of a protocol. */
  get forPermission(): boolean {
    return ERRNO_PERMISSION.has(this.errno)
  }
}

/** Opens it, non-blocking, closed on exec. Throws `SocketRefused`. */
export function openFd(family: Family, kind: KernelKind): number {
  const fd = socket(
    family === 4 ? AF_INET : AF_INET6,
    (kind === 'raw' ? SOCK_RAW : SOCK_DGRAM) | NONBLOCK_CLOEXEC,
    family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6,
  )
  if (fd < 0) throw new SocketRefused(`socket(${kind}, IPv${family})`, -fd)
  return fd
}

/**
 * Sets the options; gives the ICMP id: the one asked for on raw, the kernel's choice on dgram. Scratch:
 * 1,024 bytes. When it throws, the descriptor is closed and the arena free.
 */
export function prepareFd(
  fd: number,
  family: Family,
  kind: KernelKind,
  id: number,
  receiveBufferBytes: number | undefined,
  arena: Arena,
  scratch: number,
): number {
  const set = (level: number, name: number, value: number): number => {
    arena.u32[scratch >> 2] = value
    return setsockopt(fd, level, name, arena.at(scratch), 4)
  }
  try {
    if (receiveBufferBytes !== undefined && set(SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes) < 0)
      set(SOL_SOCKET, SO_RCVBUF, receiveBufferBytes)
    set(SOL_SOCKET, SO_TIMESTAMPNS, 1)
    if (kind === 'raw') {
      filterTypes(fd, family, arena, scratch)
      attachIdFilter(fd, family, id, arena, scratch)
      return id
    }
    if (family === 4) set(SOL_IP, IP_RECVERR, 1)
    else set(SOL_IPV6, IPV6_RECVERR, 1)
    return bindToFreeId(fd, family, arena, scratch)
  } catch (error) {
    close(fd)
    arena.free()
    throw error
  }
}

function filterTypes(fd: number, family: Family, arena: Arena, scratch: number): void {
  // A set bit keeps a type out; IPv4 has 32 of them, IPv6 has 256.
  const words = family === 4 ? 1 : 8
  const at = scratch >> 2
  arena.u32.fill(0xffff_ffff, at, at + words)
  for (const type of family === 4 ? WANTED4 : WANTED6) {
    const word = at + (type >> 5)
    arena.u32[word] = (arena.u32[word] ?? 0) & ~(1 << (type & 31))
  }
  if (family === 4) setsockopt(fd, SOL_RAW, ICMP_FILTER, arena.at(scratch), 4)
  else setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, arena.at(scratch), 32)
}

/**
 * Every raw socket gets every ICMP packet of the machine. A classic BPF program keeps out what has another id: replies
 * at offset 4 of the message, errors in the request that they quote (its header has no options: we sent none).
 */
function attachIdFilter(
  fd: number,
  family: Family,
  id: number,
  arena: Arena,
  scratch: number,
): void {
  const LDX_HEADER_LENGTH = 0xb1
  const LDX_IMMEDIATE = 0x01
  const LD_BYTE = 0x50
  const LD_HALF = 0x48
  const JUMP_EQUAL = 0x15
  const JUMP = 0x05
  const RETURN = 0x06
  const reply = family === 4 ? 0 : 129
  const quotedId = 8 + (family === 4 ? 20 : 40) + 4
  const program: readonly (readonly [number, number, number, number])[] = [
    family === 4 ? [LDX_HEADER_LENGTH, 0, 0, 0] : [LDX_IMMEDIATE, 0, 0, 0],
    [LD_BYTE, 0, 0, 0],
    [JUMP_EQUAL, 0, 2, reply],
    [LD_HALF, 0, 0, 4],
    [JUMP, 0, 0, 1],
    [LD_HALF, 0, 0, quotedId],
    [JUMP_EQUAL, 0, 1, id],
    [RETURN, 0, 0, 0xffff_ffff],
    [RETURN, 0, 0, 0],
  ]
  const at = scratch + 256
  program.forEach(([code, ifTrue, ifFalse, value], i) => {
    arena.u16[(at + i * 8) >> 1] = code
    arena.u8[at + i * 8 + 2] = ifTrue
    arena.u8[at + i * 8 + 3] = ifFalse
    arena.u32[(at + i * 8 + 4) >> 2] = value
  })
  arena.u16[scratch >> 1] = program.length
  arena.u64[(scratch + 8) >> 3] = arena.at(at)
  const result = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, arena.at(scratch), 16)
  if (result < 0) throw new SocketRefused('setsockopt(SO_ATTACH_FILTER)', -result)
}

// Naming an id of one's own would not be exclusive: two ping sockets can be bound to the same one. Port 0 gives a free one.
function bindToFreeId(fd: number, family: Family, arena: Arena, scratch: number): number {
  const length = family === 4 ? 16 : 28
  arena.u8.fill(0, scratch, scratch + 64)
  arena.u16[scratch >> 1] = family === 4 ? AF_INET : AF_INET6
  const bound = bind(fd, arena.at(scratch), length)
  if (bound < 0) throw new SocketRefused(`bind(dgram, IPv${family})`, -bound)
  arena.u32[(scratch + 32) >> 2] = length
  const named = getsockname(fd, arena.at(scratch), arena.at(scratch + 32))
  if (named < 0) throw new SocketRefused('getsockname', -named)
  return ((arena.u8[scratch + 2] ?? 0) << 8) | (arena.u8[scratch + 3] ?? 0)
}
