// The lines of a frame, one by one, as latin1: no byte changes on the way out of the spool and to the database.
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Precision } from '../../spool/spool.ts'

/** 5,000 lines of 64 KiB do not fit, but no frame of ours comes near. */
const MOST_BYTES = 256 * 1024 * 1024
const GZIP_LEVEL = 1

/** Undefined where the body is no gzip. Empty lines are left out. */
export function linesOf(body: Uint8Array): readonly string[] | undefined {
  try {
    const text = gunzipSync(body, { maxOutputLength: MOST_BYTES }).toString('latin1')
    return text.split('\n').filter((line) => line !== '')
  } catch {
    return undefined
  }
}

export function bodyOf(lines: readonly string[]): Uint8Array {
  return gzipSync(Buffer.from(`${lines.join('\n')}\n`, 'latin1'), { level: GZIP_LEVEL })
}

/** As people read it. */
export function textOfLine(line: string): string {
  return Buffer.from(line, 'latin1').toString('utf8')
}

const MS: Readonly<Record<Precision, number>> = { s: 1000, ns: 1e-6 }

/** Epoch milliseconds; undefined of a line that does not end with a time. */
export function atOfLine(line: string, precision: Precision): number | undefined {
  const stamp = /\s(-?\d{1,19})\s*$/.exec(line)?.[1]
  return stamp === undefined ? undefined : Number(stamp) * MS[precision]
}
