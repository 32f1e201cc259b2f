// Takes a connection's bytes apart: RTSP messages, and between them packets in `$` frames (RFC 2326, 10.12). All of it bounded.
import { type Failure, shown } from './failure.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { type Head, header, type Reply, readHead, type ServerRequest } from './message.ts'
import type { StreamLimits } from './stream-look.ts'

export interface MessageTaker {
  message(message: Reply | ServerRequest): void
  /** `bytes` is a view that is good only during the call. */
  packet(channel: number, bytes: Buffer): void
}

const DOLLAR = 0x24
const CR = 0x0d
const LF = 0x0a

export class MessageReader {
  readonly #limits: Pick<StreamLimits, 'mostHeaderBytes' | 'mostBodyBytes'>
  readonly #taker: MessageTaker
  readonly #rest = new GrowingBytes()
  /** Of a message whose end has not come: how far its head was searched for its end, counted from its first byte. */
  #searched = 0
  /** Of a message whose head has come and whose body has not. */
  #head: { readonly head: Head; readonly end: number; readonly bodyBytes: number } | undefined
  #failure: Failure | undefined

  constructor(
    limits: Pick<StreamLimits, 'mostHeaderBytes' | 'mostBodyBytes'>,
    taker: MessageTaker,
  ) {
    this.#limits = limits
    this.#taker = taker
  }

  /** Gives why nothing more can be read; from then on nothing is. */
  push(chunk: Buffer): Failure | undefined {
    let left = chunk
    while (this.#rest.length > 0 && left.length > 0 && this.#failure === undefined) {
      const more = left.subarray(0, this.#missing())
      this.#rest.add(more)
      this.#rest.dropFirst(this.#take(this.#rest.view()))
      left = left.subarray(more.length)
    }
    if (this.#failure) return this.#failure
    const used = this.#take(left)
    if (used < left.length) this.#rest.add(left.subarray(used))
    return this.#failure
  }

  /** Nothing is read any more. */
  release(): void {
    this.#rest.release()
  }

  /** Bytes until the packet that was begun is whole, or its length is known; of a message all that there are. */
  #missing(): number | undefined {
    const begun = this.#rest.view()
    if (this.#head !== undefined || begun[0] !== DOLLAR) return undefined
    return (begun.length < 4 ? 4 : 4 + begun.readUInt16BE(2)) - begun.length
  }

  /** Gives how many bytes are done with. */
  #take(bytes: Buffer): number {
    let at = 0
    while (at < bytes.length && this.#failure === undefined) {
      const first = bytes[at] as number
      if (this.#head === undefined && this.#searched === 0 && (first === CR || first === LF)) {
        at++
        continue
      }
      const used =
        this.#head === undefined && first === DOLLAR
          ? this.#takePacket(bytes, at)
          : this.#takeMessage(bytes.subarray(at))
      if (used === 0) break
      at += used
    }
    return at
  }

  #takePacket(bytes: Buffer, at: number): number {
    if (bytes.length < at + 4) return 0
    const length = bytes.readUInt16BE(at + 2)
    if (bytes.length < at + 4 + length) return 0
    this.#taker.packet(bytes[at + 1] as number, bytes.subarray(at + 4, at + 4 + length))
    return 4 + length
  }

  #takeMessage(bytes: Buffer): number {
    this.#head ??= this.#takeHead(bytes)
    if (this.#head === undefined) return 0
    const { head, end, bodyBytes } = this.#head
    if (bytes.length < end + bodyBytes) return 0
    this.#head = undefined
    this.#searched = 0
    const body = bytes.toString('utf8', end, end + bodyBytes)
    this.#taker.message(head.type === 'reply' ? { ...head, body } : head)
    return end + bodyBytes
  }

  #takeHead(bytes: Buffer): { head: Head; end: number; bodyBytes: number } | undefined {
    const first = bytes[0] as number
    if (first < 0x41 || first > 0x5a) return this.#fail('protocol', notRtsp(''))
    const { mostHeaderBytes, mostBodyBytes } = this.#limits
    const end = this.#headEnd(bytes)
    if ((end ?? bytes.length) > mostHeaderBytes) {
      return this.#fail('too_much', `the head of a reply is longer than ${mostHeaderBytes} bytes`)
    }
    if (end === undefined) return undefined
    const text = bytes.toString('latin1', 0, end)
    const head = readHead(text)
    if (head === undefined) return this.#fail('protocol', notRtsp(text))
    const length = header(head.headers, 'content-length') ?? '0'
    if (!/^\d+$/.test(length)) {
      return this.#fail('protocol', 'a reply tells the length of its body in no number')
    }
    if (Number(length) > mostBodyBytes) {
      return this.#fail('too_much', `the body of a reply is longer than ${mostBodyBytes} bytes`)
    }
    return { head, end, bodyBytes: Number(length) }
  }

  /** An empty line, with or without carriage returns. */
  #headEnd(bytes: Buffer): number | undefined {
    for (;;) {
      const at = bytes.indexOf(LF, this.#searched)
      if (at < 0) {
        this.#searched = bytes.length
        return undefined
      }
      const next = bytes[at + 1]
      if (next === LF) return at + 2
      if (next === CR && bytes[at + 2] === LF) return at + 3
      if (next === undefined || (next === CR && at + 2 >= bytes.length)) {
        this.#searched = at
        return undefined
      }
      this.#searched = at + 1
    }
  }

  #fail(fault: Failure['fault'], says: string): undefined {
    this.#failure = { fault, says }
    return undefined
  }
}

function notRtsp(text: string): string {
  if (text.startsWith('HTTP/')) return 'what answers is a web server (HTTP), not RTSP'
  const line = shown(text.split('\n', 1)[0] as string, 40)
  return line === ''
    ? 'the bytes that came are not RTSP'
    : `the bytes that came are not RTSP: "${line}"`
}
