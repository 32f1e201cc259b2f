// `ronda store dead-letters`: points that a database refused for good; how many for each reason, then the newest of them.
import { RondaError } from '../../fleet/error.ts'
import { formatCount, formatTime } from '../../texts/times.ts'
import type { Command } from '../command.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { type FoundSeries, findSeries } from '../store/found-series.ts'
import { type Letter, type Letters, readLetters } from '../store/letters.ts'
import { targetProblem } from '../store/target-named.ts'

/** As long as a screen is wide; --json shows more. */
const SHOWN_LINE = 200
const MOST = 100_000

export const command: Command = {
  name: 'store dead-letters',
  summary: 'points that InfluxDB refused for good: how many for each reason, and the newest',
  usage: '[--target NAME] [--limit N] [--config FILE]   (exit 1 where there are any)',
  example: [
    'ronda store dead-letters --limit 1',
    '205 dead letters',
    '',
    '  200  main 400: field type conflict: input field "rtt_dms" on measurement "uplink" is type float, already exists as type integer (last 09:12:20 WIB)',
    '    5  main 400: unable to parse: missing tag value (last 09:12:25 WIB)',
    '',
    'Newest first, 1 of 205:',
    '09:12:25 WIB  main 400 raw: unable to parse: missing tag value',
    '  uplink,id=UPL-1,kec= up=1i 1795392745',
    '',
    'When the cause is mended: ronda store replay --dead-letters',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    target: { type: 'string', value: 'NAME', help: 'only those of this database' },
    limit: {
      type: 'string',
      value: 'N',
      help: 'how many of the newest to list, the newest first, 0 to 100,000',
      default: '20',
    },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const config = configOf(values)
    const found = await findSeries(config)
    const target = typeof values['target'] === 'string' ? values['target'] : undefined
    const most = limitOf(values['limit'])
    const problems = [
      targetProblem(found.status, target),
      most === undefined
        ? `--limit ${String(values['limit'])} is not a number from 0 to 100,000`
        : undefined,
    ].filter((problem) => problem !== undefined)
    if (problems.length > 0 || most === undefined) {
      throw new RondaError('RND_USAGE', problems.join('\n'), {
        remedy: 'options and an example: ronda store dead-letters --help',
      })
    }
    const letters = await readLetters(config, { running: found.running, target, most })
    const text = context.json
      ? JSON.stringify({ running: found.running, ...letters })
      : linesOf(letters, found).join('\n')
    context.out(`${text}\n`)
    return letters.total > 0 ? 1 : 0
  },
}

function limitOf(text: string | boolean | undefined): number | undefined {
  const number = Number(text)
  const whole = typeof text === 'string' && /^\d{1,6}$/.test(text)
  return whole && number <= MOST ? number : undefined
}

function linesOf({ total, groups, rows }: Letters, found: FoundSeries): string[] {
  const { city, running, timezone } = found
  const now = Date.now()
  const time = (at: string): string => formatTime('en', Date.parse(at), timezone, now)
  const off = running ? [] : [`${city}: not running`]
  if (total === 0) return [...off, 'No point was refused.']
  const width = Math.max(...groups.map(({ count }) => formatCount('en', count).length))
  return [
    ...off,
    `${formatCount('en', total)} dead letter${total === 1 ? '' : 's'}`,
    '',
    ...groups.map(
      ({ count, target, status, reason, lastAt }) =>
        `  ${formatCount('en', count).padStart(width)}  ${target} ${status}: ${plain(reason)} (last ${time(lastAt)})`,
    ),
    ...(rows.length === 0
      ? []
      : ['', `Newest first, ${formatCount('en', rows.length)} of ${formatCount('en', total)}:`]),
    ...rows.flatMap((row) => letterLines(row, time)),
    '',
    'When the cause is mended: ronda store replay --dead-letters',
  ]
}

function letterLines(letter: Letter, time: (at: string) => string): string[] {
  const { at, target, status, tier, message, line, cut } = letter
  const shown = line.slice(0, SHOWN_LINE)
  const more = cut || shown.length < line.length ? '…' : ''
  return [`${time(at)}  ${target} ${status} ${tier}: ${plain(message)}`, `  ${plain(shown)}${more}`]
}

/** A database says what it likes; a terminal would obey some of it. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
}
