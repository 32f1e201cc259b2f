// One incident: the cause in words, what was seen of it, its life, and everything that it takes along.
import { incidentSentence } from '../../../texts/incident-sentence.ts'
import { incidentStateName, stepName } from '../../../texts/incidents.ts'
import type { ApiIncidentRow, ApiIncidentView } from '../../api/incident-response.ts'
import { useAsked } from '../ask.ts'
import { useCityChanges, useEvery, useIncidentChanges, useNow, useWords } from '../hooks.ts'
import { AckForm } from '../parts/ack-form.tsx'
import { AffectedList } from '../parts/affected-list.tsx'
import { EvidencePanel } from '../parts/facts.tsx'
import { FlappingMark, IncidentMark, LOOKS } from '../parts/incident-mark.tsx'
import { kindsOf, titleOf, toldOf } from '../parts/incident-words.ts'
import { Path } from '../parts/path.tsx'
import { areaLink, incidentPath, incidentsLink, targetLink } from '../route.ts'
import { countOf } from '../told.ts'
import { Missing } from './missing.tsx'

const EVERY_MS = 500
const TOLD_EVERY_MS = 15_000
/** Steps of a long life that are drawn, the newest. */
const SHOWN_STEPS = 200

export function IncidentRoom({ id }: { readonly id: string }) {
  const words = useWords()
  const { data, error, again } = useAsked<ApiIncidentView>(incidentPath(id))
  useIncidentChanges(again, EVERY_MS, id)
  // An escalation is told without a step in the incident's life.
  useEvery(TOLD_EVERY_MS, again)
  if (data === undefined) return <Missing error={error} id={id} />
  const { incident } = data
  return (
    <>
      <Path steps={incident.target?.path ?? []} />
      <div class="title">
        <h1>
          <small>
            <a href={incidentsLink}>{words.t('incident')}</a> · {incident.id}
          </small>{' '}
          {titleOf(incident, words)}
        </h1>
        <div class="figure">
          <span>{words.t(incident.state === 'closed' ? 'affectedAtPeak' : 'affectedNow')}</span>
          <b>{words.count(countOf(incident))}</b>
          <small>{kindsOf(incident.byKind, words)}</small>
        </div>
      </div>
      <Sentence incident={incident} />
      <AckForm incident={incident} then={again} />
      <div class="columns">
        <AffectedList id={id} />
        <div>
          <Split incident={incident} />
          <Told view={data} />
          <Life view={data} />
          <EvidencePanel evidence={incident.evidence} />
        </div>
      </div>
    </>
  )
}

function Sentence({ incident }: { readonly incident: ApiIncidentRow }) {
  const words = useWords()
  const now = useNow(1000)
  const { state, target, acknowledged } = incident
  return (
    <div class={`sentence ${LOOKS[state]}`} data-state={state}>
      <IncidentMark state={state} />
      <div>
        <p>
          {incidentSentence(words.language, toldOf(incident, words, now))}{' '}
          <FlappingMark row={incident} />
        </p>
        {acknowledged !== undefined && (
          <p class="acknowledged">
            {words.t('acknowledgedBy', {
              by: acknowledged.by,
              time: words.time(acknowledged.at, now),
            })}
            {acknowledged.note !== undefined && `: ${acknowledged.note}`}
          </p>
        )}
        {target !== undefined && (
          <a class="to-cause" href={targetLink(target.id)}>
            {words.t('toCause', { id: target.id })}
          </a>
        )}
      </div>
    </div>
  )
}

/** How the affected are spread over the city. */
function Split({ incident }: { readonly incident: ApiIncidentRow }) {
  const words = useWords()
  const { byKecamatan, byOwner } = incident
  return (
    <section class="panel split">
      <h2>{words.t('byKecamatan')}</h2>
      <Shares parts={byKecamatan} linkOf={areaLink} />
      <h2>{words.t('byOwner')}</h2>
      <Shares parts={byOwner} />
    </section>
  )
}

interface SharesProps {
  readonly parts: ApiIncidentRow['byKecamatan']
  readonly linkOf?: (id: string) => string
}

function Shares({ parts, linkOf }: SharesProps) {
  const words = useWords()
  const most = parts[0]?.count ?? 1
  return (
    <ul class="shares">
      {parts.map(({ id, name, count }) => (
        <li key={id}>
          <span>
            {id === '' && words.t('noArea')}
            {id !== '' && (linkOf === undefined ? name : <a href={linkOf(id)}>{name}</a>)}
          </span>
          <b>{words.count(count)}</b>
          <meter min={0} max={most} value={count} aria-hidden="true" />
        </li>
      ))}
    </ul>
  )
}

/** Who knows of it; of one that is over, or where nobody is to be told, nothing. */
function Told({ view: { told } }: { readonly view: ApiIncidentView }) {
  const words = useWords()
  const now = useNow(5000)
  const city = useCityChanges(({ what }) => what === 'summary')
  if (told === undefined) return null
  /** Its messages go in the order in which they were made. */
  const waits = (receiver: string, at: string): boolean => {
    const oldestAt = city.summary?.receivers?.find(({ id }) => id === receiver)?.oldestAt
    return oldestAt !== undefined && Date.parse(oldestAt) <= Date.parse(at)
  }
  return (
    <section class="panel told">
      <h2>
        {words.t('told')} <small>{words.count(told.length)}</small>
      </h2>
      {told.length === 0 && <p class="quiet">{words.t('nobodyTold')}</p>}
      <dl class="facts">
        {told.map(({ receiver, at }) => (
          <div key={receiver}>
            <dt>{receiver}</dt>
            <dd>
              <time dateTime={at}>{words.time(at, now)}</time>
              {waits(receiver, at) && <small> {words.t('notDelivered')}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Life({ view }: { readonly view: ApiIncidentView }) {
  const words = useWords()
  const now = useNow(5000)
  const steps = view.steps.toReversed().slice(0, SHOWN_STEPS)
  return (
    <section class="panel">
      <h2>
        {words.t('life')} <small>{incidentStateName(words.language, view.incident.state)}</small>
      </h2>
      <ol class="life">
        {steps.map((step) => (
          <li key={`${step.at} ${step.what} ${step.affected}`} class={`step-${step.what}`}>
            <time dateTime={step.at}>{words.time(step.at, now)}</time>
            <p>{stepName(words.language, step.what)}</p>
            <small>{words.t('countAffected', { count: words.count(step.affected) })}</small>
          </li>
        ))}
      </ol>
    </section>
  )
}
