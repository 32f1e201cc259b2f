// The echo socket of one address family on the Linux kernel: raw or dgram ICMP, in batches, with kernel stamps.
import type { AddressList, AddressRows } from './address-list.ts'
import type { EchoSink, EchoSocket, EchoStats } from './echo-socket.ts'
import { ERRNO_REST } from './errno.ts'
import { type ErrorQueue, makeErrorQueue } from './error-queue.ts'
import { EPOCH_US, monotonic, now, stampAt } from './kernel-clock.ts'
import {
  close,
  getrandom,
  getsockopt,
  ppoll,
  recvmmsg,
  sendmmsg,
  setTimeoutAt,
  sharpenSleep,
} from './libc.ts'
import {
  ADDRESS_AT,
  CONTROL,
  HEADER,
  layMessageVectors,
  type MessageVectors,
  NAME,
  packetAt,
  RECEIVE_BATCH,
  rearm,
  SEND_BATCH,
  SLOT,
} from './message-vectors.ts'
import {
  ECHO_BYTES,
  ERROR,
  makePacket,
  NONCE_AT,
  NONCE_BYTES,
  type PacketForm,
  REPLY,
  ROW_AT,
  readPacket,
  STRAY,
} from './packet.ts'
import { pause } from './pause.ts'
import type { Reporters } from './reporters.ts'
import {
  type Family,
  type KernelKind,
  openFd,
  prepareFd,
  SO_MEMINFO,
  SO_TIMESTAMPNS,
  SOL_SOCKET,
} from './socket-options.ts'

export interface KernelSocketOptions {
  readonly family: Family
  readonly kind: KernelKind
  /** SO_RCVBUF in bytes; absent: the system's default. */
  readonly receiveBufferBytes: number | undefined
  readonly reporters: Reporters
}

const MSG_DONTWAIT = 0x40
const MEMINFO_DROPS = 8
const MEMINFO_WORDS = 9
/** A batch that took longer was preempted: where in it each packet left is not known. */
const TORN_US = 500
/** More than any receive buffer holds: what had arrived when a drain began is read when it ends. */
const DRAIN_MAX = 65_536
/** How often one batch is tried again because another host's error came in its place. */
const RESENDS_MAX = 64

/** `index` is the row in the list's rows of this family. Opened by `openEchoSocket`. Throws `SocketRefused`. */
export class KernelSocket implements EchoSocket {
  readonly kind: KernelKind
  readonly blocking = true
  readonly limits: readonly string[]
  readonly epochUs = EPOCH_US
  readonly stats: EchoStats = { sent: 0, received: 0, stray: 0, errors: 0, blocked: 0 }
  readonly #list: AddressList
  readonly #rows: AddressRows
  readonly #family: Family
  readonly #form: PacketForm
  readonly #fd: number
  readonly #id: number
  readonly #nonce: Uint8Array
  /** Sum of the 16-bit words of the packet that never change. */
  readonly #sum: number
  readonly #vectors: MessageVectors
  readonly #sendAt: bigint
  readonly #receiveAt: bigint
  readonly #reporters: Reporters
  readonly #packet = makePacket()
  readonly #errors: ErrorQueue | undefined
  #open = true

