// Puts ICMP messages of one's own making on the loopback of the thread's namespace, for parsers to survive.
import koffi from 'koffi'
import { close, makeArena, socket } from '../../probes/icmp/libc.ts'

const libc = koffi.load(null)
const sendto = libc.func(
  'int64_t sendto(int fd, void *from, size_t n, int flags, void *to, uint32_t length)',
)
const SOCK_RAW = 3
const FAMILIES = {
  4: { domain: 2, protocol: 1, nameLength: 16 },
  6: { domain: 10, protocol: 58, nameLength: 28 },
} as const
const NAME_AT = 4096

export interface Injector {
  /** Sends `message` (from its ICMP type on; the checksum is put right) to 127.0.0.1 or ::1. */
  send(message: Uint8Array): void
  close(): void
}

/** Needs root. */
export function openInjector(family: 4 | 6): Injector {
  const { domain, protocol, nameLength } = FAMILIES[family]
  const fd = socket(domain, SOCK_RAW, protocol)
  if (fd < 0) throw new Error(`raw socket: errno ${-fd}`)
  const arena = makeArena(8192)
  arena.u16[NAME_AT >> 1] = domain
  if (family === 4) arena.u8.set([127, 0, 0, 1], NAME_AT + 4)
  else arena.u8[NAME_AT + 8 + 15] = 1
  return {
    send: (message) => {
      arena.u8.set(message)
      if (message.length >= 4 && family === 4) {
        arena.u16[1] = 0
        arena.u16[1] = checksum(arena.u8, message.length)
      }
      sendto(fd, arena.at(0), message.length, 0, arena.at(NAME_AT), nameLength)
    },
    close: () => {
      close(fd)
      arena.free()
    },
  }
}

/** Of bytes in memory order, to be stored in memory order. */
function checksum(bytes: Uint8Array, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i += 2)
    sum += (bytes[i] ?? 0) | (i + 1 < length ? (bytes[i + 1] ?? 0) << 8 : 0)
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}
