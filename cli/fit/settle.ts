// Proposed thresholds as they can be written into ronda.yaml: few digits, within the range of their key, inside the gap.
import { thresholdsSchema } from '../../probes/picture/config.ts'
import type { FitReport, FittedThreshold } from '../../probes/picture/fit-report.ts'

const FEWEST_DIGITS = 2
const MOST_DIGITS = 12

/** Whatever is proposed in it is accepted by ronda.yaml, and parts the two sides as well as the exact number does. */
export function settle(report: FitReport): FitReport {
  const thresholds = report.thresholds.map(settleOne)
  const changes = thresholds.flatMap(({ name, proposed }) =>
    proposed === undefined ? [] : [[name, proposed] as const],
  )
  return { ...report, thresholds, proposed: { ...report.proposed, ...Object.fromEntries(changes) } }
}

function settleOne(threshold: FittedThreshold): FittedThreshold {
  const { name, proposed, margin } = threshold
  if (proposed === undefined || margin === undefined) return threshold
  const { minValue, maxValue } = thresholdsSchema.shape[name].unwrap()
  const inRange = Math.min(Math.max(proposed, minValue ?? proposed), maxValue ?? proposed)
  if (Math.abs(inRange - proposed) >= margin) {
    const { proposed: _, margin: __, ...rest } = threshold
    return { ...rest, lack: 'overlap' }
  }
  return { ...threshold, proposed: rounded(inRange, margin - Math.abs(inRange - proposed)) }
}

/** The fewest digits that stay well within `room` on either side. */
function rounded(value: number, room: number): number {
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.abs(short - value) <= room / 10) return short
  }
  return value
}
