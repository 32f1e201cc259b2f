// What an NVR says of itself: its slots and the cameras in them, its disks, its clock, what it is.
import type { State } from '../../../fleet/state.ts'
import {
  CONNECTED_TEXTS,
  recorderFaultText,
  STORAGE_TEXTS,
  videoLossText,
} from '../../../texts/recorder.ts'
import type { ApiRecorder } from '../../api/feed-response.ts'
import type { ApiTargetRow } from '../../api/response.ts'
import { useNow, useWords, type Words } from '../hooks.ts'
import { targetLink } from '../route.ts'
import { StateMark } from './state-mark.tsx'

/** A clock that is off by less is right: the question itself takes a while. */
const RIGHT_S = 3

interface RecorderPanelProps {
  readonly recorder: ApiRecorder
  readonly cameras: readonly ApiTargetRow[]
}

export function RecorderPanel({ recorder, cameras }: RecorderPanelProps) {
  const words = useWords()
  const now = useNow(5000)
  const { fault, authUntil, slots } = recorder
  const why = fault === undefined ? undefined : recorderFaultText(words.language, fault)
  return (
    <section class="panel recorder">
      <h2>
        {words.t('recorder')}
        <small>
          <time dateTime={recorder.at}>{words.time(recorder.at, now)}</time>
        </small>
      </h2>
      {why !== undefined && authUntil === undefined && (
        <p class="recorder-fault">{words.t('recorderFault', { why })}</p>
      )}
      {authUntil !== undefined && (
        <p class="recorder-fault" data-left-alone>
          {words.t('leftAlone', { time: words.time(authUntil, now) })}
        </p>
      )}
      <div class="columns">
        {slots.length > 0 && <Slots slots={slots} cameras={cameras} />}
        <RecorderFacts recorder={recorder} />
      </div>
    </section>
  )
}

const LOOKS: Readonly<Record<ApiRecorder['slots'][number]['connected'], State>> = {
  yes: 'up',
  no: 'down',
  unknown: 'unknown',
}

interface SlotsProps {
  readonly slots: ApiRecorder['slots']
  readonly cameras: readonly ApiTargetRow[]
}

function Slots({ slots, cameras }: SlotsProps) {
  const words = useWords()
  return (
    <table class="targets recorder-slots">
      <thead>
        <tr>
          <th class="number">{words.t('slotNumber')}</th>
          <th>{words.kind('camera')}</th>
          <th>{words.t('slotSays')}</th>
        </tr>
      </thead>
      <tbody>
        {slots.map(({ slot, connected, reason, said }) => {
          const camera = cameras.find((one) => one.slot === slot)
          const why = reason === undefined ? '' : `: ${videoLossText(words.language, reason)}`
          return (
            <tr key={slot} data-slot={slot}>
              <th scope="row" class="number">
                {slot}
              </th>
              <td>
                {camera === undefined ? '–' : <a href={targetLink(camera.id)}>{camera.name}</a>}
              </td>
              <td class={LOOKS[connected]}>
                <StateMark state={LOOKS[connected]} /> {CONNECTED_TEXTS[words.language][connected]}
                {why}
                {said !== undefined && <small class="mono">{said}</small>}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function RecorderFacts({ recorder }: { readonly recorder: ApiRecorder }) {
  const words = useWords()
  const { storage, clockSkewS, device } = recorder
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.t('storage'), storage && STORAGE_TEXTS[words.language][storage.state]],
    [words.t('disks'), storage?.disks.map(({ id, said }) => `${id}: ${said}`).join(', ')],
    ['GB', storage && room(storage, words)],
    [words.t('clockSkew'), clockSkewS === undefined ? undefined : clock(clockSkewS, words)],
    [words.t('model'), device?.model],
    [words.t('firmware'), device?.firmware],
    [words.t('serial'), device?.serial],
  ]
  const known = facts.filter(([, value]) => value !== undefined && value !== '')
  if (known.length === 0) return null
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function room(
  { capacityMb, freeMb }: NonNullable<ApiRecorder['storage']>,
  words: Words,
): string | undefined {
  if (capacityMb === undefined || freeMb === undefined) return undefined
  const gigabytes = (megabytes: number): string => words.count(Math.round(megabytes / 1000))
  return words.t('diskFree', { free: gigabytes(freeMb), capacity: gigabytes(capacityMb) })
}

function clock(skewS: number, words: Words): string {
  if (Math.abs(skewS) < RIGHT_S) return words.t('clockRight')
  const duration = words.duration(Math.abs(skewS) * 1000)
  return words.t(skewS > 0 ? 'clockAhead' : 'clockBehind', { duration })
}
