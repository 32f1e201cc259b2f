// `ronda fit`: proposes thresholds for pictures from feeds that a person has labelled.
import { join } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import { formatProblem } from '../../fleet/problem.ts'
import { featuresFrom } from '../../probes/picture/feature-record.ts'
import { fitThresholds } from '../../probes/picture/fit.ts'
import type { LabelledFeatures } from '../../probes/picture/fit-report.ts'
import { createLooks } from '../../store/looks/file-looks.ts'
import type { LookRow } from '../../store/looks/looks.ts'
import type { Command } from '../command.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { type Label, readLabels } from '../fit/labels.ts'
import { fitLines } from '../fit/lines.ts'
import { settle } from '../fit/settle.ts'
import { cityOf } from '../run/city.ts'
import { LOOKS_FOLDER } from '../run/feeds/folders.ts'

const DAY_MS = 86_400_000
const MOST_DAYS = 3650
const DEFAULT_DAYS = 7
const SHOWN = 10

export const command: Command = {
  name: 'fit',
  summary: 'proposes thresholds for pictures from feeds that you have labelled',
  usage: 'LABELS.csv [--days N] [--config FILE]   (lines of: camera,condition[,from[,to]])',
  example: [
    'ronda fit labels.csv',
    '412 looks at 36 labelled cameras, 3 judged wrongly',
    '  threshold  now  proposed  margin  cameras below  above',
    '  frozenMad  0.3      0.41    0.12              6     30',
    'With what is proposed 0 are judged wrongly. For ronda.yaml:',
    'feeds:',
    '  thresholds:',
    '    frozenMad: 0.41',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    days: {
      type: 'string',
      value: 'N',
      help: 'how far to look back for cameras without times of their own',
      default: String(DEFAULT_DAYS),
    },
  },
  positionals: [1, 1],
  async run({ values, positionals }, context) {
    const config = configOf(values)
    const days = daysOf(values['days'])
    const file = positionals[0] ?? ''
    const fleet = await cityOf(config)
    const known = new Set<string>(fleet.cameras.map(({ id }) => id))
    const read = readLabels(file, known)
    if ('problems' in read) {
      throw new RondaError('RND_FIT_LABELS', read.problems.map(formatProblem).join('\n'), {
        remedy: 'a line is camera,condition and, where it did not always look so, from and to',
      })
    }
    const now = Date.now()
    const looks = createLooks(join(config.data, LOOKS_FOLDER))
    const labels = read.labels.map((label) => ({
      ...label,
      from: label.from ?? now - days * DAY_MS,
      to: label.to ?? now,
    }))
    const { rows, unreadable } = await looks.read({
      cameras: new Set(labels.map(({ camera }) => camera)),
      from: Math.min(now, ...labels.map(({ from }) => from)),
      to: Math.max(...labels.map(({ to }) => to)),
    })
    await looks.close()
    if (unreadable > 0)
      context.err(`${unreadable} kept lines could not be read and are left out.\n`)
    const labelled = rows.flatMap((row) => labelledOf(row, labels) ?? [])
    if (labelled.length === 0) throw nothingToFit(config.data)
    const report = settle(fitThresholds(labelled, config.feeds.thresholds))
    const unseen = unseenOf(labels, labelled)
    if (context.json) {
      context.out(`${JSON.stringify({ ...report, unseen })}\n`)
    } else {
      const lines = fitLines(report, { timezone: fleet.timezone, now })
      context.out(`${[...lines, ...unseenLines(unseen)].join('\n')}\n`)
    }
    return report.wrongNow.length > 0 ? 1 : 0
  },
}

/** Labelled cameras without a look in their time. */
function unseenOf(
  labels: readonly Label[],
  labelled: readonly LabelledFeatures[],
): readonly string[] {
  const seen = new Set(labelled.map(({ cameraId }) => cameraId))
  return [...new Set(labels.map(({ camera }) => camera))].filter((camera) => !seen.has(camera))
}

function unseenLines(unseen: readonly string[]): readonly string[] {
  if (unseen.length === 0) return []
  const rest = unseen.length - SHOWN
  const more = rest > 0 ? ` and ${rest} more` : ''
  return [`No look with a picture in their time: ${unseen.slice(0, SHOWN).join(', ')}${more}`]
}

function labelledOf(
  row: LookRow,
  labels: readonly (Label & { readonly from: number; readonly to: number })[],
): LabelledFeatures | undefined {
  const label = labels.find(
    ({ camera, from, to }) => camera === row.cameraId && row.at >= from && row.at < to,
  )
  const features = label && featuresFrom(row.features)
  return features && { cameraId: row.cameraId, at: row.at, label: label.condition, features }
}

function daysOf(value: string | boolean | undefined): number {
  const days = Number(value)
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days
  throw new RondaError('RND_USAGE', `--days ${String(value)} is no number of days`, {
    remedy: `give a whole number, 1 to ${MOST_DAYS}`,
  })
}

function nothingToFit(data: string): RondaError {
  return new RondaError('RND_FIT_LABELS', `${data} has no look at a labelled camera in that time`, {
    remedy: 'let ronda run look at the feeds for some hours first, or widen --days',
  })
}
