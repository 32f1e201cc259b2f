// Writes planned outages as suspensions.yaml and maintenance.yaml.
import { stringify } from 'yaml'
import type { Maintenance, PlannedOutage, Suspension } from './planned.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Files and their text; a kind without any has none. */
export function plannedFiles(
  planned: readonly PlannedOutage[],
): { readonly file: string; readonly text: string }[] {
  const suspensions = planned.filter((one) => one.kind === 'suspension')
  const windows = planned.filter((one) => one.kind === 'maintenance')
  return [
    { file: 'suspensions.yaml', records: suspensions.map(suspensionRecord) },
    { file: 'maintenance.yaml', records: windows.map(maintenanceRecord) },
  ]
    .filter(({ records }) => records.length > 0)
    .map(({ file, records }) => ({
      file,
      text: stringify(records, { aliasDuplicateObjects: false }),
    }))
}

function suspensionRecord(one: Suspension) {
  return { ...about(one), ...span(one), ...scope(one) }
}

function maintenanceRecord(one: Maintenance) {
  return { ...about(one), ...timeRecord(one.time), ...scope(one) }
}

function about({ id, reason, owner, reference }: PlannedOutage) {
  return { id, reason, owner, ...(reference === undefined ? {} : { reference }) }
}

function span({ from, until }: { readonly from: number; readonly until: number }) {
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
}

function timeRecord(time: Maintenance['time']) {
  if (time.type === 'once') return span(time)
  const { days, fromMinute, toMinute, timezone } = time
  const to = toMinute === fromMinute ? 1440 : toMinute
  return {
    weekly: {
      days: days.map((day) => DAYS[day]),
      from: clockText(fromMinute),
      to: clockText(to),
      timezone,
    },
  }
}

function clockText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function scope({ scope: { targets, query, except } }: PlannedOutage) {
  return {
    ...(targets && { targets }),
    ...(query && { where: query }),
    ...(except && { except }),
  }
}
