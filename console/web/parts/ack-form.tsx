// Acknowledges an incident: a name, which this browser remembers, a word for the others, and one button.
import { useState } from 'preact/hooks'
import type { ApiIncidentRow } from '../../api/incident-response.ts'
import type { ApiDone } from '../../api/planned-response.ts'
import { AskError, tell } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { useNameField } from '../kept.ts'
import { incidentPath } from '../route.ts'
import { DoneWords } from './done-words.tsx'
import { Refused } from './refused.tsx'

interface AckFormProps {
  readonly incident: ApiIncidentRow
  /** Called when it is done. */
  readonly then: () => void
}

export function AckForm({ incident, then }: AckFormProps) {
  const words = useWords()
  const [name, setName] = useNameField()
  const [note, setNote] = useState('')
  const [error, setError] = useState<AskError | undefined>()
  const [done, setDone] = useState<ApiDone | undefined>()
  if (incident.state === 'closed' || incident.acknowledged !== undefined) {
    return <DoneWords done={done} />
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    const said = note.trim()
    const body = { by: name.trim(), ...(said === '' ? {} : { note: said }) }
    tell<ApiDone>(`${incidentPath(incident.id)}/ack`, body).then(
      (answer) => {
        setDone(answer)
        then()
      },
      (thrown: unknown) => {
        if (thrown instanceof AskError) setError(thrown)
      },
    )
  }
  return (
    <form class="ack act" onSubmit={submit}>
      <label>
        {words.t('yourName')}
        <input
          value={name}
          autocomplete="name"
          maxLength={80}
          required
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        {words.t('note')}
        <input
          value={note}
          maxLength={500}
          placeholder={words.t('noteHint')}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="do">
        {words.t('acknowledge')}
      </button>
      <Refused error={error?.status === 401 ? undefined : error} />
    </form>
  )
}
