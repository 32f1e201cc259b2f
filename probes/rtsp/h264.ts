// H.264 pictures: kinds of NAL units (ITU-T H.264, table 7-1) and the head of a slice (7.3.3) up to its quantiser.
import { BitReader } from './bit-reader.ts'
import {
  type CodecRules,
  HEAD_BYTES,
  type NalKind,
  type PictureSets,
  type SliceHead,
} from './codec-rules.ts'
import { type H264Pps, type H264Sps, readH264Pps, readH264Sps } from './h264-parameters.ts'
import { ParameterStore } from './parameter-store.ts'

const IDR = 5
const SPS = 7
const PPS = 8
const KINDS = ['P', 'B', 'I', 'P', 'I'] as const
const [P, B, SP, SI] = [0, 1, 3, 4]
/** Commands on reference pictures in one slice; more is no stream of a camera. */
const MOST_COMMANDS = 66

export class H264 implements CodecRules {
  readonly headerBytes = 1
  readonly #sps = new ParameterStore(readH264Sps)
  readonly #pps = new ParameterStore(readH264Pps)

  kindOf(nal: Uint8Array): NalKind {
    const header = nal[0] as number
    const type = header & 31
    if ((header & 0x80) !== 0) return 'bad'
    if (type === IDR) return 'key'
    // Data partitions (2 to 4) are slices too.
    if (type >= 1 && type <= 4) return 'slice'
    return type === SPS || type === PPS ? 'parameters' : 'other'
  }

  knows(nal: Uint8Array): boolean {
    return this.#storeOf(nal).knows(nal)
  }

  addParameters(nal: Uint8Array): void {
    this.#storeOf(nal).add(nal)
  }

  #storeOf(nal: Uint8Array): Pick<ParameterStore<never>, 'knows' | 'add'> {
    return ((nal[0] as number) & 31) === SPS ? this.#sps : this.#pps
  }

  picture(parametersId: number): PictureSets | undefined {
    const pps = this.#pps.get(parametersId)
    const sps = pps && this.#sps.get(pps.read.spsId)
    if (pps === undefined || sps === undefined) return undefined
    const { width, height, blocks } = sps.read
    return { nals: [sps.nal, pps.nal], width, height, blocks }
  }

  /** An IDR picture is that already. */
  alone(nal: Buffer): Buffer {
    return nal
  }

  readSlice(nal: Uint8Array): SliceHead | undefined {
    const bits = new BitReader(nal, 1, HEAD_BYTES)
    const position = bits.ue()
    const type = bits.ue()
    const parametersId = bits.ue()
    if (bits.over || type > 9 || parametersId > 255) return undefined
    const kind = KINDS[type % 5] as SliceHead['kind']
    const known = { kind, starts: position === 0, position, parametersId }
    const pps = this.#pps.get(parametersId)?.read
    const sps = pps && this.#sps.get(pps.spsId)?.read
    if (pps === undefined || sps === undefined || pps.grouped) {
      return { ...known, qp: undefined, picture: '', refused: 'its parameter sets did not come' }
    }
    const identity = readIdentity(bits, nal[0] as number, sps, pps)
    const qp = readQp(bits, nal[0] as number, type % 5, sps, pps)
    return { ...known, qp, ...identity }
  }
}

/** What 7.4.1.2.4 tells two pictures apart by. */
function readIdentity(
  bits: BitReader,
  header: number,
  sps: H264Sps,
  pps: H264Pps,
): Pick<SliceHead, 'picture' | 'refused'> {
  if (sps.separatePlanes) bits.skip(2)
  const frameNum = bits.bits(sps.frameNumBits)
  const field = !sps.framesOnly && bits.flag()
  const bottom = field && bits.flag()
  const idr = (header & 31) === IDR
  const idrId = idr ? bits.ue() : -1
  let order = ''
  if (sps.orderType === 0) {
    order = `${bits.bits(sps.orderBits)} ${pps.orderInFrame && !field ? bits.se() : 0}`
  } else if (sps.orderType === 1 && !sps.orderFixed) {
    order = `${bits.se()} ${pps.orderInFrame && !field ? bits.se() : 0}`
  }
  const redundant = pps.redundant && bits.ue() > 0
  const reference = (header & 0x60) !== 0
  return {
    picture: `${frameNum} ${field} ${bottom} ${idrId} ${order} ${reference} ${pps.id}`,
    refused: refusal(field, redundant, sps.separatePlanes, idr && (frameNum !== 0 || !reference)),
  }
}

function refusal(
  field: boolean,
  redundant: boolean,
  separatePlanes: boolean,
  broken: boolean,
): string | undefined {
  if (field) return 'it is made of two fields'
  if (redundant) return 'it has redundant slices'
  if (separatePlanes) return 'its colours come one by one'
  // A decoder would make up pictures for the numbers that are missing.
  return broken ? 'its slices break the rules of a keyframe' : undefined
}

function readQp(
  bits: BitReader,
  header: number,
  type: number,
  sps: H264Sps,
  pps: H264Pps,
): number | undefined {
  const inter = type === P || type === SP || type === B
  if (type === B) bits.skip(1)
  let [first, second] = pps.references
  if (inter && bits.flag()) {
    first = bits.ue() + 1
    if (type === B) second = bits.ue() + 1
  }
  if (first > 32 || second > 32) return undefined
  if (inter) skipReordering(bits)
  if (type === B) skipReordering(bits)
  if ((pps.weighted && (type === P || type === SP)) || (pps.weightedB === 1 && type === B)) {
    bits.ue()
    const colours = sps.chroma !== 0
    if (colours) bits.ue()
    skipWeights(bits, first, colours)
    if (type === B) skipWeights(bits, second, colours)
  }
  if ((header & 0x60) !== 0) skipMarking(bits, (header & 31) === IDR)
  if (pps.cabac && type !== SI && inter) bits.ue()
  const qp = pps.qp + bits.se()
  return bits.over || qp < 0 || qp > 51 ? undefined : qp
}

function skipReordering(bits: BitReader): void {
  if (!bits.flag()) return
  for (let i = 0; i < MOST_COMMANDS && bits.ue() !== 3; i++) bits.ue()
}

function skipWeights(bits: BitReader, count: number, colours: boolean): void {
  for (let i = 0; i < count; i++) {
    for (let n = bits.flag() ? 2 : 0; n > 0; n--) bits.se()
    for (let n = colours && bits.flag() ? 4 : 0; n > 0; n--) bits.se()
  }
}

function skipMarking(bits: BitReader, idr: boolean): void {
  if (idr) {
    bits.skip(2)
    return
  }
  if (!bits.flag()) return
  for (let i = 0; i < MOST_COMMANDS; i++) {
    const command = bits.ue()
    if (command === 0) return
    if (command !== 5) bits.ue()
    if (command === 3) bits.ue()
  }
}
