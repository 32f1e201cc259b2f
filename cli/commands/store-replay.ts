// `ronda store replay`: tries what waits at once, sends dead letters again, or writes a span of the local store once more.
import type { ApiRefused } from '../../console/api/planned-response.ts'
import type { ApiError, ApiSummary } from '../../console/api/response.ts'
import type { ApiReplayed } from '../../console/api/series-response.ts'
import { RondaError } from '../../fleet/error.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import type { Clock } from '../../texts/sentence.ts'
import { formatCount, formatTime } from '../../texts/times.ts'
import { actorOf, BY_OPTION } from '../act/actor.ts'
import type { Command } from '../command.ts'
import { askOrThrow, CONFIG_OPTION, configOf, tellRunning } from '../data-folder.ts'
import { runningSeries } from '../store/found-series.ts'
import { PAST_FORMS, replayBody } from '../store/replay-words.ts'

export const command: Command = {
  name: 'store replay',
  summary: 'tries what waits for InfluxDB at once; sends dead letters or a past span again',
  usage:
    '[--target NAME] [--dead-letters] [--from T [--to T] [--tiers m1,h1,d1,ev]] [--by NAME] [--config FILE]',
  example: [
    'ronda store replay --from -2d --tiers m1,h1',
    'Tried at once: 0 frames that waited.',
    'To be written once more, to all databases: m1, h1 from 20 Nov 09:12:00 WIB until 09:12:00 WIB; of each only whole spans that are over. It goes on by itself: ronda store status',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    target: { type: 'string', value: 'NAME', help: 'only this database' },
    'dead-letters': { type: 'boolean', help: 'send again what was refused, too' },
    from: {
      type: 'string',
      value: 'T',
      help: `write a span of the local store once more: ${PAST_FORMS}`,
    },
    to: { type: 'string', value: 'T', help: 'its end, at most now; without it now' },
    tiers: { type: 'string', value: 'LIST', help: 'of the span: m1,h1,d1,ev; without it all' },
    ...BY_OPTION,
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const config = configOf(values)
    const { timezone } = await askOrThrow<ApiSummary>(config, '/api/summary')
    const clock = { timezone, now: Date.now() }
    const status = await runningSeries(config)
    const words = replayBody(values, { ...clock, status })
    if ('problems' in words) throw refused(words.problems)
    const told = await tellRunning(config, '/api/series/replay', {
      ...words.body,
      by: actorOf(values),
    })
    if (told.status === 422) {
      const { problems } = (told.body as ApiRefused).error
      throw refused(problems.map(({ field, what, remedy }) => `${field}: ${what}; ${remedy}`))
    }
    if (told.status !== 200) throw refused([(told.body as ApiError).error.message])
    const done = told.body as ApiReplayed
    const lines = [...(words.note ? [words.note] : []), ...linesOf(done, clock, silentIn(status))]
    context.out(context.json ? `${JSON.stringify(done)}\n` : `${lines.join('\n')}\n`)
    return 0
  },
}

function refused(problems: readonly string[]): RondaError {
  return new RondaError('RND_USAGE', problems.join('\n'), {
    remedy: 'options and an example: ronda store replay --help; nothing was sent',
  })
}

/** The databases that take nothing now. */
function silentIn(status: SeriesStatus | undefined): readonly string[] {
  return (status?.targets ?? [])
    .filter(({ state }) => state === 'held' || state === 'waiting' || state === 'starting')
    .map(({ name }) => name)
}

function linesOf(
  { frames, deadLetters, span }: ApiReplayed,
  clock: Clock,
  silent: readonly string[],
): string[] {
  const time = (at: string): string => formatTime('en', Date.parse(at), clock.timezone, clock.now)
  return [
    `Tried at once: ${counted(frames, 'frame')} that waited.`,
    ...(deadLetters > 0 ? [`Sent again: ${counted(deadLetters, 'dead letter')}.`] : []),
    ...(span
      ? [
          `To be written once more, to all databases: ${span.tiers.join(', ')} from ${time(span.from)} until ${time(span.to)}; of each only whole spans that are over. It goes on by itself: ronda store status`,
          ...(silent.length > 0
            ? [`For ${silent.join(', ')} it waits in the spool: nothing is taken there now.`]
            : []),
        ]
      : []),
  ]
}

function counted(n: number, what: string): string {
  return `${formatCount('en', n)} ${what}${n === 1 ? '' : 's'}`
}
