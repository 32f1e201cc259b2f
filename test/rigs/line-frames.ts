// Frames of the spool from lines of text.
import { gzipSync } from 'node:zlib'
import type { Tier } from '../../store/schema/tiers.ts'
import type { NewFrame } from '../../store/spool/spool.ts'

/** Lines whose times are seconds, `at` (epoch milliseconds) unless `more` says otherwise. */
export function frameOf(
  lines: readonly string[],
  at: number,
  more: Partial<NewFrame> & { readonly tier?: Tier } = {},
): NewFrame {
  return {
    tier: 'raw',
    worth: 'raw',
    precision: 's',
    points: lines.length,
    fromMs: at,
    toMs: at,
    body: gzipSync(lines.map((line) => `${line}\n`).join(''), { level: 1 }),
    ...more,
  }
}
