// `ronda audit`: who did what and when, the newest first.
import { WEEKDAYS } from '../../console/api/act-request.ts'
import { clockOf } from '../../console/api/convert-planned.ts'
import type { ApiAudit } from '../../console/api/planned-response.ts'
import { RondaError } from '../../fleet/error.ts'
import { formatCount, formatTime } from '../../texts/times.ts'
import { frameOf } from '../act/frame.ts'
import type { Command } from '../command.ts'
import { askOrThrow, CONFIG_OPTION, configOf } from '../data-folder.ts'

const MOST_ROWS = 10_000
/** Longer lists are counted; `--json` has them whole. */
const MOST_IDS = 5
const LISTS = new Set(['targets', 'except'])
/** What of the details is a point in time. */
const TIMES = new Set(['from', 'until', 'to'])

export const command: Command = {
  name: 'audit',
  summary: 'who suspended, resumed, planned and acknowledged what, the newest first',
  usage:
    '[SUBJECT] [--limit N] [--config FILE]   (SUBJECT: id of an incident, suspension or window)',
  example: [
    'ronda audit --limit 1',
    '22 Nov 20:15:00 WIB  suspend  sus-mws7k2-1  by sari (cli)  covered=12 reason="line is being moved"',
  ].join('\n'),
  options: {
    limit: { type: 'string', value: 'N', help: 'at most so many, 1 to 10,000', default: '50' },
    ...CONFIG_OPTION,
  },
  positionals: [0, 1],
  async run({ values, positionals }, context) {
    const config = configOf(values)
    const limit = Number(values['limit'])
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST_ROWS) {
      const what = `ronda audit: --limit ${values['limit']}: want a whole number from 1 to 10,000`
      throw new RondaError('RND_USAGE', what, { remedy: 'as in --limit 50' })
    }
    const { timezone, now } = await frameOf(config)
    const query = new URLSearchParams({ subject: positionals[0] ?? '', limit: String(limit) })
    const audit = await askOrThrow<ApiAudit>(config, `/api/audit?${query}`)
    if (context.json) context.out(`${JSON.stringify(audit)}\n`)
    else {
      const lines = audit.rows.map((row) => line(row, timezone, now))
      context.out(`${(lines.length === 0 ? ['Nothing was done.'] : lines).join('\n')}\n`)
    }
    return 0
  },
}

type Detail = ApiAudit['rows'][number]['detail']

/** Long lists counted, a weekly window as `--weekly` takes it. */
function inWords(detail: Detail): Detail {
  const { days, fromMinute, toMinute, timezone, ...rest } = detail
  const lists = Object.entries(rest).map(([name, value]) => [
    name,
    LISTS.has(name) ? counted(value) : value,
  ])
  const told = Object.fromEntries(lists) as Detail
  if (typeof fromMinute !== 'number' || typeof toMinute !== 'number') return told
  const names = String(days)
    .split(' ')
    .map((day) => WEEKDAYS[Number(day)] ?? day)
  return {
    ...told,
    weekly: `${names.join(',')} ${clockOf(fromMinute)}-${clockOf(toMinute)} ${timezone}`,
  }
}

function counted(ids: string | number): string | number {
  const count = String(ids).split(' ').length
  return count > MOST_IDS ? `${formatCount('en', count)} ids` : ids
}

function line(row: ApiAudit['rows'][number], timezone: string, now: number): string {
  const { by, via, action, subject, detail } = row
  const details = Object.entries(inWords(detail)).map(([name, value]) => {
    const told =
      TIMES.has(name) && typeof value === 'number' ? formatTime('en', value, timezone, now) : value
    return `${name}=${/[\s"]/.test(String(told)) ? JSON.stringify(told) : told}`
  })
  const what = [`${action}  ${subject}  by ${by} (${via})`, details.join(' ')].filter(Boolean)
  return `${formatTime('en', Date.parse(row.at), timezone, now)}  ${what.join('  ')}`
}
