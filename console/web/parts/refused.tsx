// What the server said to an act that it did not do: every problem, or one sentence.
import type { AskError } from '../ask.ts'
import { useWords } from '../hooks.ts'

export function Refused({ error }: { readonly error: AskError | undefined }) {
  const words = useWords()
  if (error === undefined) return null
  const answer = error.body?.error
  const problems = answer !== undefined && 'problems' in answer ? answer.problems : []
  if (problems.length === 0) {
    return (
      <p class="refused" role="alert">
        {words.t('failed', { message: error.message })}
      </p>
    )
  }
  return (
    <ul class="refused" role="alert">
      {problems.map(({ field, what, remedy }) => (
        <li key={`${field} ${what}`}>
          {field}: {what}; {remedy}
        </li>
      ))}
    </ul>
  )
}
