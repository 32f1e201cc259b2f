// What `ronda why` says of an NVR by its own words: what it is, its slots, its disks, its clock.
import type { ApiRecorder } from '../../console/api/feed-response.ts'
import type { ApiTargetRow } from '../../console/api/response.ts'
import {
  CONNECTED_TEXTS,
  recorderFaultText,
  STORAGE_TEXTS,
  videoLossText,
} from '../../texts/recorder.ts'
import type { Clock } from '../../texts/sentence.ts'
import { formatDuration, formatTime } from '../../texts/times.ts'

type Camera = Pick<ApiTargetRow, 'id' | 'name' | 'slot'>

export function recorderLines(
  recorder: ApiRecorder,
  cameras: readonly Camera[],
  clock: Clock,
): string[] {
  const time = (at: string): string => formatTime('en', Date.parse(at), clock.timezone, clock.now)
  const { slots, storage, fault, authUntil } = recorder
  const facts = [...deviceTexts(recorder.device), ...clockTexts(recorder.clockSkewS)]
  return [
    `  said of itself at ${time(recorder.at)}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`,
    ...(authUntil === undefined
      ? []
      : [`    left alone until ${time(authUntil)} because it refused our password`]),
    ...(fault === undefined ? [] : [`    it did not say more: ${recorderFaultText('en', fault)}`]),
    ...slots.map((slot) => slotLine(slot, cameras)),
    ...(storage === undefined ? [] : [storageLine(storage)]),
  ]
}

function slotLine(
  { slot, connected, reason, said }: ApiRecorder['slots'][number],
  cameras: readonly Camera[],
): string {
  const camera = cameras.find((one) => one.slot === slot)
  const who = camera === undefined ? '' : ` ${camera.id} "${camera.name}"`
  const why = reason === undefined ? '' : `: ${videoLossText('en', reason)}`
  const word = said === undefined ? '' : ` (${said})`
  return `    slot ${slot}${who}: ${CONNECTED_TEXTS.en[connected]}${why}${word}`
}

function storageLine({
  state,
  disks,
  capacityMb,
  freeMb,
}: NonNullable<ApiRecorder['storage']>): string {
  const each = disks.map(({ id, said }) => `${id}: ${said}`).join(', ')
  const gigabytes = (megabytes: number): string => Math.round(megabytes / 1000).toLocaleString('en')
  const room =
    capacityMb === undefined || freeMb === undefined
      ? ''
      : `, ${gigabytes(freeMb)} of ${gigabytes(capacityMb)} GB free`
  return `    disks: ${STORAGE_TEXTS.en[state]}${each === '' ? '' : ` (${each})`}${room}`
}

function deviceTexts({ model, firmware, serial }: ApiRecorder['device'] = {}): string[] {
  return [
    ...(model === undefined ? [] : [model]),
    ...(firmware === undefined ? [] : [`firmware ${firmware}`]),
    ...(serial === undefined ? [] : [`serial number ${serial}`]),
  ]
}

function clockTexts(skewS: number | undefined): string[] {
  if (skewS === undefined) return []
  const off = formatDuration('en', Math.abs(skewS) * 1000)
  return [
    Math.round(skewS) === 0 ? 'clock right' : `clock ${off} ${skewS > 0 ? 'ahead' : 'behind'}`,
  ]
}
