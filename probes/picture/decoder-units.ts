// The last look at a keyframe before it is decoded: one picture, whole of itself, and nothing in it that only confuses.
import type { Keyframe } from '../rtsp/stream-look.ts'

interface Unit {
  readonly kind: 'parameters' | 'slice' | 'other' | 'refused'
  /** NAL unit type; the slices of one picture share it. */
  readonly type: number
  /** Of a slice: 0 where it begins a picture. H.264: its first macroblock; H.265: only whether it begins one. */
  readonly begins: number
}

const START_CODE = Buffer.from([0, 0, 0, 1])
const SHORT_START_CODE = START_CODE.subarray(1)

/**
 * The keyframe as Annex B with nothing but its parameter sets and the slices of one picture: what cameras put beside
 * them (SEI of their own, filler) may be broken, and then a strict decoder would refuse a good picture.
 * Undefined where there is no picture in it, more than one, a part of one, or one that needs others to be decoded.
 */
export function onePicture({ codec, data }: Keyframe): Uint8Array | undefined {
  const kept: Uint8Array[] = []
  let first: Unit | undefined
  let last = -1
  for (const bytes of unitsOf(data)) {
    const unit = codec === 'h264' ? unitOfH264(bytes) : unitOfH265(bytes)
    if (unit.kind === 'refused') return undefined
    // Parameter sets behind the slices would be those of the next picture.
    if (unit.kind === 'other' || (unit.kind === 'parameters' && first !== undefined)) continue
    if (unit.kind === 'slice') {
      if (unit.type !== (first?.type ?? unit.type)) return undefined
      if (first === undefined ? unit.begins !== 0 : unit.begins <= last) return undefined
      first ??= unit
      // H.265 tells only 0 and 1: each slice that begins no picture comes after the one that does.
      last = codec === 'h264' ? unit.begins : 0
    }
    kept.push(START_CODE, bytes)
  }
  return first === undefined ? undefined : Buffer.concat(kept)
}

function* unitsOf(data: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  let start = bytes.indexOf(SHORT_START_CODE)
  while (start >= 0) {
    const from = start + SHORT_START_CODE.length
    start = bytes.indexOf(SHORT_START_CODE, from)
    let to = start < 0 ? bytes.length : start
    // A NAL unit never ends in zeros: they belong to the start code that follows.
    while (to > from && bytes[to - 1] === 0) to--
    if (to > from) yield bytes.subarray(from, to)
  }
}

const OTHER: Unit = { kind: 'other', type: -1, begins: 0 }
const REFUSED: Unit = { ...OTHER, kind: 'refused' }

/** ITU-T H.264, 7.3.1 and 7.3.3. */
function unitOfH264(bytes: Uint8Array): Unit {
  const header = bytes[0] ?? 0x80
  const type = header & 0x1f
  if (header & 0x80) return REFUSED
  if (type === 7 || type === 8) return { kind: 'parameters', type, begins: 0 }
  // 2 to 4 are parts of slices, in a profile that no camera has.
  if (type > 5 || type === 0) return OTHER
  if (type !== 1 && type !== 5) return REFUSED
  const bits = new Bits(bytes.subarray(1))
  const begins = bits.golomb()
  const sliceType = bits.golomb()
  // I, or all I: anything else is made from other pictures, which are not here.
  if (begins === undefined || (sliceType !== 2 && sliceType !== 7)) return REFUSED
  return { kind: 'slice', type, begins }
}

/** ITU-T H.265, 7.3.1.2 and 7.3.6.1. */
function unitOfH265(bytes: Uint8Array): Unit {
  const [high = 0x80, low = 0, begin = 0] = bytes
  const type = (high >> 1) & 0x3f
  if (high & 0x80 || bytes.length < 3) return REFUSED
  const layer = ((high & 1) << 5) | (low >> 3)
  if (layer !== 0) return OTHER
  if (type >= 32 && type <= 34) return { kind: 'parameters', type, begins: 0 }
  if (type > 31) return OTHER
  // 16 to 21 can be decoded without any other picture.
  if (type < 16 || type > 21) return REFUSED
  return { kind: 'slice', type, begins: begin & 0x80 ? 0 : 1 }
}

/** Exp-Golomb numbers of a slice header. The first two end long before a byte that prevents emulation could stand there. */
class Bits {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Undefined beyond the end, or where it has more than 32 bits. */
  golomb(): number | undefined {
    let zeros = 0
    while (this.#bit() === 0) if (++zeros > 31) return undefined
    let value = 1
    for (let i = 0; i < zeros; i++) value = value * 2 + this.#bit()
    return this.#at > this.#bytes.length * 8 ? undefined : value - 1
  }

  #bit(): number {
    const byte = this.#bytes[this.#at >> 3]
    const bit = byte === undefined ? 1 : (byte >> (7 - (this.#at & 7))) & 1
    this.#at++
    return bit
  }
}
