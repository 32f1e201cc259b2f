// One arena laid out for batches: message headers, addresses, packets, control messages. Built once per socket.
import { type Arena, makeArena } from './libc.ts'
import { ECHO_BYTES } from './packet.ts'
import type { Family } from './socket-options.ts'

/** Echoes per system call. More would stretch the time over which their send times are interpolated. */
export const SEND_BATCH = 16
/** Packets read per system call. */
export const RECEIVE_BATCH = 256
/** sizeof(struct mmsghdr) where pointers have 64 bits. */
export const HEADER = 64
/** Bytes kept of a packet: an error that quotes one of ours fits with room for IP options. */
export const SLOT = 192
export const CONTROL = 192
/** sizeof(struct sockaddr_in6), rounded up. */
export const NAME = 32
/** Where the address begins in a struct sockaddr_in and sockaddr_in6. */
export const ADDRESS_AT: Readonly<Record<Family, number>> = { 4: 4, 6: 8 }

const PACKET = 64
const IOVEC = 16
const SCRATCH = 1024
const AF: Readonly<Record<Family, number>> = { 4: 2, 6: 10 }
const NAME_LENGTH: Readonly<Record<Family, number>> = { 4: 16, 6: 28 }

/** Offsets in the arena; those of arrays are of the first element. */
export interface MessageVectors {
  readonly arena: Arena
  readonly scratch: number
  readonly sendHeaders: number
  readonly sendNames: number
  readonly sendPackets: number
  readonly receiveHeaders: number
  readonly receiveNames: number
  readonly receiveSlots: number
  readonly receiveControls: number
}

export const packetAt = (vectors: MessageVectors, k: number): number =>
  vectors.sendPackets + k * PACKET

export function layMessageVectors(family: Family): MessageVectors {
  let end = 0
  const take = (bytes: number): number => {
    const at = end
    end += Math.ceil(bytes / 64) * 64
    return at
  }
  const scratch = take(SCRATCH)
  const sendHeaders = take(SEND_BATCH * HEADER)
  const sendIovecs = take(SEND_BATCH * IOVEC)
  const sendNames = take(SEND_BATCH * NAME)
  const sendPackets = take(SEND_BATCH * PACKET)
  const receiveHeaders = take(RECEIVE_BATCH * HEADER)
  const receiveIovecs = take(RECEIVE_BATCH * IOVEC)
  const receiveNames = take(RECEIVE_BATCH * NAME)
  const receiveSlots = take(RECEIVE_BATCH * SLOT)
  const receiveControls = take(RECEIVE_BATCH * CONTROL)
  const arena = makeArena(end)
  const { u16, u32, u64 } = arena

  const lay = (header: number, name: number, iovec: number, buffer: number, length: number) => {
    u64[iovec >> 3] = arena.at(buffer)
    u64[(iovec >> 3) + 1] = BigInt(length)
    u64[header >> 3] = arena.at(name)
    u32[(header + 8) >> 2] = NAME_LENGTH[family]
    u64[(header + 16) >> 3] = arena.at(iovec)
    u64[(header + 24) >> 3] = 1n
  }
  for (let k = 0; k < SEND_BATCH; k++) {
    const name = sendNames + k * NAME
    u16[name >> 1] = AF[family]
    lay(
      sendHeaders + k * HEADER,
      name,
      sendIovecs + k * IOVEC,
      sendPackets + k * PACKET,
      ECHO_BYTES,
    )
  }
  for (let r = 0; r < RECEIVE_BATCH; r++) {
    const header = receiveHeaders + r * HEADER
    const slot = receiveSlots + r * SLOT
    lay(header, receiveNames + r * NAME, receiveIovecs + r * IOVEC, slot, SLOT)
    u64[(header + 32) >> 3] = arena.at(receiveControls + r * CONTROL)
    rearm(arena, header)
  }
  return {
    arena,
    scratch,
    sendHeaders,
    sendNames,
    sendPackets,
    receiveHeaders,
    receiveNames,
    receiveSlots,
    receiveControls,
  }
}

/** The kernel overwrites these lengths with what it wrote; they say again how much room there is. */
export function rearm(arena: Arena, header: number): void {
  const { u32 } = arena
  u32[(header + 8) >> 2] = NAME
  u32[(header + 40) >> 2] = CONTROL
  u32[(header + 44) >> 2] = 0
  u32[(header + 48) >> 2] = 0
}
