// From RTP payloads to NAL units: H.264 (RFC 6184: single, STAP-A, FU-A) and H.265 (RFC 7798: single, aggregated, fragments).

/** Takes NAL units piece by piece, in order. */
export interface NalTaker {
  /** A NAL unit begins; one that has not ended is lost. */
  begin(header: Uint8Array): void
  add(bytes: Uint8Array): void
  end(): void
  /** Something is missing here, or breaks the rules. */
  torn(): void
}

export type Depacketise = (payload: Buffer, taker: NalTaker) => void

const STAP_A = 24
const FU_A = 28
const AGGREGATED = 48
const FRAGMENT = 49
const START = 0x80
const END = 0x40

export const depacketiseH264: Depacketise = (payload, taker) => {
  const type = (payload[0] ?? 0) & 31
  if (type >= 1 && type < STAP_A) whole(payload, 1, taker)
  else if (type === STAP_A) aggregated(payload, 1, 1, 0, taker)
  else if (type === FU_A && payload.length > 2) {
    const [indicator, header] = [payload[0] as number, payload[1] as number]
    fragment(header, Uint8Array.of((indicator & 0xe0) | (header & 31)), payload.subarray(2), taker)
  } else taker.torn()
}

/** `numbered`: units carry the number of their decoding order (`sprop-max-don-diff`), which TCP does not need. */
export function depacketiseH265(numbered: boolean): Depacketise {
  const number = numbered ? 2 : 0
  return (payload, taker) => {
    const type = ((payload[0] ?? 0) >> 1) & 63
    if (payload.length <= 2) taker.torn()
    else if (type < AGGREGATED) whole(payload, 2, taker, number)
    else if (type === AGGREGATED) aggregated(payload, 2, 2, number, taker)
    else if (type === FRAGMENT && payload.length > 3) {
      const [high, low, header] = payload as unknown as [number, number, number]
      const first = (high & 0x81) | ((header & 63) << 1)
      const from = 3 + ((header & START) === 0 ? 0 : number)
      fragment(header, Uint8Array.of(first, low), payload.subarray(from), taker)
    } else taker.torn()
  }
}

function whole(nal: Buffer, headerBytes: number, taker: NalTaker, number = 0): void {
  taker.begin(nal.subarray(0, headerBytes))
  taker.add(nal.subarray(headerBytes + number))
  taker.end()
}

function aggregated(
  payload: Buffer,
  from: number,
  headerBytes: number,
  number: number,
  taker: NalTaker,
): void {
  let at = from + number
  while (at < payload.length) {
    const length = at + 2 <= payload.length ? payload.readUInt16BE(at) : 0
    if (length < headerBytes || at + 2 + length > payload.length) {
      taker.torn()
      return
    }
    whole(payload.subarray(at + 2, at + 2 + length), headerBytes, taker)
    // Units behind the first have a number of one byte.
    at += 2 + length + number / 2
  }
}

function fragment(header: number, nalHeader: Uint8Array, bytes: Buffer, taker: NalTaker): void {
  if ((header & START) !== 0) taker.begin(nalHeader)
  taker.add(bytes)
  if ((header & END) !== 0) taker.end()
}
