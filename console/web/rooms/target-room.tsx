// One target: in what state and why, how its round trips and losses went, what changed, what it hangs on.
import { useCallback } from 'preact/hooks'
import { headlineFor } from '../../../texts/incident-sentence.ts'
import { sentenceFor } from '../../../texts/sentence.ts'
import type { ApiIncidentRow } from '../../api/incident-response.ts'
import type { ApiTargetRow, ApiTargetView } from '../../api/response.ts'
import { useAsked } from '../ask.ts'
import { useEvery, useIncidentChanges, useNow, useTargetChanges, useWords } from '../hooks.ts'
import { AvailabilityFigure } from '../parts/availability.tsx'
import { Facts } from '../parts/facts.tsx'
import { FeedFeatures } from '../parts/feed-features.tsx'
import { FeedPanel } from '../parts/feed-panel.tsx'
import { IncidentMark, LOOKS } from '../parts/incident-mark.tsx'
import { toldOf } from '../parts/incident-words.ts'
import { Ladder } from '../parts/ladder.tsx'
import { Path } from '../parts/path.tsx'
import { RecorderPanel } from '../parts/recorder-panel.tsx'
import { RttChart } from '../parts/rtt-chart.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { TargetLink } from '../parts/target-link.tsx'
import { Transitions } from '../parts/transitions.tsx'
import { go, incidentLink, plannedLink, SPANS, targetLink } from '../route.ts'
import { Missing } from './missing.tsx'

const EVERY_MS = 500
const MINUTE_MS = 60_000

export function TargetRoom({ id, hours }: { readonly id: string; readonly hours: number }) {
  const words = useWords()
  const path = `api/targets/${encodeURIComponent(id)}?hours=${hours}`
  const { data, error, again } = useAsked<ApiTargetView>(path)
  const mine = useCallback((ids: readonly string[]) => ids.includes(id), [id])
  useTargetChanges(mine, again, EVERY_MS)
  useIncidentChanges(again, EVERY_MS)
  // A minute of history is added every minute, whether or not the state changes.
  useEvery(MINUTE_MS, again)
  if (data === undefined) return <Missing error={error} id={id} />
  const { target } = data
  return (
    <>
      <Path steps={data.path} />
      <div class="title">
        <h1>
          <small>{words.kind(target.kind)}</small> {target.name}
        </h1>
        <AvailabilityFigure of={data.availability24h} />
      </div>
      <Sentence view={data} />
      {data.incident !== undefined && <PartOf incident={data.incident} />}
      {target.condition === undefined && data.feed !== undefined ? (
        <div class="columns">
          <Ladder feed={data.feed} />
          <FeedFeatures features={data.feed.features} />
        </div>
      ) : target.condition === undefined ? (
        <section class="panel">
          <h2>
            {words.t('rttAndLoss')}
            <Spans id={id} hours={hours} />
          </h2>
          <RttChart history={data.history} />
        </section>
      ) : (
        <FeedPanel view={data} condition={target.condition} />
      )}
      {data.recorder !== undefined && (
        <RecorderPanel recorder={data.recorder} cameras={data.children} />
      )}
      <div class="columns">
        <Transitions view={data} />
        <div>
          <Facts view={data} />
          <Family title={words.t('hangsOn')} rows={data.parents} />
          <Family title={words.t('hangsBelow')} rows={data.children} />
        </div>
      </div>
    </>
  )
}

/** The state in one sentence, as `ronda why` says it. */
function Sentence({ view }: { readonly view: ApiTargetView }) {
  const words = useWords()
  const now = useNow(1000)
  const { state, reason, since, rttUs, parent } = view.target
  const evidence = {
    ...(rttUs === undefined ? {} : { rttUs }),
    ...(parent === undefined ? {} : { parent }),
    ...view.lastEvidence,
  }
  const finding = {
    state,
    reason,
    since: Date.parse(since),
    evidence,
    now,
    timezone: words.timezone,
  }
  return (
    <p class={`sentence ${state}`} data-state={state}>
      <StateMark state={state} />
      <span>
        {sentenceFor(words.language, finding)}{' '}
        {reason === 'planned' && (
          <a class="to-cause" href={plannedLink}>
            {words.t('toPlanned')}
          </a>
        )}
      </span>
    </p>
  )
}

/** The open incident that the target belongs to, in one line. */
function PartOf({ incident }: { readonly incident: ApiIncidentRow }) {
  const words = useWords()
  const now = useNow(5000)
  return (
    <a class={`part-of ${LOOKS[incident.state]}`} href={incidentLink(incident.id)}>
      <IncidentMark state={incident.state} />
      <span>
        <small>{words.t('partOf')}</small>
        {headlineFor(words.language, toldOf(incident, words, now))}
      </span>
    </a>
  )
}

function Spans({ id, hours }: { readonly id: string; readonly hours: number }) {
  const words = useWords()
  const names = { 1: 'span1', 24: 'span24', 168: 'span168', 720: 'span720' } as const
  return (
    <fieldset class="spans" aria-label={words.t('span')}>
      {SPANS.map((span) => (
        <button
          key={span}
          type="button"
          aria-pressed={span === hours}
          onClick={() => go(targetLink(id, span))}
        >
          {words.t(names[span])}
        </button>
      ))}
    </fieldset>
  )
}

function Family({
  title,
  rows,
}: {
  readonly title: string
  readonly rows: readonly ApiTargetRow[]
}) {
  const words = useWords()
  if (rows.length === 0) return null
  return (
    <section class="panel family">
      <h2>
        {title} <small>{words.count(rows.length)}</small>
      </h2>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <TargetLink row={row} />
          </li>
        ))}
      </ul>
    </section>
  )
}
