// fleet.yaml: what holds for the estate as a whole.
import { z } from 'zod'
import type { Fleet } from '../model.ts'
import { fault, shown } from './fault.ts'
import { address, label, word } from './fields.ts'
import { timezone } from './timezone.ts'

export type Settings = Pick<Fleet, 'city' | 'timezone' | 'intervalMs' | 'anchors' | 'synthetic'>

/** Milliseconds between two routine echoes where fleet.yaml does not say: design, section 5. */
const DEFAULT_INTERVAL_MS = 10_000
const LEAST_INTERVAL_MS = 1000
const MOST_INTERVAL_MS = 3_600_000
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

const interval = label.transform((value, context) => {
  const ms = intervalMs(value)
  if (ms >= LEAST_INTERVAL_MS && ms <= MOST_INTERVAL_MS) return ms
  const message = fault(
    `bad interval ${shown(value)}`,
    'write a number and a unit such as 10s or 1m, from 1s to 1h',
  )
  context.issues.push({ code: 'custom', message, input: value })
  return z.NEVER
})

const intervals = z.strictObject(
  { node: interval.optional(), uplink: interval.optional(), nvr: interval.optional() },
  { error: () => fault('"intervals" is not a map', 'write it as intervals: { nvr: 10s }') },
)

const schema = z.strictObject({
  city: label,
  timezone,
  intervals: intervals.optional(),
  anchors: z
    .array(address, { error: () => fault('"anchors" is not a list', 'write it as [address, ...]') })
    .max(16, { error: () => fault('more than 16 anchors', 'two to four are enough') })
    .optional(),
  synthetic: word(['true', 'false']).optional(),
})

/** Keys of fleet.yaml, and those inside `intervals`. */
export const SETTINGS_KEYS: readonly string[] = Object.keys(schema.shape)
export const INTERVAL_KEYS: readonly string[] = Object.keys(intervals.shape)

export function readSettings(
  cells: unknown,
): { readonly value: Settings } | { readonly issues: readonly z.core.$ZodIssue[] } {
  const parsed = schema.safeParse(cells)
  if (!parsed.success) return { issues: parsed.error.issues }
  const { city, anchors, synthetic, intervals: given } = parsed.data
  return {
    value: {
      city,
      timezone: parsed.data.timezone,
      intervalMs: {
        node: given?.node ?? DEFAULT_INTERVAL_MS,
        uplink: given?.uplink ?? DEFAULT_INTERVAL_MS,
        nvr: given?.nvr ?? DEFAULT_INTERVAL_MS,
      },
      anchors: anchors ?? [],
      synthetic: synthetic === 'true',
    },
  }
}

function intervalMs(value: string): number {
  const match = /^(\d{1,7})\s*(ms|s|m|h)$/.exec(value)
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : Number.NaN
}