  constructor(list: AddressList, options: KernelSocketOptions) {
    const { family, kind } = options
    this.kind = kind
    this.limits = kind === 'dgram' ? [LIMIT_DGRAM] : []
    this.#family = family
    this.#form = family === 6 ? 'icmpv6' : kind === 'raw' ? 'ipv4' : 'icmp'
    this.#list = list
    this.#rows = family === 4 ? list.v4 : list.v6
    this.#reporters = options.reporters
    this.#fd = openFd(family, kind)
    this.#vectors = layMessageVectors(family)
    const { arena, scratch } = this.#vectors
    getrandom(arena.at(scratch), NONCE_BYTES + 2)
    this.#nonce = arena.u8.slice(scratch, scratch + NONCE_BYTES)
    const wanted = ((arena.u16[(scratch + NONCE_BYTES) >> 1] ?? 0) % 65_535) + 1
    this.#id = prepareFd(this.#fd, family, kind, wanted, options.receiveBufferBytes, arena, scratch)
    this.#sum = this.#writePackets()
    this.#sendAt = arena.at(this.#vectors.sendHeaders)
    this.#receiveAt = arena.at(this.#vectors.receiveHeaders)
    if (kind === 'dgram') {
      this.#errors = makeErrorQueue(
        this.#fd,
        family,
        this.#vectors,
        (at) => this.#rowAt(at),
        (at) => this.#reporterAt(at),
      )
    }
    sharpenSleep()
  }

  now = now
  monotonic = monotonic
  pause = pause

  send(targets: Int32Array, from: number, n: number, seq: number, sentAt: Float64Array): number {
    if (!this.#open) return 0
    let done = 0
    while (done < n) {
      const batch = Math.min(SEND_BATCH, n - done)
      this.#fill(targets, from + done, batch, seq)
      const before = now()
      const went = this.#sendBatch(batch)
      if (went <= 0) return done > 0 ? done : went
      const took = now() - before
      for (let k = 0; k < went; k++) {
        sentAt[from + done + k] = took > TORN_US ? Number.NaN : before + (took * k) / went
      }
      done += went
      this.stats.sent += went
    }
    return done
  }

  drain(sink: EchoSink, max = DRAIN_MAX): number {
    if (!this.#open) return 0
    let total = this.#tellErrors(sink)
    while (total < max) {
      const n = recvmmsg(this.#fd, this.#receiveAt, RECEIVE_BATCH, MSG_DONTWAIT)
      if (n <= 0) {
        // An error of the socket is one of the queue's; what is left unread there would make the next send fail.
        if (!this.#errors || this.#errors.read() === 0) break
        total += this.#tellErrors(sink)
        continue
      }
      for (let r = 0; r < n; r++) this.#take(r, sink)
      total += n
      if (n < RECEIVE_BATCH) break
    }
    return total
  }

  sleep(us: number): void {
    if (!this.#open) return
    const at = this.#vectors.scratch
    setTimeoutAt(this.#vectors.arena, at, us)
    ppoll(this.#vectors.arena.at(at + 64), 0, this.#vectors.arena.at(at))
  }

  dropped(): number {
    if (!this.#open) return 0
    const { arena, scratch } = this.#vectors
    arena.u32[scratch >> 2] = MEMINFO_WORDS * 4
    const result = getsockopt(
      this.#fd,
      SOL_SOCKET,
      SO_MEMINFO,
      arena.at(scratch + 64),
      arena.at(scratch),
    )
    return result < 0 ? 0 : (arena.u32[(scratch + 64 + MEMINFO_DROPS * 4) >> 2] ?? 0)
  }

  reporterAddress(reporter: number): string {
    return this.#reporters.address(reporter)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    close(this.#fd)
    this.#vectors.arena.free()
  }

  #writePackets(): number {
    const { arena } = this.#vectors
    const { u8, u16 } = arena
    for (let k = 0; k < SEND_BATCH; k++) {
      const p = packetAt(this.#vectors, k)
      u8[p] = this.#family === 4 ? 8 : 128
      u8[p + 4] = this.#id >> 8
      u8[p + 5] = this.#id & 255
      u8.set(this.#nonce, p + NONCE_AT)
    }
    let sum = 0
    const first = packetAt(this.#vectors, 0) >> 1
    for (let i = 0; i < ECHO_BYTES / 2; i++) sum += u16[first + i] ?? 0
    return sum
  }

  // The checksum is a sum of 16-bit words, and as good in little-endian order as in network order.
  #fill(targets: Int32Array, from: number, n: number, seq: number): void {
    const { u16, u32 } = this.#vectors.arena
    const { words, stride } = this.#rows
    const swapped = ((seq & 255) << 8) | (seq >> 8)
    const address = (this.#vectors.sendNames + ADDRESS_AT[this.#family]) >> 2
    for (let k = 0; k < n; k++) {
      const row = targets[from + k] ?? 0
      const to = address + k * (NAME / 4)
      for (let w = 0; w < stride; w++) u32[to + w] = words[row * stride + w] ?? 0
      const p = packetAt(this.#vectors, k)
      u16[(p + 6) >> 1] = swapped
      u32[(p + ROW_AT) >> 2] = row
      let sum = this.#sum + swapped + (row & 0xffff) + (row >>> 16)
      sum = (sum & 0xffff) + (sum >>> 16)
      sum = (sum & 0xffff) + (sum >>> 16)
      u16[(p + 2) >> 1] = ~sum
    }
  }

  /**
   * On a dgram socket an ICMP error about one host makes the next send fail, whoever that is to: read the errors and
   * send the same batch again. The host is to blame only when a second try fails with no error queued.
   */
  #sendBatch(n: number): number {
    for (let tries = 0; tries < RESENDS_MAX; tries++) {
      const result = sendmmsg(this.#fd, this.#sendAt, n, MSG_DONTWAIT)
      if (result >= 0) return result
      if (ERRNO_REST.has(-result)) break
      if (!this.#errors || (this.#errors.read() === 0 && tries > 0)) return result
    }
    this.stats.blocked++
    return 0
  }

  #tellErrors(sink: EchoSink): number {
    const told = this.#errors?.tell(sink) ?? 0
    this.stats.errors += told
    return told
  }

  #take(r: number, sink: EchoSink): void {
    const { arena, receiveHeaders, receiveNames, receiveSlots } = this.#vectors
    const header = receiveHeaders + r * HEADER
    const slot = receiveSlots + r * SLOT
    const length = Math.min(arena.u32[(header + 56) >> 2] ?? 0, SLOT)
    const stamp = this.#stampOf(r)
    rearm(arena, header)
    const packet = this.#packet
    const kind = readPacket(arena.u8, slot, length, this.#form, this.#id, this.#nonce, packet)
    const source = receiveNames + r * NAME + ADDRESS_AT[this.#family]
    if (kind === REPLY) {
      if (this.#isAddressOf(packet.row, source)) {
        this.stats.received++
        sink.reply(packet.row, packet.seq, stamp)
      } else this.stats.stray++
    } else if (kind === ERROR) {
      const row = this.#rowAt(packet.quotedAt)
      if (row < 0) this.stats.stray++
      else {
        this.stats.errors++
        sink.error(row, packet.seq, packet.type, packet.code, this.#reporterAt(source))
      }
    } else if (kind === STRAY) this.stats.stray++
  }

  #isAddressOf(row: number, at: number): boolean {
    const { words, stride, count } = this.#rows
    if (row >= count) return false
    const { u32 } = this.#vectors.arena
    for (let w = 0; w < stride; w++)
      if (words[row * stride + w] !== u32[(at >> 2) + w]) return false
    return true
  }

  /** Quoted addresses need not lie at a multiple of 4. */
  #rowAt(at: number): number {
    const size = this.#rows.stride * 4
    const { arena, scratch } = this.#vectors
    arena.u8.copyWithin(scratch + 512, at, at + size)
    return this.#list.table(this.#family).find(arena.u32, (scratch + 512) >> 2)
  }

  #reporterAt(at: number): number {
    const { u8, u32 } = this.#vectors.arena
    return this.#family === 4
      ? this.#reporters.ofIPv4(u32[at >> 2] ?? 0)
      : this.#reporters.ofIPv6(u8, at)
  }

  #stampOf(r: number): number {
    const { arena, receiveHeaders, receiveControls } = this.#vectors
    const { u32 } = arena
    const control = (receiveControls + r * CONTROL) >> 2
    const length = u32[(receiveHeaders + r * HEADER + 40) >> 2] ?? 0
    // Only the stamp was asked for, so it is the first and only control message.
    return length >= 32 && u32[control + 2] === SOL_SOCKET && u32[control + 3] === SO_TIMESTAMPNS
      ? stampAt(u32, control + 4)
      : now()
  }
}

const LIMIT_DGRAM =
  'errors of routers come one at a time from a queue that the kernel may cut short'
