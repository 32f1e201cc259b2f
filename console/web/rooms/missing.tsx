// What a room shows while it has nothing yet, or when what it was asked for is not there.
import type { AskError } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { boardLink } from '../route.ts'

export function Missing({
  error,
  id,
}: {
  readonly error: AskError | undefined
  readonly id: string
}) {
  const words = useWords()
  if (error === undefined) return <p class="loading">{words.t('loading')}</p>
  return (
    <p class="empty">
      {error.status === 404
        ? words.t('notThere', { id })
        : words.t('failed', { message: error.message })}{' '}
      <a href={boardLink}>{words.t('toBoard')}</a>
    </p>
  )
}
