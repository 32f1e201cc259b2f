// Tries at once what waits for a database, and sends again what it refused; who has not signed in is led to the form.
import { useState } from 'preact/hooks'
import type { ApiReplayed, ApiSeriesTarget } from '../../api/series-response.ts'
import { AskError, tell } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { nameWritten } from '../kept.ts'
import { Refused } from './refused.tsx'

interface ReplayButtonsProps {
  readonly target: ApiSeriesTarget
  /** Called when it was started. */
  readonly then: () => void
}

/** Nothing where there is nothing to send. */
export function ReplayButtons({ target, then }: ReplayButtonsProps) {
  const words = useWords()
  const [done, setDone] = useState<ApiReplayed | undefined>()
  const [error, setError] = useState<AskError | undefined>()
  const { name, backlog, deadLetters } = target
  const replay = (again: boolean): void => {
    setDone(undefined)
    setError(undefined)
    const by = nameWritten()
    const body = { target: name, deadLetters: again, ...(by === '' ? {} : { by }) }
    tell<ApiReplayed>('api/series/replay', body).then(
      (answer) => {
        setDone(answer)
        then()
      },
      (thrown: unknown) => {
        if (thrown instanceof AskError && thrown.status !== 401) setError(thrown)
      },
    )
  }
  const frames = words.count(done?.frames ?? 0)
  const letters = words.count(done?.deadLetters ?? 0)
  return (
    <div class="series-acts">
      {backlog.frames > 0 && (
        <button type="button" class="try-now" onClick={() => replay(false)}>
          {words.t('tryNow')}
        </button>
      )}
      {deadLetters > 0 && (
        <button type="button" class="send-again" onClick={() => replay(true)}>
          {words.t('sendAgain')}
        </button>
      )}
      {done !== undefined && <p role="status">{words.t('replayed', { frames, letters })}</p>}
      <Refused error={error} />
    </div>
  )
}
