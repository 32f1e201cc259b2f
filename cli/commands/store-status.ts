// `ronda store status`: how writing the time series goes; from the running program, or from the spool that it left.
import { seriesOut } from '../../console/api/convert-series.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'
import type { Command } from '../command.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { seriesNotices } from '../run/series-notices.ts'
import { type FoundSeries, findSeries } from '../store/found-series.ts'
import { statusLines } from '../store/status-lines.ts'

export const command: Command = {
  name: 'store status',
  summary: 'how writing the time series to InfluxDB goes: lag, backlog, losses, what is wrong',
  usage:
    '[--config FILE]   (exit 1: something is held, refused or dropped, a database away for a minute, the spool not writable)',
  example: [
    'ronda store status',
    'Contoh: 1 database',
    '',
    'main  http://127.0.0.1:8086 (InfluxDB 1): writing since 08:02:11 WIB',
    '  lag 0 s, nothing waits',
    '  1,412,210 points written since the start, the last 09:12:20 WIB; half within 41 ms, 99 % within 180 ms',
    '',
    'Spool: 1.2 MB of 4,096 MB, 0 points wait',
    'Summed up to: m1 09:12:00 WIB, h1 09:00:00 WIB, d1 00:00:00 WIB',
  ].join('\n'),
  options: CONFIG_OPTION,
  positionals: [0, 0],
  async run({ values }, context) {
    const found = await findSeries(configOf(values))
    const { running, silentPid, city, status } = found
    const bad = silentPid !== undefined || seriesNotices(status).length > 0
    if (context.json) {
      const story = { running, silentPid, city, ...seriesOut(status) }
      context.out(`${JSON.stringify(story)}\n`)
    } else context.out(`${linesOf(found).join('\n')}\n`)
    return bad ? 1 : 0
  },
}

function linesOf({ running, silentPid, city, timezone, status }: FoundSeries): string[] {
  const now = Date.now()
  const clock = { now, timezone }
  if (status === undefined) {
    return [
      `${city}: no database of time series is configured: history stays in the local store`,
      'To add one: name it under influx: targets: in ronda.yaml, then ronda store init',
    ]
  }
  const { at, targets } = status
  const count = `${targets.length} database${targets.length === 1 ? '' : 's'}`
  const age = formatDuration('en', now - at)
  const asOf = `as of ${formatTime('en', at, timezone, now)} (${age} ago)`
  const how =
    silentPid === undefined ? 'not running' : `process ${silentPid} is there but does not answer`
  return [
    `${city}: ${running ? count : `${how}, ${asOf}`}`,
    '',
    ...statusLines(status, clock, running),
  ]
}
