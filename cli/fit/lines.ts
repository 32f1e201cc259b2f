// What fitting came to, as lines for people: a table, what is still wrong, and what to write into ronda.yaml.
import {
  FIT_LEAST,
  type FitReport,
  type FittedThreshold,
  type MisjudgedRow,
} from '../../probes/picture/fit-report.ts'
import { formatTime } from '../../texts/times.ts'

const SHOWN = 20
const LACKS = {
  few: `fewer than ${FIT_LEAST} cameras on a side`,
  overlap: 'the two sides overlap',
} as const

export interface FitClock {
  readonly timezone: string
  /** Epoch milliseconds. */
  readonly now: number
}

export function fitLines(report: FitReport, clock: FitClock): string[] {
  const { rows, cameras, thresholds, wrongNow, wrongThen } = report
  const changed = changedOf(report)
  return [
    `${counted(rows, 'look')} at ${counted(cameras, 'labelled camera')}, ${wrongNow.length} judged wrongly`,
    ...table(thresholds),
    ...(changed.length === 0
      ? ['Nothing is proposed.']
      : [
          `With what is proposed ${wrongThen.length} are judged wrongly. For ronda.yaml:`,
          'feeds:',
          '  thresholds:',
          ...changed.map(({ name, proposed }) => `    ${name}: ${proposed}`),
        ]),
    ...(wrongThen.length > 0 ? [`Judged wrongly${changed.length > 0 ? ' even then' : ''}:`] : []),
    ...wrongLines(wrongThen, clock),
  ]
}

/** Those that are proposed and differ from what holds now. */
function changedOf({ thresholds }: FitReport): readonly FittedThreshold[] {
  return thresholds.filter(({ proposed, current }) => (proposed ?? current) !== current)
}

/** Columns as wide as what stands in them. */
function table(thresholds: readonly FittedThreshold[]): readonly string[] {
  const cells = [
    ['threshold', 'now', 'proposed', 'margin', 'cameras below', 'above', ''],
    ...thresholds.map(({ name, current, proposed, margin, below, above, lack }) => [
      name,
      shown(current),
      shown(proposed),
      shown(margin),
      String(below.cameras),
      String(above.cameras),
      lack ? LACKS[lack] : '',
    ]),
  ]
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  )
  return cells.map((line) =>
    `  ${line.map((cell, column) => padded(cell, widths[column] ?? 0, column)).join('  ')}`.trimEnd(),
  )
}

/** Names and remarks to the left, numbers to the right. */
function padded(cell: string, width: number, column: number): string {
  return column === 0 || column === 6 ? cell.padEnd(width) : cell.padStart(width)
}

function wrongLines(wrong: readonly MisjudgedRow[], { timezone, now }: FitClock): string[] {
  const rest = wrong.length - SHOWN
  return [
    ...wrong
      .slice(0, SHOWN)
      .map(
        ({ cameraId, at, label, found }) =>
          `  ${cameraId}, ${formatTime('en', at, timezone, now)}: labelled ${label}, judged ${found}`,
      ),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function shown(value: number | undefined): string {
  return value === undefined ? '-' : String(Number(value.toPrecision(3)))
}
