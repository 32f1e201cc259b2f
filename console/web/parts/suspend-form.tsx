// Switches targets off on purpose: what, why, whose, until when; first how many that is, and of very many their number.
import { useState } from 'preact/hooks'
import { zoneName } from '../../../texts/times.ts'
import type { ApiOwnerList } from '../../api/planned-response.ts'
import { useAsked } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { nameWritten, useNameField } from '../kept.ts'
import { DoneWords } from './done-words.tsx'
import { Refused } from './refused.tsx'
import { ScopeFields } from './scope-fields.tsx'
import { type Answer, type Suspending, type SuspendText, useSuspending } from './suspending.ts'

const HOUR_MS = 3_600_000

type Owners = ApiOwnerList['owners']

export function SuspendForm({ then }: { readonly then: () => void }) {
  const words = useWords()
  const owners = useAsked<ApiOwnerList>('api/owners').data?.owners ?? []
  const suspending = useSuspending(then)
  const { text, write, answer, error, send } = suspending
  const [typed, setTyped] = useState('')
  const asked = answer?.result === 'confirm' ? answer.covered : undefined
  const number = Number(typed.replace(/[\s.,]/g, ''))
  const submit = (event: Event): void => {
    event.preventDefault()
    setTyped('')
    if (asked === undefined) send({})
    else if (number === asked) send({ confirm: number })
  }
  return (
    <section class="panel">
      <h2>{words.t('suspendTitle')}</h2>
      <p class="quiet">{words.t('suspendHint')}</p>
      <form class="suspend act" onSubmit={submit}>
        <ScopeFields scope={text.scope} owners={owners} write={(scope) => write({ scope })} />
        <PlanFields {...suspending} owners={owners} />
        <NameField />
        {answer !== undefined && <Counted answer={answer} typed={typed} write={setTyped} />}
        <Refused error={error} />
        <div class="buttons">
          <button type="button" class="count" onClick={() => send(countOf(text, owners))}>
            {words.t('countFirst')}
          </button>
          <button type="submit" class="do" disabled={asked !== undefined && number !== asked}>
            {words.t('suspend')}
          </button>
        </div>
      </form>
    </section>
  )
}

/** Counting wants nothing but what is covered: what is not written yet is filled in, and thrown away. */
function countOf({ reason, owner, until }: SuspendText, owners: Owners) {
  return {
    dryRun: true,
    ...(reason.trim() === '' ? { reason: '-' } : {}),
    ...(owner === '' ? { owner: owners[0]?.id ?? '' } : {}),
    ...(until === '' ? { until: new Date(Date.now() + HOUR_MS).toISOString() } : {}),
    ...(nameWritten() === '' ? { by: '-' } : {}),
  }
}

/** Why, whose, by which letter, until when. */
function PlanFields({ text, write, owners }: Suspending & { readonly owners: Owners }) {
  const words = useWords()
  return (
    <>
      <label class="wide-field">
        {words.t('reason')}
        <input
          name="reason"
          value={text.reason}
          maxLength={300}
          required
          onInput={(event) => write({ reason: event.currentTarget.value })}
        />
      </label>
      <label>
        {words.t('owner')}
        <select
          name="owner"
          value={text.owner}
          required
          onInput={(event) => write({ owner: event.currentTarget.value })}
        >
          <option value="">{words.t('choose')}</option>
          {owners.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.t('reference')}
        <input
          name="reference"
          value={text.reference}
          maxLength={100}
          onInput={(event) => write({ reference: event.currentTarget.value })}
        />
      </label>
      <label>
        {words.t('until')} ({zoneName(words.language, words.timezone, Date.now())})
        <input
          name="until"
          type="datetime-local"
          value={text.until}
          required
          onInput={(event) => write({ until: event.currentTarget.value })}
        />
      </label>
    </>
  )
}

function NameField() {
  const words = useWords()
  const [name, setName] = useNameField()
  return (
    <label>
      {words.t('yourName')}
      <input
        name="by"
        value={name}
        autocomplete="name"
        maxLength={80}
        required
        onInput={(event) => setName(event.currentTarget.value)}
      />
    </label>
  )
}

interface CountedProps {
  readonly answer: Answer
  readonly typed: string
  readonly write: (typed: string) => void
}

function Counted({ answer, typed, write }: CountedProps) {
  const words = useWords()
  const count = words.count(answer.covered)
  if (answer.result !== 'confirm') {
    return (
      <div class="counted">
        <p role="status">
          {words.t(answer.result === 'done' ? 'suspended' : 'wouldCover', { count })}
        </p>
        <DoneWords done={answer.done} />
      </div>
    )
  }
  return (
    <div class="counted mass" role="alert">
      <label>
        {words.t('massConfirm', { count, share: words.share(answer.share ?? 0) })}
        <input
          name="confirm"
          inputMode="numeric"
          autocomplete="off"
          value={typed}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
    </div>
  )
}
