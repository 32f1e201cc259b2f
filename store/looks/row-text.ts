// One look as a line of text, and back.
import { z } from 'zod'
import type { LookRow } from './looks.ts'

/** A line of ours has a few hundred characters. */
const LONGEST = 4000

const schema = z.object({
  c: z.string(),
  t: z.int(),
  f: z.string(),
  p: z.string().optional(),
  v: z.record(z.string(), z.union([z.string(), z.number()])),
})

export function rowText({ cameraId, at, found, published, features }: LookRow): string {
  return JSON.stringify({ c: cameraId, t: at, f: found, p: published, v: rounded(features) })
}

/** Undefined for what is no row. */
export function readRow(line: string): LookRow | undefined {
  if (line.length > LONGEST) return undefined
  let plain: unknown
  try {
    plain = JSON.parse(line)
  } catch {
    return undefined
  }
  const parsed = schema.safeParse(plain)
  if (!parsed.success) return undefined
  const { c, t, f, p, v } = parsed.data
  return { cameraId: c, at: t, found: f, published: p, features: v }
}

/** Five figures are more than any threshold is fitted to. */
function rounded(features: LookRow['features']): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(features).map(([key, value]) => [
      key,
      typeof value === 'number' ? Number(value.toPrecision(5)) : value,
    ]),
  )
}
