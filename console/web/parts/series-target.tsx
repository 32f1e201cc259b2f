// One database of time series: its state, what it is owed and what it has, what was lost on the way, and what is wrong.
import type { State } from '../../../fleet/state.ts'
import {
  SERIES_LOSS_TEXTS,
  type SeriesState,
  seriesProblemText,
  seriesStateName,
} from '../../../texts/series.ts'
import type { ApiSeriesTarget } from '../../api/series-response.ts'
import { useNow, useWords, type Words } from '../hooks.ts'
import { deadLettersLink } from '../route.ts'
import { ReplayButtons } from './replay-buttons.tsx'
import { StateMark } from './state-mark.tsx'

/** The colour and shape that each state is shown with, as states of targets have them. */
const LOOKS: Readonly<Record<SeriesState, State>> = {
  starting: 'unknown',
  writing: 'up',
  'catching-up': 'maintenance',
  waiting: 'degraded',
  held: 'down',
}

interface SeriesTargetProps {
  readonly target: ApiSeriesTarget
  /** Called when something was sent again. */
  readonly then: () => void
}

export function SeriesTarget({ target, then }: SeriesTargetProps) {
  const words = useWords()
  const now = useNow(5000)
  const { name, url, dialect, state, since, deadLetters } = target
  const look = LOOKS[state]
  const time = words.time(since, now)
  const duration = words.duration(now - Date.parse(since))
  return (
    <section class="panel series-target" data-series={name} data-state={state}>
      <h2>
        {name}
        <small>
          {url} · InfluxDB {dialect}
        </small>
        <span class={`series-state ${look}`}>
          <StateMark state={look} />
          {seriesStateName(words.language, state)}
          <small>{words.t('sinceFor', { time, duration })}</small>
        </span>
      </h2>
      <Problem target={target} />
      <dl class="facts">
        {factsOf(target, words, now).map(([fact, value]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{words.t('deadLetters')}</dt>
          <dd>
            <a class="to-dead-letters" href={deadLettersLink(name)}>
              {words.count(deadLetters)}
            </a>
          </dd>
        </div>
      </dl>
      <ReplayButtons target={target} then={then} />
    </section>
  )
}

function Problem({ target }: { readonly target: ApiSeriesTarget }) {
  const words = useWords()
  const now = useNow(5000)
  const { problem, state } = target
  if (problem === undefined) return null
  const { what, remedy } = seriesProblemText(words.language, problem)
  const time = words.time(problem.since, now)
  const duration = words.duration(now - Date.parse(problem.since))
  return (
    <div class={`series-problem ${state}`} role="alert">
      <p>
        <b>{what}</b> · {words.t('sinceFor', { time, duration })}
      </p>
      <p>
        {words.t('remedy')}: {remedy}.
      </p>
    </div>
  )
}

function factsOf(
  { backlog, lagMs, written, lastWrittenAt, liveP50Ms, liveP99Ms, losses }: ApiSeriesTarget,
  words: Words,
  now: number,
): readonly (readonly [string, string])[] {
  const { frames, points, bytes, oldestAt } = backlog
  const owed = {
    points: words.count(points),
    frames: words.count(frames),
    size: words.megabytes(bytes),
    time: oldestAt === undefined ? '–' : words.time(oldestAt, now),
  }
  const latency =
    liveP50Ms === undefined || liveP99Ms === undefined
      ? '–'
      : words.t('liveLatencyOf', { half: Math.round(liveP50Ms), most: Math.round(liveP99Ms) })
  return [
    [words.t('lag'), words.duration(lagMs)],
    [words.t('owed'), frames === 0 ? words.t('nothingOwed') : words.t('owedOf', owed)],
    [words.t('writtenPoints'), words.count(written)],
    [words.t('lastWritten'), lastWrittenAt === undefined ? '–' : words.time(lastWrittenAt, now)],
    [words.t('liveLatency'), latency],
    [words.t('lostPoints'), lossesText(losses, words)],
  ]
}

/** What is kept as dead letters is not lost: it has a line of its own. */
function lossesText({ dropped, deadLetters: _, ...rest }: ApiSeriesTarget['losses'], words: Words) {
  const texts = SERIES_LOSS_TEXTS[words.language]
  const losses = Object.entries({ ...dropped, ...rest }).filter(([, points]) => points > 0)
  if (losses.length === 0) return words.t('nothingLost')
  return losses
    .map(([why, points]) => `${words.count(points)} (${texts[why as keyof typeof texts]})`)
    .join(', ')
}
