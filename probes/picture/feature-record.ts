// Features out of a kept row, which may be of another version or broken.
import type { Features } from './picture.ts'

const NEEDED = ['width', 'height', 'bpp', 'loss'] as const
const OPTIONAL = [
  ...(['qp', 'complexity', 'skip', 'fps', 'kbps', 'mean', 'sd', 'chroma', 'plain'] as const),
  ...(['madLast', 'madFirst', 'likeness'] as const),
]

/** Undefined where what every look has is missing or no number. */
export function featuresFrom(
  record: Readonly<Record<string, string | number>>,
): Features | undefined {
  const { codec } = record
  if (codec !== 'h264' && codec !== 'h265') return undefined
  const needed = pick(record, NEEDED)
  const { width, height, bpp, loss } = needed
  if (width === undefined || height === undefined) return undefined
  if (bpp === undefined || loss === undefined) return undefined
  return { codec, width, height, bpp, loss, ...pick(record, OPTIONAL) }
}

function pick<K extends string>(
  record: Readonly<Record<string, string | number>>,
  names: readonly K[],
): { [Name in K]?: number } {
  const out: { [Name in K]?: number } = {}
  for (const name of names) {
    const value = record[name]
    if (typeof value === 'number' && Number.isFinite(value)) out[name] = value
  }
  return out
}
