// Parameter sets of H.265 (ITU-T H.265, 7.3.2), as far as slices need them.
import { BitReader } from './bit-reader.ts'
import { plausible } from './codec-rules.ts'
import { type ReferenceSet, readReferenceSet, skipScalingLists } from './h265-lists.ts'

export interface H265Vps {
  readonly id: number
}

export interface H265Sps {
  readonly id: number
  readonly vpsId: number
  readonly chroma: number
  readonly separatePlanes: boolean
  readonly orderBits: number
  readonly blocks: number
  readonly sao: boolean
  readonly referenceSets: readonly ReferenceSet[]
  readonly longTerm: boolean
  readonly longTermSets: number
  readonly temporalVectors: boolean
  readonly width: number
  readonly height: number
}

export interface H265Pps {
  readonly id: number
  readonly spsId: number
  readonly dependent: boolean
  readonly outputFlag: boolean
  readonly extraBits: number
  readonly cabacInit: boolean
  readonly references: readonly [number, number]
  readonly qp: number
  readonly weighted: boolean
  readonly weightedB: boolean
  readonly reordering: boolean
}

const PROFILE_BITS = 88
const MOST_REFERENCE_SETS = 64

export function readH265Vps(nal: Uint8Array): H265Vps | undefined {
  const bits = new BitReader(nal, 2)
  const id = bits.bits(4)
  bits.skip(28)
  return bits.over ? undefined : { id }
}

export function readH265Sps(nal: Uint8Array): H265Sps | undefined {
  const bits = new BitReader(nal, 2)
  const vpsId = bits.bits(4)
  const layers = bits.bits(3)
  bits.skip(1)
  skipProfile(bits, layers)
  const id = bits.ue()
  const chroma = bits.ue()
  const separatePlanes = chroma === 3 && bits.flag()
  const coded = [bits.ue(), bits.ue()] as const
  const [left, right, top, bottom] = bits.flag()
    ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()]
    : [0, 0, 0, 0]
  const width = coded[0] - (chroma === 1 || chroma === 2 ? 2 : 1) * (left + right)
  const height = coded[1] - (chroma === 1 ? 2 : 1) * (top + bottom)
  bits.ue()
  bits.ue()
  const orderBits = bits.ue() + 4
  for (let i = bits.flag() ? 0 : layers; i <= layers; i++) {
    bits.ue()
    bits.ue()
    bits.ue()
  }
  const smallest = bits.ue() + 3
  const block = 2 ** (smallest + bits.ue())
  if (bits.over || id > 15 || chroma > 3 || orderBits > 16 || block > 64) return undefined
  if (!plausible(width, height) || !plausible(coded[0], coded[1])) return undefined
  const rest = readSpsRest(bits, orderBits)
  if (rest === undefined || bits.over) return undefined
  const blocks = Math.ceil(coded[0] / block) * Math.ceil(coded[1] / block)
  return { id, vpsId, chroma, separatePlanes, orderBits, blocks, ...rest, width, height }
}

type SpsRest = Pick<
  H265Sps,
  'sao' | 'referenceSets' | 'longTerm' | 'longTermSets' | 'temporalVectors'
>

function readSpsRest(bits: BitReader, orderBits: number): SpsRest | undefined {
  for (let i = 0; i < 4; i++) bits.ue()
  if (bits.flag() && bits.flag()) skipScalingLists(bits)
  bits.skip(1)
  const sao = bits.flag()
  if (bits.flag()) {
    bits.skip(8)
    bits.ue()
    bits.ue()
    bits.skip(1)
  }
  const count = bits.ue()
  if (count > MOST_REFERENCE_SETS) return undefined
  const referenceSets: ReferenceSet[] = []
  for (let i = 0; i < count; i++) {
    const set = readReferenceSet(bits, referenceSets, count)
    if (set === undefined) return undefined
    referenceSets.push(set)
  }
  const longTerm = bits.flag()
  const longTermSets = longTerm ? bits.ue() : 0
  if (longTermSets > 32) return undefined
  bits.skip(longTermSets * (orderBits + 1))
  return { sao, referenceSets, longTerm, longTermSets, temporalVectors: bits.flag() }
}

function skipProfile(bits: BitReader, layers: number): void {
  bits.skip(PROFILE_BITS + 8)
  const present: [boolean, boolean][] = []
  for (let i = 0; i < layers; i++) present.push([bits.flag(), bits.flag()])
  if (layers > 0) bits.skip(2 * (8 - layers))
  for (const [profile, level] of present) bits.skip((profile ? PROFILE_BITS : 0) + (level ? 8 : 0))
}

export function readH265Pps(nal: Uint8Array): H265Pps | undefined {
  const bits = new BitReader(nal, 2)
  const id = bits.ue()
  const spsId = bits.ue()
  const dependent = bits.flag()
  const outputFlag = bits.flag()
  const extraBits = bits.bits(3)
  bits.skip(1)
  const cabacInit = bits.flag()
  const references: [number, number] = [bits.ue() + 1, bits.ue() + 1]
  const qp = 26 + bits.se()
  bits.skip(2)
  if (bits.flag()) bits.ue()
  bits.se()
  bits.se()
  bits.skip(1)
  const weighted = bits.flag()
  const weightedB = bits.flag()
  bits.skip(1)
  const tiles = bits.flag()
  bits.skip(1)
  if (tiles) skipTiles(bits)
  bits.skip(1)
  if (bits.flag()) {
    bits.skip(1)
    if (!bits.flag()) {
      bits.se()
      bits.se()
    }
  }
  if (bits.flag()) skipScalingLists(bits)
  const reordering = bits.flag()
  if (bits.over || id > 63 || spsId > 15 || references[0] > 16 || references[1] > 16) {
    return undefined
  }
  const first = { id, spsId, dependent, outputFlag, extraBits, cabacInit, references }
  return { ...first, qp, weighted, weightedB, reordering }
}

function skipTiles(bits: BitReader): void {
  const columns = bits.ue()
  const rows = bits.ue()
  if (!bits.flag()) for (let i = 0; i < columns + rows && !bits.over; i++) bits.ue()
  bits.skip(1)
}
