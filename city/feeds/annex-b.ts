// Takes an elementary stream (H.264 or H.265 Annex B) apart into pictures, as the clips of the synthetic city are kept.

export type ClipCodec = 'h264' | 'h265'

/** One picture: its parameter sets, if it brings any, and its slices. */
export interface AccessUnit {
  /** NAL units without start codes. */
  readonly nals: readonly Uint8Array[]
  readonly key: boolean
}

/** Pictures in their order. What is neither parameter set nor slice (SEI, delimiters) is left out. */
export function accessUnits(stream: Uint8Array, codec: ClipCodec): AccessUnit[] {
  const units: { nals: Uint8Array[]; key: boolean }[] = []
  let waiting: Uint8Array[] = []
  for (const nal of nalUnits(stream)) {
    const kind = kindOf(nal, codec)
    if (kind === 'other') continue
    if (kind === 'parameters') {
      waiting.push(nal)
    } else if (beginsPicture(nal, codec)) {
      units.push({ nals: [...waiting, nal], key: kind === 'key' })
      waiting = []
    } else {
      units.at(-1)?.nals.push(nal)
    }
  }
  return units
}

/** The picture as it stands in an elementary stream, each NAL unit behind a start code of 4 octets. */
export function annexB({ nals }: AccessUnit): Uint8Array {
  return Buffer.concat(nals.flatMap((nal) => [START_CODE, nal]))
}

/** NAL unit type: 7 and 8 are the parameter sets of H.264, 32 to 34 those of H.265. */
export function nalType(nal: Uint8Array, codec: ClipCodec): number {
  const first = nal[0] ?? 0
  return codec === 'h264' ? first & 31 : (first >> 1) & 63
}

const START_CODE = Uint8Array.of(0, 0, 0, 1)

function nalUnits(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = []
  for (let i = 0; i + 2 < stream.length; i++) {
    if (stream[i] !== 0 || stream[i + 1] !== 0 || stream[i + 2] !== 1) continue
    starts.push(i + 3)
    i += 2
  }
  return starts.map((start, n) => {
    let end = n + 1 < starts.length ? (starts[n + 1] as number) - 3 : stream.length
    while (end > start && stream[end - 1] === 0) end--
    return stream.subarray(start, end)
  })
}

function kindOf(nal: Uint8Array, codec: ClipCodec): 'parameters' | 'key' | 'slice' | 'other' {
  const type = nalType(nal, codec)
  if (codec === 'h264') {
    if (type === 7 || type === 8) return 'parameters'
    if (type === 5) return 'key'
    return type === 1 ? 'slice' : 'other'
  }
  if (type >= 32 && type <= 34) return 'parameters'
  // Intra random access points are 16 to 21 (H.265, table 7-1).
  if (type >= 16 && type <= 21) return 'key'
  return type < 10 ? 'slice' : 'other'
}

/** The first slice of a picture says so in its first bit (H.265), or has macroblock 0 first, which is one bit 1 (H.264). */
function beginsPicture(nal: Uint8Array, codec: ClipCodec): boolean {
  return ((nal[codec === 'h264' ? 1 : 2] ?? 0) & 128) !== 0
}
