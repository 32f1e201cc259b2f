// Lines as bytes in one buffer that is used again and again, cut into gzipped frames.
import { gzipSync } from 'node:zlib'
import type { FrameHead, NewFrame } from '../../spool/spool.ts'

/** Lines of one frame at most: beyond that a request costs InfluxDB more for each line. */
export const MOST_LINES = 5_000

const LEVEL = { level: 1, chunkSize: 65_536 }
const FIRST_BYTES = 512 * 1024
const [ZERO, MINUS, COMMA, INTEGER] = [0x30, 0x2d, 0x2c, 0x69]
const NEWLINE = 0x0a
/** Up to here the digits are taken out with 32-bit arithmetic. */
const SMALL = 0x7fff_ffff

export type LineHead = Pick<FrameHead, 'tier' | 'worth' | 'precision'>

/** `open` says what the next lines are. A line is `begin`, one or more fields, then `end`; without a field it is dropped. */
export class LineWriter {
  readonly #mostLines: number
  #head: LineHead = { tier: 'raw', worth: 'raw', precision: 's' }
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #at = 0
  #lineFrom = 0
  #fields = 0
  #lines = 0
  #fromMs = Number.POSITIVE_INFINITY
  #toMs = Number.NEGATIVE_INFINITY
  #frames: NewFrame[] = []

  constructor(mostLines: number) {
    this.#mostLines = mostLines
  }

  open(head: LineHead): void {
    this.#cut()
    this.#head = head
  }

  /** From `prefixes` what stands before the fields, the space included; `room` bytes suffice for the rest. */
  begin(prefixes: Uint8Array, from: number, to: number, room: number): void {
    this.#reserve(to - from + room)
    this.#lineFrom = this.#at
    this.#fields = 0
    this.#copy(prefixes, from, to)
  }

  /** `key` ends with `=`. Nothing is written where `value` is no safe integer: an integer field never becomes a float. */
  integer(key: Uint8Array, value: number): void {
    if (!Number.isSafeInteger(value)) return
    if (this.#fields++ > 0) this.#bytes[this.#at++] = COMMA
    this.#copy(key, 0, key.length)
    this.#digits(value)
    this.#bytes[this.#at++] = INTEGER
  }

  /** `stamp` begins with a space and says the time of the line, `atMs` the same in epoch milliseconds. */
  end(stamp: Uint8Array, atMs: number): void {
    if (this.#fields === 0) {
      this.#at = this.#lineFrom
      return
    }
    this.#copy(stamp, 0, stamp.length)
    this.#close(atMs)
  }

  /** A whole line of text, without its newline. */
  line(text: string, atMs: number): void {
    this.#reserve(text.length * 3 + 1)
    this.#at += this.#bytes.write(text, this.#at)
    this.#close(atMs)
  }

  /** The frames of all lines since the last call. */
  take(): NewFrame[] {
    this.#cut()
    const frames = this.#frames
    this.#frames = []
    return frames
  }

  #cut(): void {
    if (this.#lines === 0) return
    this.#frames.push({
      ...this.#head,
      points: this.#lines,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      body: gzipSync(this.#bytes.subarray(0, this.#at), LEVEL),
    })
    this.#at = 0
    this.#lines = 0
    this.#fromMs = Number.POSITIVE_INFINITY
    this.#toMs = Number.NEGATIVE_INFINITY
  }

  #close(atMs: number): void {
    this.#bytes[this.#at++] = NEWLINE
    this.#lines++
    if (atMs < this.#fromMs) this.#fromMs = atMs
    if (atMs > this.#toMs) this.#toMs = atMs
    if (this.#lines === this.#mostLines) this.#cut()
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + bytes))
    this.#bytes.copy(grown, 0, 0, this.#at)
    this.#bytes = grown
  }

  #copy(source: Uint8Array, from: number, to: number): void {
    const bytes = this.#bytes
    let at = this.#at
    for (let i = from; i < to; i++) bytes[at++] = source[i] as number
    this.#at = at
  }

  #digits(value: number): void {
    const bytes = this.#bytes
    if (value < 0 || value > SMALL) {
      const text = value < 0 ? String(-value) : String(value)
      if (value < 0) bytes[this.#at++] = MINUS
      this.#at += bytes.write(text, this.#at, 'latin1')
      return
    }
    let end = this.#at + 1
    for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) end++
    this.#at = end
    let rest = value | 0
    do {
      const tenth = (rest / 10) | 0
      bytes[--end] = ZERO + (rest - tenth * 10)
      rest = tenth
    } while (rest > 0)
  }
}
