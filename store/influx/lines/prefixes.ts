// What stands before the fields of a line, `uplink,id=...,kec=... `, made once for each series.
import { escapeMeasurement, escapeTag } from './escape.ts'

/** Prefix `i` is `bytes` from `ends[i - 1]` (0 for the first) to `ends[i]`. An empty one stands for "has no lines". */
export interface Prefixes {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** Tags sorted by key, as InfluxDB wants them; those without a value are left out. Ends with the space. */
export function prefixOf(
  measurement: string,
  tags: Readonly<Record<string, string | undefined>>,
): string {
  let written = ''
  for (const tag of Object.keys(tags).sort()) {
    const [key, value] = [escapeTag(tag), escapeTag(tags[tag] ?? '')]
    if (key !== '' && value !== '') written += `,${key}=${value}`
  }
  return `${escapeMeasurement(measurement)}${written} `
}

export function packPrefixes(prefixes: readonly string[]): Prefixes {
  const ends = new Uint32Array(prefixes.length)
  let end = 0
  prefixes.forEach((prefix, i) => {
    end += Buffer.byteLength(prefix)
    ends[i] = end
  })
  return { bytes: Buffer.from(prefixes.join('')), ends }
}
