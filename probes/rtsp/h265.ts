// H.265 pictures: kinds of NAL units (ITU-T H.265, table 7-1) and the head of a slice segment (7.3.6.1) up to its quantiser.
import { BitReader } from './bit-reader.ts'
import {
  type CodecRules,
  HEAD_BYTES,
  type NalKind,
  type PictureSets,
  type SliceHead,
} from './codec-rules.ts'
import { readReferenceSet } from './h265-lists.ts'
import {
  type H265Pps,
  type H265Sps,
  readH265Pps,
  readH265Sps,
  readH265Vps,
} from './h265-parameters.ts'
import { ParameterStore } from './parameter-store.ts'

const [IRAP_FIRST, IRAP_LAST] = [16, 23]
const [BLA_N_LP, IDR_W_RADL, IDR_N_LP, CRA] = [18, 19, 20, 21]
const [VPS, SPS, PPS] = [32, 33, 34]
const [B, P] = [0, 1]

export class H265 implements CodecRules {
  readonly headerBytes = 2
  readonly #vps = new ParameterStore(readH265Vps)
  readonly #sps = new ParameterStore(readH265Sps)
  readonly #pps = new ParameterStore(readH265Pps)

  kindOf(nal: Uint8Array): NalKind {
    const [high, low] = [nal[0] as number, nal[1] ?? 0]
    const type = (high >> 1) & 63
    if ((high & 0x80) !== 0 || (low & 7) === 0) return 'bad'
    // Of other layers than the base layer.
    if ((high & 1) !== 0 || low >> 3 !== 0) return 'other'
    if (type >= IRAP_FIRST && type <= IRAP_LAST) return 'key'
    if (type < 32) return 'slice'
    return type >= VPS && type <= PPS ? 'parameters' : 'other'
  }

  knows(nal: Uint8Array): boolean {
    return this.#storeOf(nal).knows(nal)
  }

  addParameters(nal: Uint8Array): void {
    this.#storeOf(nal).add(nal)
  }

  picture(parametersId: number): PictureSets | undefined {
    const pps = this.#pps.get(parametersId)
    const sps = pps && this.#sps.get(pps.read.spsId)
    const vps = sps && this.#vps.get(sps.read.vpsId)
    if (pps === undefined || sps === undefined || vps === undefined) return undefined
    const { width, height, blocks } = sps.read
    return { nals: [vps.nal, sps.nal, pps.nal], width, height, blocks }
  }

  /**
   * A CRA picture becomes BLA_N_LP, whose slices are written alike: it begins its own count of the order of output. As CRA
   * pictures of several cameras behind one another they come out of a decoder in the order of all their counts together.
   */
  alone(nal: Buffer): Buffer {
    if ((nal[0] as number) >> 1 !== CRA) return nal
    const copy = Buffer.from(nal)
    copy[0] = BLA_N_LP << 1
    return copy
  }

  readSlice(nal: Uint8Array): SliceHead | undefined {
    const bits = new BitReader(nal, 2, HEAD_BYTES)
    const type = ((nal[0] as number) >> 1) & 63
    const random = type >= IRAP_FIRST && type <= IRAP_LAST
    const starts = bits.flag()
    if (random) bits.skip(1)
    const parametersId = bits.ue()
    if (bits.over || parametersId > 63) return undefined
    const known = { starts, parametersId, picture: `${type} ${parametersId}` }
    const pps = this.#pps.get(parametersId)?.read
    const sps = pps && this.#sps.get(pps.spsId)?.read
    if (pps === undefined || sps === undefined) {
      const kind = random ? 'I' : 'P'
      const refused = 'its parameter sets did not come'
      return { ...known, kind, position: starts ? 0 : -1, qp: undefined, refused }
    }
    const dependent = !starts && pps.dependent && bits.flag()
    const position = starts ? 0 : bits.bits(Math.ceil(Math.log2(sps.blocks)))
    if (dependent) {
      return { ...known, kind: 'I', position, qp: undefined, refused: undefined }
    }
    return { ...known, position, ...readIndependent(bits, type, sps, pps) }
  }

  #storeOf(nal: Uint8Array): Pick<ParameterStore<never>, 'knows' | 'add'> {
    const type = ((nal[0] as number) >> 1) & 63
    if (type === VPS) return this.#vps
    return type === SPS ? this.#sps : this.#pps
  }
}

