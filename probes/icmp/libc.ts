// The few libc calls that the engine makes, by koffi, and one arena of memory that the kernel reads and writes too.
import koffi from 'koffi'

/** Symbols of the process itself: glibc and musl alike. */
const libc = koffi.load(null)

const call = {
  mmap: libc.func('void *mmap(void *a, size_t len, int prot, int flags, int fd, int64_t off)'),
  munmap: libc.func('int munmap(void *a, size_t len)'),
  socket: libc.func('int socket(int domain, int type, int protocol)'),
  bind: libc.func('int bind(int fd, void *addr, uint32_t len)'),
  setsockopt: libc.func('int setsockopt(int fd, int level, int name, void *val, uint32_t len)'),
  getsockopt: libc.func('int getsockopt(int fd, int level, int name, void *val, void *len)'),
  getsockname: libc.func('int getsockname(int fd, void *addr, void *len)'),
  sendmmsg: libc.func('int sendmmsg(int fd, void *vec, uint32_t n, int flags)'),
  recvmmsg: libc.func('int recvmmsg(int fd, void *vec, uint32_t n, int flags, void *timeout)'),
  ppoll: libc.func('int ppoll(void *fds, uint64_t n, void *timeout, void *sigmask)'),
  clock_gettime: libc.func('int clock_gettime(int id, void *ts)'),
  prctl: libc.func('int prctl(int op, uint64_t a, uint64_t b, uint64_t c, uint64_t d)'),
  getrandom: libc.func('int64_t getrandom(void *buf, size_t len, uint32_t flags)'),
  close: libc.func('int close(int fd)'),
}

const PAGE = 4096
const PROT_READ_WRITE = 3
const MAP_PRIVATE_ANONYMOUS = 0x22
const MAP_FAILED = 0xffff_ffff_ffff_ffffn
const PR_SET_TIMERSLACK = 29

/** One anonymous mapping, all zero at first. The views show the very bytes that the kernel sees. */
export interface Arena {
  readonly u8: Uint8Array
  readonly u16: Uint16Array
  readonly u32: Uint32Array
  readonly u64: BigUint64Array
  /** The address of byte `offset`, to be given to a call. */
  at(offset: number): bigint
  /** Gives the memory back. Touching a view afterwards ends the process. */
  free(): void
}

/** Maps `bytes` (rounded up to pages) of memory. Throws when the system has none left. */
export function makeArena(bytes: number): Arena {
  const length = Math.ceil(bytes / PAGE) * PAGE
  const pointer: unknown = call.mmap(null, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0)
  if (!pointer || pointer === MAP_FAILED) throw new Error(`mmap of ${length} bytes failed`)
  const base = koffi.address(pointer)
  if (base === MAP_FAILED) throw new Error(`mmap of ${length} bytes failed`)
  const memory = koffi.view(pointer, length)
  return {
    u8: new Uint8Array(memory),
    u16: new Uint16Array(memory),
    u32: new Uint32Array(memory),
    u64: new BigUint64Array(memory),
    at: (offset) => base + BigInt(offset),
    free: () => {
      call.munmap(pointer, length)
    },
  }
}

/** Calls give a negative errno where C gives -1. */
export const socket = (domain: number, type: number, protocol: number): number =>
  checked(call.socket(domain, type, protocol))

export const bind = (fd: number, address: bigint, length: number): number =>
  checked(call.bind(fd, address, length))

export const setsockopt = (
  fd: number,
  level: number,
  name: number,
  value: bigint,
  length: number,
): number => checked(call.setsockopt(fd, level, name, value, length))

export const getsockopt = (
  fd: number,
  level: number,
  name: number,
  value: bigint,
  length: bigint,
): number => checked(call.getsockopt(fd, level, name, value, length))

export const getsockname = (fd: number, address: bigint, length: bigint): number =>
  checked(call.getsockname(fd, address, length))

export const sendmmsg = (fd: number, vector: bigint, n: number, flags: number): number =>
  checked(call.sendmmsg(fd, vector, n, flags))

export const recvmmsg = (fd: number, vector: bigint, n: number, flags: number): number =>
  checked(call.recvmmsg(fd, vector, n, flags, null))

export const ppoll = (fds: bigint, n: number, timeout: bigint): number =>
  checked(call.ppoll(fds, n, timeout, null))

/** Writes `us` microseconds as a struct timespec at byte `at`. */
export function setTimeoutAt(arena: Arena, at: number, us: number): void {
  const seconds = Math.floor(us / 1e6)
  arena.u64[at >> 3] = BigInt(seconds)
  arena.u64[(at >> 3) + 1] = BigInt(Math.floor((us - seconds * 1e6) * 1e3))
}

export const clockGettime = (clock: number, timespec: bigint): number =>
  checked(call.clock_gettime(clock, timespec))

/** Fills `length` bytes (at most 256) that nobody can guess. */
export function getrandom(buffer: bigint, length: number): void {
  if (Number(call.getrandom(buffer, length, 0)) !== length) throw new Error('getrandom failed')
}

export const close = (fd: number): number => checked(call.close(fd))

/** Lets this thread's sleeps end within about a microsecond of their time instead of the usual 50. */
export function sharpenSleep(): void {
  call.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
}

function checked(result: number): number {
  return result < 0 ? -koffi.errno() : result
}
