// Sequence and picture parameter sets of H.264 (ITU-T H.264, 7.3.2.1 and 7.3.2.2), as far as slices need them.
import { BitReader } from './bit-reader.ts'
import { plausible } from './codec-rules.ts'

export interface H264Sps {
  readonly id: number
  /** 0: luma only. */
  readonly chroma: number
  readonly separatePlanes: boolean
  readonly frameNumBits: number
  readonly orderType: number
  readonly orderBits: number
  /** No delta of the picture order is in the slices. */
  readonly orderFixed: boolean
  readonly framesOnly: boolean
  readonly blocks: number
  readonly width: number
  readonly height: number
}

export interface H264Pps {
  readonly id: number
  readonly spsId: number
  readonly cabac: boolean
  readonly orderInFrame: boolean
  /** More than one slice group: blocks come in another order. */
  readonly grouped: boolean
  readonly references: readonly [number, number]
  readonly weighted: boolean
  readonly weightedB: number
  readonly qp: number
  readonly redundant: boolean
}

const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 134, 135, 138, 139])

export function readH264Sps(nal: Uint8Array): H264Sps | undefined {
  const bits = new BitReader(nal, 1)
  const profile = bits.bits(8)
  bits.skip(16)
  const id = bits.ue()
  const { chroma, separatePlanes } = HIGH_PROFILES.has(profile)
    ? readHigh(bits)
    : { chroma: 1, separatePlanes: false }
  const frameNumBits = bits.ue() + 4
  const order = readOrder(bits)
  bits.ue()
  bits.skip(1)
  const wide = bits.ue() + 1
  const high = bits.ue() + 1
  const framesOnly = bits.flag()
  if (!framesOnly) bits.skip(1)
  bits.skip(1)
  const rows = high * (framesOnly ? 1 : 2)
  const [left, right, top, bottom] = bits.flag()
    ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()]
    : [0, 0, 0, 0]
  const stepX = chroma === 1 || chroma === 2 ? 2 : 1
  const stepY = (chroma === 1 ? 2 : 1) * (framesOnly ? 1 : 2)
  const width = wide * 16 - stepX * (left + right)
  const height = rows * 16 - stepY * (top + bottom)
  if (bits.over || order === undefined || id > 31 || chroma > 3 || frameNumBits > 16) {
    return undefined
  }
  if (!plausible(width, height) || !plausible(wide * 16, rows * 16)) return undefined
  const blocks = wide * rows
  return { id, chroma, separatePlanes, frameNumBits, ...order, framesOnly, blocks, width, height }
}

function readHigh(bits: BitReader): Pick<H264Sps, 'chroma' | 'separatePlanes'> {
  const chroma = bits.ue()
  const separatePlanes = chroma === 3 && bits.flag()
  bits.ue()
  bits.ue()
  bits.skip(1)
  if (bits.flag()) {
    for (let i = 0; i < (chroma === 3 ? 12 : 8); i++) {
      if (bits.flag()) skipScalingList(bits, i < 6 ? 16 : 64)
    }
  }
  return { chroma, separatePlanes }
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < size && next !== 0; i++) {
    next = (last + bits.se() + 256) & 255
    if (next !== 0) last = next
  }
}

function readOrder(
  bits: BitReader,
): Pick<H264Sps, 'orderType' | 'orderBits' | 'orderFixed'> | undefined {
  const orderType = bits.ue()
  if (orderType === 0) {
    const orderBits = bits.ue() + 4
    return orderBits > 16 ? undefined : { orderType, orderBits, orderFixed: false }
  }
  if (orderType === 2) return { orderType, orderBits: 0, orderFixed: true }
  if (orderType !== 1) return undefined
  const orderFixed = bits.flag()
  bits.se()
  bits.se()
  const cycle = bits.ue()
  if (cycle > 255) return undefined
  for (let i = 0; i < cycle; i++) bits.se()
  return { orderType, orderBits: 0, orderFixed }
}

export function readH264Pps(nal: Uint8Array): H264Pps | undefined {
  const bits = new BitReader(nal, 1)
  const id = bits.ue()
  const spsId = bits.ue()
  const cabac = bits.flag()
  const orderInFrame = bits.flag()
  const grouped = bits.ue() > 0
  // What follows the groups is not read: such a picture is refused anyway.
  const known = { id, spsId, cabac, orderInFrame, grouped }
  if (bits.over || id > 255 || spsId > 31) return undefined
  if (grouped) {
    const rest = { weighted: false, weightedB: 0, qp: 26, redundant: false }
    return { ...known, references: [1, 1], ...rest }
  }
  const references: [number, number] = [bits.ue() + 1, bits.ue() + 1]
  const weighted = bits.flag()
  const weightedB = bits.bits(2)
  const qp = 26 + bits.se()
  bits.se()
  bits.se()
  bits.skip(2)
  const redundant = bits.flag()
  if (bits.over || references[0] > 32 || references[1] > 32) return undefined
  return { ...known, references, weighted, weightedB, qp, redundant }
}
