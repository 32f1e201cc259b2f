// What is dead now, newest first: the faults themselves, not what hangs below them.

import { reasonName } from '../../../texts/reasons.ts'
import type { ApiTargetPage } from '../../api/response.ts'
import { useAsked } from '../ask.ts'
import { useNow, useTargetChanges, useWords } from '../hooks.ts'
import { targetLink, targetsLink } from '../route.ts'
import { StateMark } from './state-mark.tsx'

const SHOWN = 40
const EVERY_MS = 400

const always = (): boolean => true

export function DeadList() {
  const words = useWords()
  const now = useNow(5000)
  const path = `api/targets?state=down&order=newest&limit=${SHOWN}`
  const { data, again } = useAsked<ApiTargetPage>(path)
  useTargetChanges(always, again, EVERY_MS)
  if (data === undefined) return <section class="dead" aria-busy="true" />
  return (
    <section class="dead">
      <h2>
        {words.t('deadNow')}
        <a href={targetsLink({ state: 'down' })}>
          {words.t('showAll', { count: words.count(data.total) })}
        </a>
      </h2>
      {data.total === 0 && <p class="quiet">{words.t('nothingDead')}</p>}
      <ol>
        {data.rows.map((row) => (
          <li key={row.id}>
            <a href={targetLink(row.id)}>
              <StateMark state={row.state} />
              <b class="dead-name" title={row.name}>
                {row.name}
              </b>
              <small>
                {row.id} · {reasonName(words.language, row.reason)}
              </small>
              <time dateTime={row.since}>{words.duration(now - Date.parse(row.since))}</time>
            </a>
          </li>
        ))}
      </ol>
    </section>
  )
}
