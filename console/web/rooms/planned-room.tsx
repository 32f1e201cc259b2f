// What is switched off on purpose: now, later, before; and the form that switches more off.
import { useEffect, useState } from 'preact/hooks'
import type { ApiDone, ApiPlannedList } from '../../api/planned-response.ts'
import { useAsked } from '../ask.ts'
import { useCityChanges, useEvery, useNow, useWords } from '../hooks.ts'
import { DoneWords } from '../parts/done-words.tsx'
import { Path } from '../parts/path.tsx'
import { PlannedList } from '../parts/planned-list.tsx'
import { plannedHold, plannedNow } from '../parts/planned-now.ts'
import { SuspendForm } from '../parts/suspend-form.tsx'
import { Missing } from './missing.tsx'

/** Windows begin and end by the clock, and nobody says so. */
const EVERY_MS = 15_000
const STATES = ['active', 'coming', 'over'] as const

export function PlannedRoom() {
  const words = useWords()
  const { data, error, again } = useAsked<ApiPlannedList>('api/planned')
  const city = useCityChanges(({ what }) => what === 'summary')
  const hold = plannedHold(city, words, useNow(5000))
  const count = plannedNow(city)
  const [resumed, setResumed] = useState<ApiDone | undefined>()
  useEffect(again, [count, again])
  useEvery(EVERY_MS, again)
  const titles = { active: 'plannedActive', coming: 'plannedComing', over: 'plannedOver' } as const
  return (
    <>
      <Path steps={[]} />
      <div class="title">
        <h1>{words.t('planned')}</h1>
        <div class="figure">
          <span>{words.t('offNow')}</span>
          <b>{words.count(count)}</b>
          {hold !== undefined && <small>{hold}</small>}
        </div>
      </div>
      <DoneWords done={resumed} />
      {data === undefined && <Missing error={error} id="" />}
      {data !== undefined &&
        STATES.map((state) => (
          <PlannedList
            key={state}
            title={words.t(titles[state])}
            state={state}
            rows={data.rows.filter((row) => row.state === state)}
            then={(done) => {
              setResumed(done)
              again()
            }}
          />
        ))}
      {data !== undefined && <SuspendForm then={again} />}
    </>
  )
}
