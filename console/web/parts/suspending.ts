// What stands in the form that suspends, and what the server said of it so far.
import { useState } from 'preact/hooks'
import { instantOf } from '../../../fleet/planned/clock.ts'
import type { ApiDone } from '../../api/planned-response.ts'
import { AskError, tell } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { nameWritten } from '../kept.ts'
import { EVERYTHING, type ScopeText, scopeOf } from './scope-fields.tsx'

export interface SuspendText {
  readonly scope: ScopeText
  readonly reason: string
  readonly owner: string
  readonly reference: string
  /** As a field for date and time has it, by the city's clock. */
  readonly until: string
}

/** `confirm`: so many that their number is to be typed. */
export interface Answer {
  readonly result: 'counted' | 'confirm' | 'done'
  readonly covered: number
  /** Of what was done. */
  readonly done?: ApiDone
  /** Of the estate, 0 to 1. */
  readonly share?: number
}

export interface Suspending {
  readonly text: SuspendText
  readonly write: (part: Partial<SuspendText>) => void
  readonly answer: Answer | undefined
  readonly error: AskError | undefined
  /** `extra`: `dryRun`, or the number in `confirm`. */
  readonly send: (extra: Readonly<Record<string, unknown>>) => void
}

const EMPTY: SuspendText = { scope: EVERYTHING, reason: '', owner: '', reference: '', until: '' }

/** `then` is called when something was suspended. */
export function useSuspending(then: () => void): Suspending {
  const { timezone } = useWords()
  const [text, setText] = useState(EMPTY)
  const [answer, setAnswer] = useState<Answer | undefined>()
  const [error, setError] = useState<AskError | undefined>()
  const failed = (thrown: unknown): void => {
    if (!(thrown instanceof AskError)) return
    const told = thrown.body?.error
    if (told !== undefined && 'covered' in told) {
      setAnswer({ result: 'confirm', covered: told.covered, share: told.share })
    } else if (thrown.status !== 401) setError(thrown)
  }
  return {
    text,
    answer,
    error,
    write(part) {
      setText({ ...text, ...part })
      // What was counted is not what is written any more.
      setAnswer(undefined)
      setError(undefined)
    },
    send(extra) {
      setError(undefined)
      const body = { ...bodyOf(text, timezone), by: nameWritten(), ...extra }
      tell<ApiDone>('api/suspensions', body).then((done) => {
        const { covered } = done
        if ('dryRun' in extra) return setAnswer({ result: 'counted', covered })
        setAnswer({ result: 'done', covered, done })
        setText(EMPTY)
        then()
      }, failed)
    },
  }
}

function bodyOf({ scope, reference, until, ...rest }: SuspendText, timezone: string) {
  const at = instantOf(timezone, Date.parse(`${until}Z`))
  return {
    ...rest,
    scope: scopeOf(scope),
    until: Number.isFinite(at) ? new Date(at).toISOString() : '',
    ...(reference.trim() === '' ? {} : { reference }),
  }
}
