// The boxes that an MP4 file is made of (ISO/IEC 14496-12), read without trusting any length.

export interface Box {
  readonly type: string
  /** Without the box's own head. */
  readonly body: Buffer
  /** Where the box begins in what was read. */
  readonly at: number
}

const MOST_BOXES = 2000

/** Boxes of one level, in order; ends at the first whose length cannot be. */
export function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  let at = 0
  while (at + 8 <= bytes.length && boxes.length < MOST_BOXES) {
    const short = bytes.readUInt32BE(at)
    const head = short === 1 ? 16 : 8
    if (at + head > bytes.length) break
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short || bytes.length - at
    if (size < head || at + size > bytes.length) break
    const type = bytes.toString('latin1', at + 4, at + 8)
    boxes.push({ type, body: bytes.subarray(at + head, at + size), at })
    at += size
  }
  return boxes
}

/** The first box at the end of a path of types. */
export function boxAt(bytes: Buffer, ...path: readonly string[]): Buffer | undefined {
  let inside: Buffer | undefined = bytes
  for (const type of path) {
    if (inside === undefined) return undefined
    inside = boxesIn(inside).find((box) => box.type === type)?.body
  }
  return inside
}