function readIndependent(
  bits: BitReader,
  type: number,
  sps: H265Sps,
  pps: H265Pps,
): Pick<SliceHead, 'kind' | 'qp' | 'refused'> {
  bits.skip(pps.extraBits)
  const sliceType = bits.ue()
  const hidden = pps.outputFlag && !bits.flag()
  if (sps.separatePlanes) bits.skip(2)
  const idr = type === IDR_W_RADL || type === IDR_N_LP
  const references = idr ? { count: 0, temporal: false } : readReferences(bits, sps)
  const kind = sliceType === B ? 'B' : sliceType === P ? 'P' : 'I'
  const qp =
    references === undefined || sliceType > 2
      ? undefined
      : readQp(bits, sliceType, references, sps, pps)
  const refused = hidden
    ? 'it is not to be shown'
    : sps.separatePlanes
      ? 'its colours come one by one'
      : undefined
  return { kind, qp, refused }
}

interface References {
  /** Pictures that this one refers to. */
  readonly count: number
  /** Motion vectors of another picture are used. */
  readonly temporal: boolean
}

function readReferences(bits: BitReader, sps: H265Sps): References | undefined {
  bits.skip(sps.orderBits)
  const sets = sps.referenceSets
  const index = bits.flag()
    ? bits.bits(sets.length > 1 ? Math.ceil(Math.log2(sets.length)) : 0)
    : undefined
  const set = index === undefined ? readReferenceSet(bits, sets, sets.length) : sets[index]
  if (set === undefined) return undefined
  let count = [...set.before, ...set.after].filter(({ used }) => used).length
  if (sps.longTerm) {
    const fromSet = sps.longTermSets > 0 ? bits.ue() : 0
    const own = bits.ue()
    if (fromSet + own > 33) return undefined
    for (let i = 0; i < fromSet + own; i++) {
      let used = true
      if (i < fromSet) {
        bits.skip(sps.longTermSets > 1 ? Math.ceil(Math.log2(sps.longTermSets)) : 0)
      } else {
        bits.skip(sps.orderBits)
        used = bits.flag()
      }
      if (bits.flag()) bits.ue()
      if (used) count++
    }
  }
  return { count, temporal: sps.temporalVectors && bits.flag() }
}

function readQp(
  bits: BitReader,
  type: number,
  { count, temporal }: References,
  sps: H265Sps,
  pps: H265Pps,
): number | undefined {
  const colours = sps.chroma !== 0 && !sps.separatePlanes
  if (sps.sao) bits.skip(colours ? 2 : 1)
  if (type === P || type === B) {
    const lists = readLists(bits, type, count, pps)
    if (lists === undefined) return undefined
    const [first, second] = lists
    if (type === B) bits.skip(1)
    if (pps.cabacInit) bits.skip(1)
    if (temporal) {
      const fromFirst = type === P || bits.flag()
      if ((fromFirst ? first : second) > 1) bits.ue()
    }
    if ((pps.weighted && type === P) || (pps.weightedB && type === B)) {
      bits.ue()
      if (colours) bits.se()
      skipWeights(bits, first, colours)
      if (type === B) skipWeights(bits, second, colours)
    }
    bits.ue()
  }
  const qp = pps.qp + bits.se()
  return bits.over || qp < 0 || qp > 51 ? undefined : qp
}

function readLists(
  bits: BitReader,
  type: number,
  count: number,
  pps: H265Pps,
): readonly [number, number] | undefined {
  let [first, second] = pps.references
  if (bits.flag()) {
    first = bits.ue() + 1
    if (type === B) second = bits.ue() + 1
  }
  if (first > 16 || second > 16) return undefined
  if (pps.reordering && count > 1) {
    const entry = Math.ceil(Math.log2(count))
    if (bits.flag()) bits.skip(entry * first)
    if (type === B && bits.flag()) bits.skip(entry * second)
  }
  return [first, second]
}

/** The flags of all references come first, luma before colours (7.3.6.3). */
function skipWeights(bits: BitReader, count: number, colours: boolean): void {
  const luma = Array.from({ length: count }, () => bits.flag())
  const chroma = Array.from({ length: count }, () => colours && bits.flag())
  for (let i = 0; i < count; i++) {
    for (let n = luma[i] ? 2 : 0; n > 0; n--) bits.se()
    for (let n = chroma[i] ? 4 : 0; n > 0; n--) bits.se()
  }
}
