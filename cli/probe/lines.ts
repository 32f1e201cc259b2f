// A climb as lines for people, none wider than a terminal of 100 columns.
import type { Rung } from '../../probes/feeds/rung.ts'

const COLUMNS = 100
const MARK = { ok: 'ok', failed: 'FAILED', skipped: '-' } as const
const NAME_WIDTH = 10
const MARK_WIDTH = 7
const MS_WIDTH = 8

/** A rung, its sentence broken below itself where it is long. */
export function rungLines({ rung, result, ms, says }: Rung): readonly string[] {
  const took = ms === undefined ? '' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  const head = `${MARK[result].padEnd(MARK_WIDTH)} ${rung.padEnd(NAME_WIDTH)} ${took.padStart(MS_WIDTH)}`
  return broken(`  ${head}  `, says)
}

/** `head` and `text`, which goes on below its own beginning. A word that is wider than the line stays whole. */
export function broken(head: string, text: string): readonly string[] {
  const width = Math.max(20, COLUMNS - head.length)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  const indent = ' '.repeat(head.length)
  return [...lines, line].map((each, i) => `${i === 0 ? head : indent}${each}`.trimEnd())
}
