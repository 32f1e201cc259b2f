// What the server said beside "done": that it is not kept yet, and what is left on below something that stays off.
import { hangingText, NOT_KEPT_TEXTS } from '../../../texts/planned-answers.ts'
import type { ApiDone } from '../../api/planned-response.ts'
import { useWords } from '../hooks.ts'

/** More than anybody reads in one go. */
const MOST = 20

export function DoneWords({ done }: { readonly done: ApiDone | undefined }) {
  const { language, count } = useWords()
  if (done === undefined || (done.kept && done.warnings.length === 0)) return null
  const rest = done.warnings.length - MOST
  return (
    <ul class="warned" role="alert">
      {!done.kept && <li>{NOT_KEPT_TEXTS[language]}</li>}
      {done.warnings.slice(0, MOST).map((warning) => (
        <li key={warning.on}>{hangingText(language, warning)}</li>
      ))}
      {rest > 0 && <li>+ {count(rest)}</li>}
    </ul>
  )
}
