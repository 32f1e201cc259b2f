// Makes frames of line protocol out of what the program measures. No I/O; every call is synchronous and takes a while.
import { ispLines, ispPoints } from '../../aggregates/isp-points.ts'
import type { Point } from '../../schema/measurements.ts'
import type { SeriesTarget } from '../../schema/series-target.ts'
import type { Tier } from '../../schema/tiers.ts'
import type { SlotColumns, SpanColumns } from '../../series/columns.ts'
import type { PointBatch } from '../../series/series.ts'
import type { NewFrame, Precision } from '../../spool/spool.ts'
import { timeOfLine } from './line-time.ts'
import { LineWriter, MOST_LINES } from './line-writer.ts'
import { lineOfPoint } from './point-line.ts'
import { SlaLines } from './sla-lines.ts'
import { TargetLines } from './target-lines.ts'

export interface EncoderOptions {
  /** Lines of one frame at most. Default 5,000. */
  readonly mostLines?: number
}

export interface Encoder {
  /** Tier raw, times in seconds. A target that was not asked has no line. */
  slotFrames(slot: SlotColumns): NewFrame[]
  /**
   * The targets, then sums that are whole even where `only` is given: `isp` of a minute, `sla` of an hour, `sla_kel` of a
   * day.
   */
  spanFrames(span: SpanColumns): NewFrame[]
  /** Times in nanoseconds, the ordinal in the digits below a millisecond. */
  pointFrames(batch: PointBatch): NewFrame[]
  /**
   * Lines that were refused once and go out again, at most 5,000 (else RangeError); undefined where none of them can.
   * Those of which `timeOfLine` knows no time are left out.
   */
  lineFrame(tier: Tier, precision: Precision, lines: readonly string[]): NewFrame | undefined
  /** Points, ever, that could not become a line: of no time that InfluxDB knows, or without any field of the right type. */
  readonly unwritable: number
}

/** `estate` in the order of the store's registration. */
export function createEncoder(
  estate: readonly SeriesTarget[],
  { mostLines = MOST_LINES }: EncoderOptions = {},
): Encoder {
  const writer = new LineWriter(mostLines)
  const targets = new TargetLines(estate)
  const sla = new SlaLines(estate)
  const isp = ispLines(estate)
  let unwritable = 0
  const write = (point: Point, tier: Tier): void => {
    const line = lineOfPoint(point, tier)
    if (line === undefined) unwritable++
    else writer.line(line, point.at)
  }
  return {
    slotFrames(slot) {
      targets.slot(slot, writer)
      return writer.take()
    },
    spanFrames(span) {
      targets.span(span, writer)
      sla.write(span, writer)
      if (span.tier === 'm1') {
        writer.open({ tier: 'm1', worth: 'minute', precision: 'ns' })
        for (const point of ispPoints(isp, span, span.from)) write(point, 'm1')
      }
      return writer.take()
    },
    pointFrames({ tier, worth, points }) {
      writer.open({ tier, worth, precision: 'ns' })
      for (const point of points) write(point, tier)
      return writer.take()
    },
    lineFrame(tier, precision, lines) {
      if (lines.length > mostLines) throw new RangeError(`${lines.length} lines in one frame`)
      // With the best worth: somebody looked at them and wants them in.
      writer.open({ tier, worth: 'kept', precision })
      for (const line of lines) {
        const at = timeOfLine(line, precision)
        if (at !== undefined) writer.line(line, at)
      }
      return writer.take()[0]
    },
    get unwritable() {
      return unwritable
    },
  }
}
