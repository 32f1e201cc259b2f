// The rungs of a climb as lines for people.
import type { Rung } from '../../probes/feeds/rung.ts'

const MARK = { ok: 'ok', failed: 'FAILED', skipped: '-' } as const
const NAME_WIDTH = 10
const MARK_WIDTH = 7
const MS_WIDTH = 8

export function rungLine({ rung, result, ms, says }: Rung): string {
  const took = ms === undefined ? '' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  const head = `${MARK[result].padEnd(MARK_WIDTH)} ${rung.padEnd(NAME_WIDTH)} ${took.padStart(MS_WIDTH)}`
  return `  ${head}  ${says}`.trimEnd()
}
