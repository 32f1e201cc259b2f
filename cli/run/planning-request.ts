// Judges what somebody asks to be switched off, by the same rules as what stands in the estate's files.
import type { MaintenanceRequest, Refusal, SuspendRequest } from '../../console/actions.ts'
import {
  checkName,
  checkScope,
  checkSpan,
  type Fault,
  type Known,
} from '../../fleet/planned/check.ts'
import type { MaintenanceTime } from '../../fleet/planned/planned.ts'
import { splitFault } from '../../fleet/schema/fault.ts'
import { label } from '../../fleet/schema/fields.ts'
import { isTimezone, unknownTimezone } from '../../fleet/schema/timezone.ts'

type Asked = Pick<SuspendRequest, 'scope' | 'reason' | 'owner' | 'reference'>

/** Everything that is wrong, by field of the request. `now`: epoch milliseconds. */
export function refusalsOfSuspend(request: SuspendRequest, known: Known, now: number): Refusal[] {
  const { from = now, until } = request
  return [...refusalsOf(request, known), ...refusalsOfSpan(from, until, now, '')]
}

/** As `refusalsOfSuspend`. */
export function refusalsOfMaintain(
  request: MaintenanceRequest,
  known: Known,
  now: number,
): Refusal[] {
  const { time } = request
  const timed =
    time.type === 'once'
      ? refusalsOfSpan(time.from, time.until, now, 'time.')
      : refusalsOfWeekly(time)
  return [...refusalsOf(request, known), ...timed]
}

function refusalsOf({ scope, reason, owner, reference }: Asked, known: Known): Refusal[] {
  const found = checkName(owner, 'owner', known)
  const empty = scope.targets === undefined && scope.query === undefined
  return [
    ...refusalsOfScope(checkScope(scope, known)),
    ...(empty ? [COVERS_NOTHING] : []),
    ...refusalsOfText('reason', reason),
    ...(reference === undefined ? [] : refusalsOfText('reference', reference)),
    ...(found ? [{ field: 'owner', ...found }] : []),
  ]
}

export const COVERS_NOTHING: Refusal = {
  field: 'scope',
  what: 'it covers nothing',
  remedy: 'name targets, or a query that some match',
}

function refusalsOfScope(faults: readonly Fault[]): Refusal[] {
  return faults.map(({ field, item, what, remedy }) => ({
    field: item === undefined ? `scope.${field}` : `scope.${field}.${item}`,
    what,
    remedy,
  }))
}

function refusalsOfText(field: string, text: string): Refusal[] {
  if (text.trim() === '') return [{ field, what: 'it is empty', remedy: 'write a few words' }]
  const read = label.safeParse(text)
  return read.success ? [] : [{ field, ...splitFault(read.error.issues[0]?.message ?? '') }]
}

function refusalsOfSpan(from: number, until: number, now: number, prefix: string): Refusal[] {
  const wrong = [
    { field: 'from', at: from },
    { field: 'until', at: until },
  ].filter(({ at }) => !Number.isSafeInteger(at) || at < 0 || at > LATEST)
  if (wrong.length > 0) {
    return wrong.map(({ field }) => ({
      field: prefix + field,
      what: 'it is no time',
      remedy: 'give whole milliseconds since 1970',
    }))
  }
  const fault = checkSpan(from, until)
  if (fault) return [{ field: prefix + fault.field, what: fault.what, remedy: fault.remedy }]
  if (until > now) return []
  return [{ field: `${prefix}until`, what: 'it is already over', remedy: 'give a later end' }]
}

/** The end of the year 2199, as in the files of an estate. */
const LATEST = Date.UTC(2200, 0)

function refusalsOfWeekly(time: Extract<MaintenanceTime, { type: 'weekly' }>): Refusal[] {
  const whole = (value: number, most: number): boolean =>
    Number.isInteger(value) && value >= 0 && value <= most
  const minute = (field: 'fromMinute' | 'toMinute'): Refusal[] =>
    whole(time[field], 1439)
      ? []
      : [{ field: `time.${field}`, what: 'it is no minute of a day', remedy: 'give 0 to 1439' }]
  const days = time.days.length > 0 && time.days.every((day) => whole(day, 6))
  return [
    ...(days
      ? []
      : [{ field: 'time.days', what: 'no days of the week', remedy: 'give 0 (Sunday) to 6' }]),
    ...minute('fromMinute'),
    ...minute('toMinute'),
    ...(isTimezone(time.timezone)
      ? []
      : [{ field: 'time.timezone', ...splitFault(unknownTimezone(time.timezone)) }]),
  ]
}
