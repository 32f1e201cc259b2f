// What changed and why, the newest first, with how long each state lasted.
import { clauseFor } from '../../../texts/sentence.ts'
import type { ApiTargetView } from '../../api/response.ts'
import { useNow, useWords } from '../hooks.ts'
import { StateMark } from './state-mark.tsx'

const SHOWN = 100

export function Transitions({ view }: { readonly view: ApiTargetView }) {
  const words = useWords()
  const now = useNow(5000)
  const clock = { now, timezone: words.timezone }
  const shown = view.transitions.slice(0, SHOWN)
  return (
    <section class="panel">
      <h2>
        {words.t('transitions')} <small>{words.count(view.transitions.length)}</small>
      </h2>
      {shown.length === 0 && <p class="quiet">{words.t('noTransitions')}</p>}
      <ol class="transitions">
        {shown.map((transition, index) => {
          const at = Date.parse(transition.at)
          const until = index === 0 ? now : Date.parse(shown[index - 1]?.at ?? transition.at)
          const took = Date.parse(transition.decidedAt) - at
          return (
            <li key={`${transition.at} ${transition.to}`}>
              <StateMark state={transition.to} />
              <div>
                <p>
                  <b class={transition.to}>{words.state(transition.to)}</b>{' '}
                  <time dateTime={transition.at}>{words.time(at, now)}</time>
                </p>
                <p>{clauseFor(words.language, transition.reason, transition.evidence, clock)}</p>
                <small>
                  {words.t('lasted', { duration: words.duration(until - at) })}
                  {took >= 1000 &&
                    ` · ${words.t('decidedAfter', { duration: words.duration(took) })}`}
                </small>
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
