// Hours that are none, or that are all there are.
import type { Complaint } from './fields.ts'
import type { ReadHours } from './readable.ts'

type Path = readonly (string | number)[]

/** `mayBeMisspelt`: a key that seems to be missing may stand there under a wrong name. */
export function hoursFaults(
  { from, to }: ReadHours,
  path: Path,
  mayBeMisspelt: boolean,
): Complaint[] {
  if ((from === undefined) !== (to === undefined)) {
    if (mayBeMisspelt) return []
    const [has, lacks] = from === undefined ? ['to', 'from'] : ['from', 'to']
    const remedy = `add ${lacks}, or leave both out for whole days`
    return [{ path: [...path, has], what: `${has} without ${lacks}`, remedy }]
  }
  if (from === 1440) {
    return [{ path: [...path, 'from'], what: '"24:00" begins no day', remedy: 'write "00:00"' }]
  }
  if (typeof from !== 'number' || from !== to) return []
  const remedy = 'for whole days leave both out, or write from: "00:00", to: "24:00"'
  return [{ path: [...path, 'to'], what: 'from and to are the same time', remedy }]
}

/** Quiet hours must say when they are, and must end: what they hold would be lost. */
export function quietFaults(hours: ReadHours, path: Path, mayBeMisspelt: boolean): Complaint[] {
  const { days, from, to } = hours
  if (days === undefined && from === undefined && to === undefined) {
    if (mayBeMisspelt) return []
    const remedy = 'write from and to, or days'
    return [{ path, what: 'quiet hours without a time would hold messages for ever', remedy }]
  }
  const faults = hoursFaults(hours, path, mayBeMisspelt)
  if (faults.length > 0 || !isWholeWeek(hours) || mayBeMisspelt) return faults
  const what = 'quiet hours that never end hold messages for ever'
  const remedy =
    'leave some of the week out; a route with match: {severity: [critical]} sends only what is critical'
  return [{ path, what, remedy }]
}

function isWholeWeek({ days, from, to }: ReadHours): boolean {
  const isWholeDay = from === undefined ? to === undefined : from === 0 && to === 1440
  return isWholeDay && (days === undefined || (Array.isArray(days) && new Set(days).size === 7))
}
