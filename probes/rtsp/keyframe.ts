// The last look at a keyframe before a decoder gets it: exactly one picture, whole, and nothing that could be taken for another.
import type { Slice } from './access-units.ts'
import type { CodecRules, PictureSets, SliceHead } from './codec-rules.ts'
import type { Codec, Keyframe } from './stream-look.ts'

const START_CODE = Buffer.of(0, 0, 0, 1)
const TWO_ZEROS = Buffer.of(0, 0)

/** Says why not, in a few words, where a decoder might see anything else in it than one whole picture. */
export function makeKeyframe(
  codec: Codec,
  rules: CodecRules,
  slices: readonly Slice[],
): Keyframe | string {
  const first = slices[0]?.head
  if (first === undefined || !first.starts || first.position !== 0) return 'its begin is missing'
  const sets = rules.picture(first.parametersId)
  if (sets === undefined) return 'its parameter sets did not come'
  const wrong = wrongOrder(slices, first, sets)
  if (wrong !== undefined) return wrong
  const parts: Uint8Array[] = []
  for (const nal of [...sets.nals, ...slices.map((slice) => rules.alone(slice.nal))]) {
    const clean = cleanNal(nal, rules.headerBytes)
    if (clean === undefined) return 'a start code is inside a NAL unit'
    parts.push(START_CODE, clean)
  }
  // A buffer of its own: nothing else is kept alive by it, and it can cross to another thread.
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const data = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  return { codec, data, width: sets.width, height: sets.height }
}

function wrongOrder(
  slices: readonly Slice[],
  first: SliceHead,
  { blocks }: PictureSets,
): string | undefined {
  let last = -1
  for (const { kind, head } of slices) {
    if (kind !== 'key' || head === undefined) return 'a slice of it cannot be read'
    if (head.refused !== undefined) return head.refused
    if (head.kind !== 'I') return 'a slice of it needs another picture'
    if (head.picture !== first.picture || head.parametersId !== first.parametersId) {
      return 'its slices belong to different pictures'
    }
    if (head.position <= last || head.position >= blocks) return 'its slices are out of order'
    last = head.position
  }
  return first.qp === undefined ? 'a slice of it cannot be read' : undefined
}

/** Without zeros at its end; undefined where a decoder would see a start code in it, or nothing is left. */
export function cleanNal(nal: Uint8Array, headerBytes: number): Buffer | undefined {
  let end = nal.length
  while (end > 0 && nal[end - 1] === 0) end--
  if (end <= headerBytes) return undefined
  const bytes = Buffer.from(nal.buffer, nal.byteOffset, end)
  for (let at = bytes.indexOf(TWO_ZEROS); at >= 0; at = bytes.indexOf(TWO_ZEROS, at + 2)) {
    if ((bytes[at + 2] as number) < 3) return undefined
  }
  return bytes
}
