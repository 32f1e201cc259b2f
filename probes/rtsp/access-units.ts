// Puts NAL units together to frames (access units): where one ends, what it is, and whether it came whole.
import { type CodecRules, HEAD_BYTES, type NalKind, type SliceHead } from './codec-rules.ts'
import type { NalTaker } from './depacketise.ts'
import { GrowingBytes } from './growing-bytes.ts'
import type { Frame } from './stream-look.ts'

/** A slice of a frame; `nal` is a view that is good only during the call, and only its first bytes where not all are kept. */
export interface Slice {
  readonly kind: NalKind
  readonly nal: Buffer
  readonly head: SliceHead | undefined
}

export interface FrameTaker {
  /** All bytes of key slices are wanted. */
  readonly wantsKey: boolean
  frame(frame: Frame, slices: readonly Slice[]): void
  /** The frame before was ended too early: it was not whole. */
  cutShort(): void
}

/** Slices of one frame: an H.264 level 5.2 or H.265 level 6 picture has 600 at most. */
const MOST_SLICES = 1024
/** A parameter set longer than this is passed over. */
const LONGEST_SET = 4096

interface Kept {
  readonly kind: NalKind
  readonly from: number
  readonly to: number
  /** Of the whole NAL unit, its header included. */
  readonly bytes: number
  readonly head: SliceHead | undefined
}

interface Open {
  readonly kind: NalKind
  readonly from: number
  /** So many of its bytes are kept. */
  readonly most: number
  bytes: number
}

export class AccessUnits implements NalTaker {
  /** A frame was larger, or had more slices, than any may. */
  tooMuch = false
  readonly #rules: CodecRules
  readonly #mostBytes: number
  readonly #taker: FrameTaker
  readonly #bytes = new GrowingBytes()
  #slices: Kept[] = []
  #frameBytes = 0
  #open: Open | undefined
  #broken = false
  #time = 0
  /** A frame of the present RTP time is over, and whether its marker ended it. */
  #over = false
  #marked = false
  #markersLie = false

  constructor(rules: CodecRules, mostBytes: number, taker: FrameTaker) {
    this.#rules = rules
    this.#mostBytes = mostBytes
    this.#taker = taker
  }

  /** The next packet's time: another one than before ends the frame. */
  time(time: number): void {
    if (time === this.#time) return
    this.#close()
    this.#time = time
    this.#over = false
    this.#marked = false
  }

  /** The packet just taken was marked as the last of its frame. */
  marker(): void {
    if (this.#markersLie) return
    if (this.#slices.length > 0) this.#marked = true
    this.#close()
  }

  torn(): void {
    if (this.#open !== undefined) this.#bytes.cut(this.#open.from)
    this.#open = undefined
    this.#broken = true
  }

  /** Nothing is taken any more. */
  release(): void {
    this.#open = undefined
    this.#slices = []
    this.#bytes.release()
  }

  begin(header: Uint8Array): void {
    if (this.#open !== undefined) this.torn()
    const kind = this.#rules.kindOf(header)
    const most = this.#mostOf(kind)
    this.#open = { kind, from: this.#bytes.length, most, bytes: 0 }
    this.add(header)
  }

  add(bytes: Uint8Array): void {
    const open = this.#open
    if (open === undefined) {
      this.torn()
      return
    }
    const room = open.most - open.bytes
    if (room > 0) this.#bytes.add(room < bytes.length ? bytes.subarray(0, room) : bytes)
    open.bytes += bytes.length
    if (this.#frameBytes + open.bytes > this.#mostBytes) this.tooMuch = true
  }

  end(): void {
    const open = this.#open
    if (open === undefined) {
      this.torn()
      return
    }
    this.#open = undefined
    const { kind, from } = open
    if (kind === 'key' || kind === 'slice') {
      this.#slice(open)
      return
    }
    const nal = this.#bytes.view(from)
    this.#bytes.cut(from)
    if (kind === 'bad') this.#broken = true
    if (kind === 'parameters' && open.bytes <= LONGEST_SET) this.#parameters(nal)
  }

  /** Some servers repeat them before every slice of a keyframe; only new ones tell that the picture at hand is over. */
  #parameters(nal: Buffer): void {
    if (this.#rules.knows(nal)) return
    if (this.#slices.length > 0) this.#close()
    this.#rules.addParameters(nal)
  }

  #mostOf(kind: NalKind): number {
    if (kind === 'key' && this.#taker.wantsKey) return this.#mostBytes
    if (kind === 'key' || kind === 'slice') return HEAD_BYTES
    return kind === 'parameters' ? LONGEST_SET + 1 : 0
  }

  #slice({ kind, from, bytes }: Open): void {
    const head = this.#rules.readSlice(this.#bytes.view(from))
    if (head === undefined) this.#broken = true
    let start = from
    if (head?.starts === true && this.#slices.length > 0) {
      // Two pictures at one time and without a marker; or the slices of one in another order, if the first has no begin.
      const turned = this.#slices[0]?.head?.starts !== true
      this.#emit()
      this.#broken = turned
      this.#bytes.dropFirst(from)
      start = 0
    }
    if (head?.starts === false && this.#slices.length === 0) this.#headless()
    const to = this.#bytes.length
    this.#slices.push({ kind, from: start, to, bytes, head })
    this.#frameBytes += bytes
    if (this.#slices.length > MOST_SLICES) this.tooMuch = true
  }

  /** The first slice that came is not the picture's first: at the same time as the frame before it belongs to that. */
  #headless(): void {
    this.#broken = true
    if (!this.#over) return
    this.#over = false
    this.#markersLie ||= this.#marked
    this.#taker.cutShort()
  }

  #close(): void {
    if (this.#open !== undefined) this.torn()
    if (this.#slices.length > 0) this.#emit()
    this.#broken = false
    this.#bytes.cut(0)
  }

  #emit(): void {
    const slices = this.#slices.map(({ kind, from, to, head }) => ({
      kind,
      nal: this.#bytes.view(from, to),
      head,
    }))
    const frame: Frame = {
      kind: kindOf(this.#slices),
      idr: this.#slices.every(({ kind }) => kind === 'key'),
      bytes: this.#frameBytes,
      rtpTime: this.#time,
      qp: this.#slices[0]?.head?.qp,
      broken: this.#broken,
    }
    this.#slices = []
    this.#frameBytes = 0
    this.#broken = false
    this.#over = true
    this.#taker.frame(frame, slices)
  }
}

function kindOf(slices: readonly Kept[]): Frame['kind'] {
  const has = (kind: Frame['kind']): boolean => slices.some(({ head }) => head?.kind === kind)
  if (has('B')) return 'B'
  return has('P') || !has('I') ? 'P' : 'I'
}
