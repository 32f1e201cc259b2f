// Suspensions and windows one under the other: why, whose, from when to when, how many, and the button that ends one.
import { useState } from 'preact/hooks'
import { zoneName } from '../../../texts/times.ts'
import type { ApiDone, ApiPlannedRow } from '../../api/planned-response.ts'
import { AskError, tell } from '../ask.ts'
import { useNow, useWords, type Words } from '../hooks.ts'
import { nameWritten } from '../kept.ts'
import { plannedPath } from '../route.ts'
import { PlannedTargets } from './planned-targets.tsx'
import { Refused } from './refused.tsx'

interface PlannedListProps {
  readonly title: string
  readonly state: ApiPlannedRow['state']
  readonly rows: readonly ApiPlannedRow[]
  /** Called when one was ended. */
  readonly then: (done: ApiDone) => void
}

export function PlannedList({ title, state, rows, then }: PlannedListProps) {
  const words = useWords()
  if (rows.length === 0 && state !== 'active') return null
  return (
    <section class="panel" data-planned={state}>
      <h2>
        {title} <small>{words.count(rows.length)}</small>
      </h2>
      {rows.length === 0 && <p class="quiet">{words.t('nothingPlanned')}</p>}
      <ol class="planned-rows">
        {rows.map((row) => (
          <li key={row.id} class={`planned-row ${row.state}`}>
            <Row row={row} then={then} />
          </li>
        ))}
      </ol>
    </section>
  )
}

interface RowProps {
  readonly row: ApiPlannedRow
  readonly then: (done: ApiDone) => void
}

function Row({ row, then }: RowProps) {
  const words = useWords()
  const now = useNow(5000)
  const { id, kind, reason, owner, reference, source, covered, state } = row
  return (
    <>
      <div class="planned-why">
        <p>
          <b>{reason}</b>
        </p>
        <small>
          {words.t(kind)} {id} · {words.t('owner')} {owner.name}
          {reference !== undefined && ` · ${reference}`} ·{' '}
          {words.t(source === 'file' ? 'fromFile' : 'fromProgram')}
        </small>
      </div>
      <div class="planned-times">
        {timeLines(row, words, now).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
      <div class="planned-count">
        <b>{words.count(covered)}</b>
        <small>{words.t('targetsCovered')}</small>
      </div>
      <div class="planned-more">
        <PlannedTargets id={id} />
        {source === 'program' && state !== 'over' && <Resume row={row} then={then} />}
      </div>
    </>
  )
}

function timeLines({ from, until, weekly }: ApiPlannedRow, words: Words, now: number): string[] {
  const lines: string[] = []
  if (weekly !== undefined) {
    const days = weekly.days.map((day) => words.t(day)).join(', ')
    const zone = zoneName(words.language, weekly.timezone, now)
    lines.push(`${days} ${weekly.from}–${weekly.to} ${zone}`)
  }
  if (from !== undefined) lines.push(words.t('fromTime', { time: words.time(from, now) }))
  if (until !== undefined) lines.push(words.t('untilTime', { time: words.time(until, now) }))
  return lines
}

/** One press asks, the second ends it. */
function Resume({ row, then }: RowProps) {
  const words = useWords()
  const [asked, setAsked] = useState(false)
  // What has not begun has nothing to resume.
  const verb = row.state === 'coming' ? 'callOff' : 'resume'
  const [error, setError] = useState<AskError | undefined>()
  const end = (): void => {
    const by = nameWritten()
    tell<ApiDone>(`${plannedPath(row.id)}/resume`, by === '' ? {} : { by }).then(
      (done) => {
        setAsked(false)
        then(done)
      },
      (thrown: unknown) => {
        if (thrown instanceof AskError && thrown.status !== 401) setError(thrown)
      },
    )
  }
  if (!asked) {
    return (
      <button type="button" class="resume" onClick={() => setAsked(true)}>
        {words.t(verb)}
      </button>
    )
  }
  return (
    <fieldset class="sure">
      <p>{words.t('resumeSure', { count: words.count(row.covered) })}</p>
      <button type="button" class="do" onClick={end}>
        {words.t(verb)}
      </button>
      <button type="button" onClick={() => setAsked(false)}>
        {words.t('cancel')}
      </button>
      <Refused error={error} />
    </fieldset>
  )
}
