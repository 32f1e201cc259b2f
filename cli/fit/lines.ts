// What fitting came to, as lines for people: a table, what is still wrong, and what to write into ronda.yaml.
import type { FitReport, FittedThreshold, MisjudgedRow } from '../../probes/picture/fit-report.ts'

const SHOWN = 20
const NAME_WIDTH = 16
const WIDTH = 10

export function fitLines(report: FitReport): string[] {
  const { rows, cameras, thresholds, wrongNow, wrongThen } = report
  const changed = thresholds.filter(
    ({ proposed, current }) => proposed !== undefined && proposed !== current,
  )
  const cells = ['now', 'proposed', 'margin', 'cameras below', 'above']
  return [
    `${rows} looks at ${cameras} labelled cameras, ${wrongNow.length} of them judged wrongly`,
    `  ${'threshold'.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padEnd(WIDTH + 5)).join('')}`.trimEnd(),
    ...thresholds.map(thresholdLine),
    ...(changed.length === 0
      ? ['Nothing is proposed.']
      : [
          `With the proposed ones ${wrongThen.length} are judged wrongly. For ronda.yaml:`,
          'feeds:',
          '  thresholds:',
          ...changed.map(({ name, proposed }) => `    ${name}: ${shown(proposed)}`),
        ]),
    ...wrongLines('Judged wrongly with them', wrongThen),
  ]
}

function thresholdLine(threshold: FittedThreshold): string {
  const { name, current, proposed, margin, below, above, lack } = threshold
  const why = { few: 'too few', overlap: 'no gap' }
  const cells = [
    shown(current),
    lack === undefined ? shown(proposed) : why[lack],
    shown(margin),
    String(below.cameras),
    String(above.cameras),
  ]
  return `  ${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padEnd(WIDTH + 5)).join('')}`.trimEnd()
}

function wrongLines(title: string, wrong: readonly MisjudgedRow[]): string[] {
  if (wrong.length === 0) return []
  const rest = wrong.length - SHOWN
  return [
    `${title}:`,
    ...wrong
      .slice(0, SHOWN)
      .map(
        ({ cameraId, at, label, found }) =>
          `  ${new Date(at).toISOString()} ${cameraId}: ${label}, judged ${found}`,
      ),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

function shown(value: number | undefined): string {
  return value === undefined ? '-' : String(Number(value.toPrecision(3)))
}
