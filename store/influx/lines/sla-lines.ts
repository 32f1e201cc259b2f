// Availability of kecamatan by the hour and of kelurahan by the day: sums over all registered targets of a kind.
import type { SeriesTarget } from '../../schema/series-target.ts'
import type { SpanColumns } from '../../series/columns.ts'
import type { LineWriter } from './line-writer.ts'
import { prefixOf } from './prefixes.ts'
import { stampOf } from './target-lines.ts'

const UP_S = Buffer.from('up_s=')
const OBS_S = Buffer.from('obs_s=')
const SPAN_S = Buffer.from('span_s=')
const ROOM = 128

interface Groups {
  readonly prefixes: readonly Uint8Array[]
  /** Group of each registered target. */
  readonly of: Uint32Array
  /** Targets in each group. */
  readonly sizes: readonly number[]
}

export class SlaLines {
  readonly #hourly: Groups
  readonly #daily: Groups

  constructor(estate: readonly SeriesTarget[]) {
    this.#hourly = groupBy(estate, ({ kec, kind }) => prefixOf('sla', { kec, kind }))
    this.#daily = groupBy(estate, ({ kec, kel, kind }) => prefixOf('sla_kel', { kec, kel, kind }))
  }

  /** Nothing for a minute. Milliseconds are added up first and rounded to seconds once. */
  write(span: SpanColumns, writer: LineWriter): void {
    if (span.tier === 'm1') return
    const groups = span.tier === 'h1' ? this.#hourly : this.#daily
    const available = new Float64Array(groups.sizes.length)
    const observed = new Float64Array(groups.sizes.length)
    groups.of.forEach((group, target) => {
      const ms = span.availableMs[target] as number
      available[group] = (available[group] as number) + ms
      observed[group] = (observed[group] as number) + ms + (span.unavailableMs[target] as number)
    })
    writer.open({ tier: span.tier, worth: 'kept', precision: 's' })
    const stamp = stampOf(span.from)
    groups.prefixes.forEach((prefix, group) => {
      writer.begin(prefix, 0, prefix.length, ROOM)
      writer.integer(UP_S, Math.round((available[group] as number) / 1000))
      writer.integer(OBS_S, Math.round((observed[group] as number) / 1000))
      const size = groups.sizes[group] as number
      writer.integer(SPAN_S, Math.round((size * (span.to - span.from)) / 1000))
      writer.end(stamp, span.from)
    })
  }
}

function groupBy(
  estate: readonly SeriesTarget[],
  prefixOfGroup: (target: SeriesTarget) => string,
): Groups {
  const numbers = new Map<string, number>()
  const sizes: number[] = []
  const of = Uint32Array.from(estate, (target) => {
    const prefix = prefixOfGroup(target)
    const group = numbers.get(prefix) ?? numbers.size
    numbers.set(prefix, group)
    sizes[group] = (sizes[group] ?? 0) + 1
    return group
  })
  return { prefixes: [...numbers.keys()].map((prefix) => Buffer.from(prefix)), of, sizes }
}
