// When a line that is already written says it was.
import type { Precision } from '../../spool/spool.ts'

const NS_DIGITS = 6

/** Epoch milliseconds; undefined where the line has no time, is cut, or is more than one: it cannot go out (again). */
export function timeOfLine(line: string, precision: Precision): number | undefined {
  const digits = /^[^\n]* (\d{1,19})$/.exec(line)?.[1]
  if (digits === undefined) return undefined
  return precision === 's' ? Number(digits) * 1000 : Number(digits.slice(0, -NS_DIGITS))
}
